import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { Store } from "@/lib/store/open-store";
import { storableText } from "@/lib/store/storable";
import { callRoute } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";
import { askEverything, drawEverything } from "./ask-all";
import { hostileText } from "./hostile-text";
import { Poisonable } from "./poison";
import { differences, type Markup } from "./read-markup";

/* What Next gives a page from the request. */
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers({ host: "explorer.test" }),
}));
vi.mock("next/navigation", () => ({
  notFound: () => {
    throw new Error("not found");
  },
  redirect: (to: string) => {
    throw new Error(`redirect ${to}`);
  },
  usePathname: () => "/",
  useSearchParams: () => new URLSearchParams(),
  useRouter: () => ({ push: () => undefined, replace: () => undefined, refresh: () => undefined }),
}));

/** HOSTILE_SEED and HOSTILE_RUNS look further than CI does. */
const SEED = Number(process.env.HOSTILE_SEED ?? "9");
const RUNS = Number(process.env.HOSTILE_RUNS ?? "2");
/** Ten seconds a run when nobody else works; beside other tests several times as long. */
const MOST_MS = 60_000 + RUNS * 30_000;

/** Where text decides what else is shown: which consumers a proposal names, what its words seem to say, a reason of blanks alone. */
const MENTIONS = /^\/(?:consumers\/\d+$|proposals|status$)/;

/** How old a block is must not depend on how long a test takes. */
const STARTED = Date.now();
const SERVED = { publicUrl: "http://explorer.test", now: () => STARTED };

/** Texts put into a network at once, all of them different, so that what they stand for stays as different as it was. */
const AT_ONCE = 40;
const texts = fc.uniqueArray(
  hostileText.filter((text) => storableText(text) !== ""),
  { minLength: AT_ONCE, maxLength: AT_ONCE, selector: storableText },
);
const HARMLESS = Array.from({ length: AT_ONCE }, (_, i) => `harmless ${i}`);

let tape: Tape;
let store: Store;
let network: Poisonable;
let harmless: Map<string, Markup>;
let events: number;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, 1_515));
  network = await Poisonable.of(store, tape.networks as never);
  restartServer(store, await network.poison(HARMLESS), SERVED);
  await drawEverything(); // Parts that come later (`next/dynamic`) are not in the first drawing of their page.
  harmless = await drawEverything();
  events = (await (await callRoute("devnet", "calendar.ics")).text()).split("BEGIN:VEVENT").length - 1;
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

/** What is wrong with anything a reader gets while these words stand in the rows behind it; a few dozen lines at most. */
async function faultsWith(words: readonly string[]): Promise<string[]> {
  restartServer(store, await network.poison(words), SERVED);
  const known = new Set([...harmless.values()].flatMap(({ skeleton }) => [...skeleton.keys()]));
  const faults: string[] = [];
  for (const [name, { skeleton, faults: found }] of await drawEverything()) {
    const usual = harmless.get(name);
    const shape = MENTIONS.test(name)
      ? [...skeleton.keys()].filter((key) => !known.has(key))
      : differences(skeleton, usual?.skeleton ?? new Map());
    faults.push(
      ...[...found.filter((fault) => !usual?.faults.includes(fault)), ...shape].map((fault) => `${name}: ${fault}`),
    );
  }
  faults.push(...(await askEverything(words, events)));
  return [...new Set(faults)].slice(0, 30);
}

test("harmless words are shown without a fault", async () => {
  expect(events).toBeGreaterThan(3);
  const own = (fault: string) => /React form|addEventListener/.test(fault);
  expect(
    [...harmless].flatMap(([name, { faults }]) =>
      faults.filter((fault) => !own(fault)).map((fault) => `${name}: ${fault}`),
    ),
  ).toEqual([]);
  expect(await askEverything(HARMLESS, events)).toEqual([]);
}, 180_000);

/*
 * Every text of a chain, on every page and in every answer: it becomes no element, no attribute, no script, no link elsewhere, no
 * formula, no line of its own, and no character that changes what is around it without being seen.
 */
test(
  "whatever people write, it is text and nothing else",
  async () => {
    const property = fc.asyncProperty(texts, async (words) => {
      expect(await faultsWith(words)).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: MOST_MS });
  },
  MOST_MS + 120_000,
);

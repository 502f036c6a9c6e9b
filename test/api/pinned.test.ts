import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { openApi } from "@/lib/api/openapi";
import { openStore, type Store } from "@/lib/store/open-store";
import { bundleWorkers } from "../../scripts/lib/bundle.mjs";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer, serveStore } from "../support/server-deps";

/** Before and after 300 more blocks and a restart. */
const EARLY = 330;
const LATE = 630;
/** From before the first consumer to the edge of what is indexed. */
const HEIGHTS = [1, 40, 64, 100, 145, 200, 215, 260, 300, 320, 327, 329, EARLY];

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly cache: string | null;
  readonly text: string;
}

let tape: Tape;
let dataDir: string;
let store: Store;
const early = new Map<string, Answer>();
const late = new Map<string, Answer>();

/** Every route of the OpenAPI file that takes a height, with ids of the record in the place of its parameters. */
async function pathsAt(): Promise<string[]> {
  const { data: validators } = await getBody<{ data: { operator: string }[] }>("devnet", "validators?height=64");
  const { paths } = openApi() as { paths: Record<string, { get: { parameters: { name: string }[] } }> };
  const values: Record<string, string[]> = {
    id: ["0", "1", "2", "4", "7", "8"],
    any: [0, 7, 30].map((i) => validators[i]?.operator ?? ""),
  };
  return (
    Object.entries(paths)
      .filter(([, { get }]) => get.parameters.some(({ name }) => name === "height"))
      // What was checked so far grows with the checking: it is said of a height, and is no fact of it.
      .filter(([template]) => !template.includes("/verification"))
      .flatMap(([template]) => fill(template.replace("/api/v1/{network}/", ""), values))
  );
}

function fill(template: string, values: Record<string, string[]>): string[] {
  const name = /\{(\w+)\}/.exec(template)?.[1];
  if (name === undefined) return [template];
  return (values[name] ?? []).flatMap((value) => fill(template.replace(`{${name}}`, value), values));
}

async function ask(into: Map<string, Answer>, paths: readonly string[]): Promise<void> {
  for (const height of HEIGHTS) {
    for (const one of paths) {
      for (const accept of ["application/json", "text/csv"]) {
        const response = await callRoute("devnet", `${one}?height=${height}`, { accept });
        into.set(`${one} at ${height} as ${accept}`, {
          status: response.status,
          etag: response.headers.get("etag"),
          cache: response.headers.get("cache-control"),
          text: await response.text(),
        });
      }
    }
  }
}

beforeAll(async () => {
  await bundleWorkers();
  tape = await serveRecording("devnet");
  dataDir = await mkdtemp(path.join(tmpdir(), "pinned-"));
  store = await openStore({ dataDir });
  await indexTape(tape, EARLY, store);
  serveStore(store, tape.networks as never);
  const paths = await pathsAt();
  await ask(early, paths);
  await store.close();
  store = await openStore({ dataDir });
  await indexTape(tape, LATE, store);
  restartServer(store, tape.networks as never);
  await ask(late, paths);
}, 240_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const isFinal = ({ cache }: Answer) => cache?.includes("max-age=86400") ?? false;

test("a pinned answer is the same, byte by byte and by its tag, after 300 more blocks and a restart", () => {
  const changed = [...early]
    .filter(([, answer]) => isFinal(answer))
    .filter(([key, answer]) => {
      const now = late.get(key);
      return now?.text !== answer.text || now.etag !== answer.etag;
    });
  expect(changed.map(([key]) => key)).toEqual([]);
});

test("nearly all of them are said to be final at once: only the newest blocks may still gain a consumer's", () => {
  const open = [...early].filter(([, answer]) => answer.status === 200 && !isFinal(answer)).map(([key]) => key);
  expect(open.filter((key) => HEIGHTS.slice(0, -3).some((height) => key.includes(` at ${height} `)))).toEqual([]);
  expect([...late.values()].filter((answer) => answer.status === 200 && !isFinal(answer))).toEqual([]);
  expect([...late.values()].filter(({ status }) => status === 200).length).toBeGreaterThan(200);
});

test("even an answer that was not final keeps every figure it had", () => {
  const lost = [...early].filter(
    ([key, answer]) => answer.status === 200 && !answer.text.includes("unknown") && late.get(key)?.text !== answer.text,
  );
  expect(lost.map(([key]) => key)).toEqual([]);
});

test("a strong tag answers 304, and a height has its own tag", async () => {
  const tag = late.get("overview at 200 as application/json")?.etag ?? "";
  expect(tag).toMatch(/^"[\w-]{27}"$/);
  expect((await callRoute("devnet", "overview?height=200", { "if-none-match": tag })).status).toBe(304);
  expect(late.get("overview at 215 as application/json")?.etag).not.toBe(tag);
});

test("the file says which block it shows, and where it came from", () => {
  const [first] = (late.get("consumers at 200 as text/csv")?.text ?? "").split("\r\n");
  expect(first).toMatch(
    /^# devnet · ics-devnet-provider-1 · height 200 · 2\d{3}-\d\d-\d\dT[\d:.]+Z · http:\/\/explorer\.test\/api\/v1\/devnet\/consumers\?height=200$/,
  );
});

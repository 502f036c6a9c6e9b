import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Card } from "@/app/_card/card";
import { CARD_HEIGHT, CARD_MARGIN, CARD_WIDTH, drawCard } from "@/app/_card/draw-card";
import { GET } from "@/app/card/[network]/[...page]/route";
import type { Tape } from "@/devnet/tape/tape";
import type { Store } from "@/lib/store/open-store";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { denyNetwork } from "../support/no-network";
import { serveStore } from "../support/server-deps";

const MAX_BYTES = 120_000;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a card has its parts. */
const TITLE: Box = { left: CARD_MARGIN, top: 60, right: 760, bottom: 104 };
const SENTENCE: Box = { left: CARD_MARGIN, top: 130, right: CARD_WIDTH - CARD_MARGIN, bottom: 420 };
const FIGURES: Box = { left: CARD_MARGIN, top: 420, right: CARD_WIDTH - CARD_MARGIN, bottom: 512 };
const FOOT: Box = { left: CARD_MARGIN, top: 524, right: CARD_WIDTH - CARD_MARGIN, bottom: 570 };

const aCard = (more: Partial<Card> = {}): Card => ({
  title: "Driftwood · consumer 3",
  sentence:
    "Driftwood is secured by 12 validators with 40.1 % of the provider's power; it is behind: 4 updates on the way.",
  figures: [
    { word: "phase", value: "launched" },
    { word: "kind", value: "Opt-in" },
    { word: "validators", value: "12" },
    { word: "updates not received", value: "4", tone: "warn" },
  ],
  asOf: { chainId: "ics-devnet-provider-1", height: 1234, time: "2026-11-23T18:31:04.5Z" },
  blockHash: "4F2A".repeat(16),
  ...more,
});

async function decode(card: Card): Promise<PNG> {
  const bytes = await drawCard(card);
  expect(bytes.length).toBeLessThan(MAX_BYTES);
  return PNG.sync.read(Buffer.from(bytes));
}

/** Pixels of a box that are not the white ground. */
function ink(image: PNG, { left, top, right, bottom }: Box): number {
  let dark = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = (y * image.width + x) * 4;
      if ((image.data[at] ?? 0) + (image.data[at + 1] ?? 0) + (image.data[at + 2] ?? 0) < 3 * 245) dark += 1;
    }
  }
  return dark;
}

/** Ink between the margins and the edges: there must be none. */
function inkInMargins(image: PNG): number {
  const inner = CARD_MARGIN - 3;
  const all = { left: 0, top: 0, right: CARD_WIDTH, bottom: CARD_HEIGHT };
  const inside = { left: inner, top: inner, right: CARD_WIDTH - inner, bottom: CARD_HEIGHT - inner };
  return ink(image, all) - ink(image, inside);
}

const network = denyNetwork();
afterAll(() => network.lift());

describe("a card, by its pixels", () => {
  test("has its text where it belongs and nothing in its margins", async () => {
    const image = await decode(aCard());
    expect([image.width, image.height]).toEqual([CARD_WIDTH, CARD_HEIGHT]);
    for (const box of [TITLE, SENTENCE, FIGURES, FOOT]) expect(ink(image, box)).toBeGreaterThan(800);
    expect(inkInMargins(image)).toBe(0);
  });

  test.each([
    ["200 letters without a break", "W".repeat(200)],
    ["200 wide words", "Wonderful ".repeat(20)],
    ["200 letters of other alphabets we have", "Ж".repeat(100) + "Ω".repeat(100)],
    ["markup", '<script>alert(1)</script><img src="https://evil.example/x.png">&amp;\'"'],
    ["combining marks", `Z${"\u0310".repeat(200)}algo`],
    ["a style", "</div><style>*{position:fixed;top:0;left:0}</style>"],
  ])("%s stays inside, and leaves the other parts alone", async (_what, name) => {
    const image = await decode(
      aCard({ title: name, sentence: `${name} is secured.`, figures: [{ word: name, value: name }] }),
    );
    for (const box of [TITLE, SENTENCE, FIGURES, FOOT]) expect(ink(image, box)).toBeGreaterThan(300);
    expect(inkInMargins(image)).toBe(0);
    // The line above the foot, and the white between sentence and figures.
    expect(ink(image, { ...SENTENCE, top: 392, bottom: 410 })).toBe(0);
  });

  test.each([
    ["emoji", "🚀 To the 👩‍👩‍👧‍👦 moon 🏴‍☠️ ❤️ 1️⃣", "To the moon 1"],
    ["right to left, with overrides", "\u202eevil\u202c שלום مرحبا node", "evil node"],
    ["scripts we have no font for", "漢字 Validator あ 한국 ไทย", "Validator"],
    ["look-alikes and ligatures", "ｖａｌｉｄａｔｏｒ ﬁn", "validator fin"],
    ["private use, controls, surrogates", "a\ue000b\u0007c\ud800d", "abcd"],
    ["nothing that can be drawn", "🚀🚀 漢字", ""],
  ])("%s: what is drawn is exactly the letters we have", async (_what, hostile, plain) => {
    const [drawn, expected] = await Promise.all(
      [hostile, plain].map((name) => decode(aCard({ title: name, figures: [{ word: name, value: name }] }))),
    );
    expect(drawn?.data.equals(expected?.data as Buffer)).toBe(true);
  });
});

describe("cards of the record", () => {
  let tape: Tape;
  let store: Store;

  beforeAll(async () => {
    tape = await serveRecording("devnet");
    ({ store } = await indexTape(tape, 1_515));
    serveStore(store, tape.networks as never);
  }, 120_000);
  afterAll(async () => {
    await store?.close();
    await tape?.close();
  });

  const ask = (page: string, search = "") =>
    GET(new Request(`http://explorer.test/card/devnet/${page}${search}`), {
      params: Promise.resolve({ network: "devnet", page: page.split("/") }),
    });

  test("each kind of page has one, at the head and at a height", async () => {
    const { data } = await getBody<{ data: { operator: string }[] }>("devnet", "validators");
    for (const page of [
      "overview",
      "consumers/0",
      "consumers/8/validators",
      "consumers",
      `validators/${data[0]?.operator}`,
      "packets/1/vsc/1",
      "packets/0/slash/2",
      "proposals/1",
      "slashes/274-0",
    ]) {
      for (const search of ["", "?height=700"]) {
        const response = await ask(`${page}.png`, search);
        expect([page, response.status]).toEqual([page, 200]);
        expect(response.headers.get("content-type")).toBe("image/png");
        expect(response.headers.get("cache-control")).toContain(search === "" ? "max-age=1," : "max-age=86400");
        const image = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
        for (const box of [SENTENCE, FIGURES, FOOT]) expect(ink(image, box)).toBeGreaterThan(800);
        expect(inkInMargins(image)).toBe(0);
      }
    }
  });

  test("the same height gives the same bytes, another height other ones", async () => {
    const [a, b, c] = await Promise.all([100, 100, 200].map((height) => ask("consumers/1.png", `?height=${height}`)));
    expect(b?.headers.get("etag")).toBe(a?.headers.get("etag"));
    expect(c?.headers.get("etag")).not.toBe(a?.headers.get("etag"));
  });

  test("what does not exist has no card, and says so", async () => {
    for (const [page, search, status] of [
      ["consumers/999.png", "", 404],
      ["validators/nobody.png", "", 404],
      ["overview.png", "?height=9999999", 404],
      ["overview.png", "?height=x", 400],
      ["overview", "", 404],
    ] as const)
      expect([page, (await ask(page, search)).status]).toEqual([page, status]);
  });
});

test("no card asked anybody for anything", () => {
  expect(network.attempts).toEqual([]);
});

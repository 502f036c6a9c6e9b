import { describe, expect, test } from "vitest";
import { safeLink, safeText } from "@/lib/format/safe-text";
import { escapeXml } from "@/lib/format/xml";
import { parseAnyAddress } from "@/lib/ics/address";
import { parseBech32 } from "@/lib/ics/bech32";
import { parseIsoNanos } from "@/lib/ics/time";
import { parseAnyName } from "@/lib/server/any-name";
import { csvLines } from "@/lib/server/csv";
import { decodeSegment, parseListQuery } from "@/lib/server/query-params";

/*
 * What sees text of chains or of people takes time in proportion to it. Judged by the ratio of 100 kB to 25 kB, the least of several
 * runs: linear is 4, quadratic 16. Quick ones are below what can be told apart, and good.
 */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  // The longest that is shown anywhere; of a text only as much is looked at as can be shown.
  safeText: (text) => safeText(text, 1_000),
  safeLink,
  escapeXml,
  parseAnyAddress,
  parseAnyName,
  parseBech32,
  parseIsoNanos: (text) => parseIsoNanos(text),
  decodeSegment,
  listQuery: (text) => parseListQuery(new URLSearchParams(text)),
  csv: (text) => [...csvLines([{ text }])],
};

/** Runs and alternations that make a careless pattern go back over and over. */
const HOSTILE: Readonly<Record<string, (length: number) => string>> = {
  letters: (n) => "a".repeat(n),
  digits: (n) => "1".repeat(n),
  spaces: (n) => `${" ".repeat(n)}x`,
  "spaces inside": (n) => `x${" ".repeat(n)}x`,
  quotes: (n) => '"'.repeat(n),
  joiners: (n) => "\u200d".repeat(n),
  marks: (n) => `a${"\u0301".repeat(n)}`,
  family: (n) => "\u{1f468}\u200d".repeat(Math.floor(n / 3)),
  skins: (n) => "\u{1f3fb}".repeat(Math.floor(n / 2)),
  percent: (n) => "%41".repeat(Math.floor(n / 3)),
  ampersands: (n) => "a=1&".repeat(Math.floor(n / 4)),
  "almost an address": (n) => `cosmos1${"q".repeat(n)}`,
  "almost a time": (n) => `2026-03-02T10:00:00.${"0".repeat(n)}`,
  braces: (n) => "{".repeat(n),
};

const SMALL = 25_000;
/** Below this nothing is told apart from the noise of a busy machine. */
const QUICK_MS = 4;

function leastMs(read: (text: string) => unknown, text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 5; i += 1) {
    const started = performance.now();
    read(text);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

describe.each(Object.keys(READERS))("%s takes time in proportion to its text", (name) => {
  test.each(Object.keys(HOSTILE))("%s", (kind) => {
    const read = READERS[name] as (text: string) => unknown;
    const make = HOSTILE[kind] as (length: number) => string;
    // A busy machine makes a single ratio large, never small: what is quadratic stays so however often it is looked at.
    let ratio = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5 && ratio >= 9; i += 1) {
      const large = leastMs(read, make(4 * SMALL));
      if (large < QUICK_MS) return;
      ratio = Math.min(ratio, large / leastMs(read, make(SMALL)));
    }
    expect(ratio).toBeLessThan(9);
  });
});

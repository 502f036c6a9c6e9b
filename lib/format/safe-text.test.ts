import fc from "fast-check";
import { expect, test } from "vitest";
import { safeLink, safeText } from "./safe-text";
import { shortAddress } from "./short-text";

const FORBIDDEN = /[\p{Cc}\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u;

test("direction overrides become visible instead of turning the line around", () => {
  expect(safeText("evil\u202egnp.exe", 40)).toBe("evil\ufffdgnp.exe");
});

test("NUL is dropped, lines become one line", () => {
  expect(safeText("a\0b\r\n\tc", 40)).toBe("ab c");
});

test("emoji made of several characters stay whole and count as one", () => {
  expect(safeText("👩‍🚀👩‍🚀👩‍🚀", 3)).toBe("👩‍🚀👩‍🚀👩‍🚀");
  expect(safeText("👩‍🚀👩‍🚀👩‍🚀👩‍🚀", 3)).toBe("👩‍🚀👩‍🚀…");
});

test("a joiner between letters is shown, it would make two names look alike", () => {
  expect(safeText("pay\u200dpal", 40)).toBe("pay\ufffdpal");
});

test("stacked marks are cut to four", () => {
  expect(safeText(`a${"\u0301".repeat(50)}`, 40)).toBe(`a${"\u0301".repeat(4)}`);
});

test("whatever comes in: no control or direction character comes out, and no more than the length asked for", () => {
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom("\u202e", "\0", "\u200d", "\u0301", "👩", "\ud800", "\n", "<", "a"),
      fc.string({ unit: "binary", maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 60 }), (text, max) => {
      const safe = safeText(text, max);
      expect(safe).not.toMatch(FORBIDDEN);
      expect([...graphemes.segment(safe)].length).toBeLessThanOrEqual(max);
      expect(safeText(safe, max)).toBe(safe);
    }),
    { numRuns: 500 },
  );
});

test("links from chain text are https without credentials, or none", () => {
  expect(safeLink("https://example.com/a")).toBe("https://example.com/a");
  for (const bad of ["http://example.com", "javascript:alert(1)", "https://u:p@example.com", "example.com", ""])
    expect(safeLink(bad)).toBeUndefined();
});

test("a short address keeps prefix and end", () => {
  expect(shortAddress("cosmosvaloper1abcdefghijklmnopqrstuvwxyz023456789")).toBe("cosmosvaloper1abcd…456789");
  expect(shortAddress("4F2A")).toBe("4F2A");
});

test("blanks at either end go, however plain the rest is", () => {
  for (const text of [" evil", "evil ", "  evil  ", "\tevil"]) expect(safeText(text, 40)).toBe("evil");
  expect(safeText("two  words", 40)).toBe("two words");
  expect([safeText("", 40), safeText(" ", 40)]).toEqual(["", ""]);
});

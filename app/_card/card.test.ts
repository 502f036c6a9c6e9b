import { expect, test } from "vitest";
import { cardFonts } from "./card-fonts";
import { cardText } from "./card-text";

test("what the fonts cover is read from the fonts", () => {
  const { covered } = cardFonts();
  for (const letter of "AzÄłßŁőπЖ€−…·")
    expect([letter, covered.has(letter.codePointAt(0) as number)]).toEqual([letter, true]);
  for (const letter of "漢あ한שع🚀☃")
    expect([letter, covered.has(letter.codePointAt(0) as number)]).toEqual([letter, false]);
  expect(covered.size).toBeGreaterThan(700);
});

test("a name keeps what can be drawn and loses the rest", () => {
  expect(cardText("🚀 Näkki ☃ 漢字 Łódź™ ﬁn", 40)).toBe("Näkki ŁódźTM fin");
  expect(cardText("שלום \u202eevil\u202c", 40)).toBe("evil");
  expect(cardText("👩‍👩‍👧‍👦🏴‍☠️", 40)).toBe("");
  expect(cardText("x".repeat(300), 20)).toBe(`${"x".repeat(19)}…`);
  expect(cardText("<b>1 & 2</b>", 40)).toBe("<b>1 & 2</b>");
});

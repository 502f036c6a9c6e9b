import { expect, test } from "vitest";
import { visibleStretch } from "./overlap-window";

test("drawn and left-out rows always add up to the whole", () => {
  for (const scrolled of [0, 13, 240, 4_000, 99_999, -20])
    for (const count of [0, 3, 180, 1_000]) {
      const { first, end, before, after } = visibleStretch(count, 24, scrolled, 480, 4);
      expect(before + (end - first) * 24 + after).toBe(count * 24);
      expect(end - first).toBeLessThanOrEqual(Math.min(count, 20 + 1 + 8));
    }
});

test("what is in the window is drawn", () => {
  expect(visibleStretch(180, 24, 240, 480, 2)).toEqual({ first: 8, end: 32, before: 192, after: 3_552 });
  expect(visibleStretch(5, 24, 0, 480, 2)).toEqual({ first: 0, end: 5, before: 0, after: 0 });
});

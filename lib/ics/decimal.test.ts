import fc from "fast-check";
import { expect, test } from "vitest";
import {
  compareDecimals,
  divideRounded,
  isDecimal,
  legacyDecToText,
  multiplyRounded,
  normalizeDecimal,
  ratioText,
} from "./decimal";

test("a LegacyDec of the wire gets its dot back", () => {
  expect(legacyDecToText("50000000000000000")).toBe("0.05"); // vector of ics-protocol.md §11
  expect(legacyDecToText("1000000000000000000")).toBe("1");
  expect(legacyDecToText("-1500000000000000000")).toBe("-1.5");
  expect(legacyDecToText("1")).toBe("0.000000000000000001");
  expect(legacyDecToText("0")).toBe("0");
  expect(legacyDecToText("")).toBe("0");
  expect(() => legacyDecToText("0.05")).toThrow("not a LegacyDec");
});

test("values compare by value, not by text", () => {
  expect(compareDecimals("0.10", "0.1")).toBe(0);
  expect(compareDecimals("0.9", "0.10")).toBe(1);
  expect(compareDecimals("-1", "0")).toBe(-1);
  expect(normalizeDecimal("007.50")).toBe("7.5");
});

test("halves go to the even neighbour, or away from zero, as told", () => {
  const rounded = (value: bigint) =>
    (["floor", "ceil", "half-up", "half-even"] as const).map((rounding) => multiplyRounded(value, "0.5", rounding));
  expect(rounded(5n)).toEqual([2n, 3n, 3n, 2n]);
  expect(rounded(7n)).toEqual([3n, 4n, 4n, 4n]);
  expect(rounded(-5n)).toEqual([-3n, -2n, -3n, -2n]);
  expect(rounded(4n)).toEqual([2n, 2n, 2n, 2n]);
});

test("powers beyond what a float can hold stay exact", () => {
  expect(multiplyRounded(9_007_199_254_740_993n, "1.000", "floor")).toBe(9_007_199_254_740_993n);
  expect(ratioText(2n, 3n, 4)).toBe("0.6666");
  expect(ratioText(3n, 3n, 4)).toBe("1");
});

test("text that is no decimal is refused", () => {
  for (const bad of ["", ".5", "5.", "1e3", "0x10", "١", "1,5", "--1", "NaN"]) {
    expect(isDecimal(bad)).toBe(false);
    expect(() => normalizeDecimal(bad)).toThrow("not a decimal");
  }
  expect(() => divideRounded(1n, 0n, "floor")).toThrow(RangeError);
});

test("any division is within one of the exact value", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
      for (const rounding of ["floor", "ceil", "half-up", "half-even"] as const) {
        const error = divideRounded(numerator, denominator, rounding) * denominator - numerator;
        expect(error < denominator && error > -denominator).toBe(true);
      }
    }),
  );
});

import { expect, test } from "vitest";
import { minPowerInTopN } from "./top-n";

test("the threshold is the power that first reaches N percent", () => {
  const powers = [10n, 40n, 30n, 20n];
  expect(minPowerInTopN(powers, 40)).toBe(40n);
  expect(minPowerInTopN(powers, 41)).toBe(30n);
  expect(minPowerInTopN(powers, 70)).toBe(30n);
  expect(minPowerInTopN(powers, 71)).toBe(20n);
  expect(minPowerInTopN(powers, 100)).toBe(10n);
});

test("the caller's list keeps its order", () => {
  const powers = [1n, 3n, 2n];
  minPowerInTopN(powers, 50);
  expect(powers).toEqual([1n, 3n, 2n]);
});

test("no power and a Top N out of range are errors", () => {
  expect(() => minPowerInTopN([], 50)).toThrow("no active validator");
  expect(() => minPowerInTopN([1n], 0)).toThrow("1 to 100");
  expect(() => minPowerInTopN([1n], 101)).toThrow("1 to 100");
});

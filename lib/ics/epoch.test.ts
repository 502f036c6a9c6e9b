import { expect, test } from "vitest";
import { blocksUntilNextEpoch, epochOf, isEpochBoundary, lastEpochHeight, nextEpochHeight } from "./epoch";

test("on the boundary block nothing is left to wait", () => {
  expect(isEpochBoundary(60, 30)).toBe(true);
  expect(blocksUntilNextEpoch(60, 30)).toBe(0);
  expect(nextEpochHeight(60, 30)).toBe(90);
  expect(lastEpochHeight(60, 30)).toBe(60);
});

test("inside an epoch the countdown ends at the next multiple", () => {
  expect(isEpochBoundary(61, 30)).toBe(false);
  expect(blocksUntilNextEpoch(61, 30)).toBe(29);
  expect(nextEpochHeight(61, 30)).toBe(90);
  expect(epochOf(89, 30)).toBe(2);
  expect(lastEpochHeight(29, 30)).toBe(0);
});

test("with one block per epoch every block is a boundary", () => {
  expect(isEpochBoundary(7, 1)).toBe(true);
  expect(nextEpochHeight(7, 1)).toBe(8);
});

test("an epoch of no blocks is refused", () => {
  for (const bad of [0, -1, 1.5, Number.NaN]) expect(() => epochOf(10, bad)).toThrow(RangeError);
});

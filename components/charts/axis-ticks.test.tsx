import { expect, test } from "vitest";
import { axisTicks } from "./axis-ticks";

const THIN = "\u202f";

test("ticks far apart are short, below zero too", () => {
  const { format } = axisTicks([-550_000, 1_700_000]);
  expect([0, 550_000, 1_700_000, -550_000].map(format)).toEqual([
    "0",
    `550.0${THIN}k`,
    `1.7${THIN}M`,
    `−550.0${THIN}k`,
  ]);
});

test("ticks that would all be called the same are written whole", () => {
  const { format } = axisTicks([1_561_323, 1_567_529]);
  expect(format(1_562_000)).toBe(`1${THIN}562${THIN}000`);
  expect(format(1_564_000.4)).toBe(`1${THIN}564${THIN}000`);
});

test("one value, and small ones", () => {
  expect(axisTicks([7]).format(7)).toBe("7");
  expect(axisTicks([0, 3]).format(2)).toBe("2");
});

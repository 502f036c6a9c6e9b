import { expect, test } from "vitest";
import { ReplayClock } from "./clock";
import { parseTimeMs } from "./time-ms";

test("a clock of speed 10 goes ten seconds a second and stops at the end", () => {
  let real = 500;
  const clock = new ReplayClock(1_000, 20_000, 10, () => real);
  expect(clock.nowMs()).toBe(1_000);
  real = 1_500;
  expect(clock.nowMs()).toBe(11_000);
  expect(clock.realMsUntil(16_000)).toBe(500);
  real = 9_000;
  expect(clock.nowMs()).toBe(20_000);
  expect(clock.realMsUntil(20_001)).toBeUndefined();
});

test("a clock of speed 0 moves only when it is set, back too", () => {
  let real = 0;
  const clock = new ReplayClock(1_000, 1_000, 0, () => real);
  real = 99_999;
  expect(clock.nowMs()).toBe(1_000);
  expect(clock.realMsUntil(2_000)).toBeUndefined();
  clock.setMs(5_000);
  expect(clock.nowMs()).toBe(5_000);
  clock.setMs(200);
  expect(clock.nowMs()).toBe(200);
});

test("a running clock goes on from where it was set", () => {
  let real = 0;
  const clock = new ReplayClock(0, 10_000, 2, () => real);
  real = 1_000;
  clock.setMs(100);
  real = 1_500;
  expect(clock.nowMs()).toBe(1_100);
});

test("times within one millisecond keep their order", () => {
  expect(parseTimeMs("1970-01-01T00:00:01.5Z")).toBe(1_500);
  expect(parseTimeMs("2026-05-05T06:12:04.526074450Z")).toBeGreaterThan(parseTimeMs("2026-05-05T06:12:04.52607245Z"));
  expect(parseTimeMs("2026-05-05T05:00:00Z")).toBe(1_777_957_200_000);
  expect(() => parseTimeMs("2026-05-05 05:00:00")).toThrow("not a block time");
});

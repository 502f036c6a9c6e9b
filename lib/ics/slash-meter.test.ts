import { expect, test } from "vitest";
import { replenishSlashMeter, slashMeterAllowance, wouldBounce } from "./slash-meter";

const params = { slashMeterReplenishFraction: "0.05", slashMeterReplenishPeriodNs: "600000000000" };
const at = (meter: bigint, nextReplenishCandidate: string) => ({ meter, allowance: 50n, nextReplenishCandidate });

test("the allowance is a share of all power, halves to even, at least one", () => {
  expect(slashMeterAllowance("0.05", 1000n)).toBe(50n);
  expect(slashMeterAllowance("0.05", 1010n)).toBe(50n); // 50.5
  expect(slashMeterAllowance("0.05", 1030n)).toBe(52n); // 51.5
  expect(slashMeterAllowance("0.05", 3n)).toBe(1n);
  expect(slashMeterAllowance("0.0", 1000n)).toBe(1n);
});

test("before its time an emptied meter stays as it is", () => {
  const before = at(-20n, "2026-01-01T00:10:00Z");
  expect(replenishSlashMeter(before, "2026-01-01T00:09:59.999999999Z", 1000n, params)).toEqual(before);
});

test("at its time the meter gains one allowance, and the next period starts at this block", () => {
  expect(replenishSlashMeter(at(-20n, "2026-01-01T00:10:00Z"), "2026-01-01T00:10:03Z", 1000n, params)).toEqual({
    meter: 30n,
    allowance: 50n,
    nextReplenishCandidate: "2026-01-01T00:20:03Z",
  });
});

test("a full meter follows the allowance and keeps pushing the candidate ahead", () => {
  expect(replenishSlashMeter(at(50n, "2026-01-01T00:10:00Z"), "2026-01-01T00:00:06Z", 900n, params)).toEqual({
    meter: 45n,
    allowance: 45n,
    nextReplenishCandidate: "2026-01-01T00:10:06Z",
  });
});

test("a meter that was full is not when the allowance grows", () => {
  expect(replenishSlashMeter(at(50n, "2026-01-01T00:10:00Z"), "2026-01-01T00:00:06Z", 2000n, params)).toEqual({
    meter: 50n,
    allowance: 100n,
    nextReplenishCandidate: "2026-01-01T00:10:00Z",
  });
});

test("packets bounce below zero, not at it", () => {
  expect(wouldBounce({ meter: 0n })).toBe(false);
  expect(wouldBounce({ meter: -1n })).toBe(true);
});

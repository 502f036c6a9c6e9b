import { expect, test } from "vitest";
import { deriveFullness } from "./block-fullness";

const OPEN = 9_000_000;
const row = (fromHeight: number, untilHeight: number, maxBytes: bigint, maxGas: bigint) => ({
  chainId: "c-1",
  fromHeight,
  untilHeight,
  maxBytes,
  maxGas,
});
const carried = (firstHeight: number, lastHeight: number) => ({ firstHeight, lastHeight, bytes: 300n, gasUsed: 900n });

test("limits told with a block hold from the next one on", () => {
  // Blocks 11 to 14 may hold 100 gas, 15 to 20 may hold 200: 4 · 100 + 6 · 200 = 1,600.
  const limits = [row(1, 14, 50n, 100n), row(14, OPEN, 50n, 200n)];
  expect(deriveFullness(limits, carried(11, 20))).toEqual({
    maxBytes: "50",
    maxGas: "200",
    bytesShare: "0.6",
    gasShare: "0.5625",
  });
});

test("the first block of a record runs by what it told itself", () => {
  expect(deriveFullness([row(1, OPEN, 100n, 300n)], carried(1, 3))).toMatchObject({ bytesShare: "1", gasShare: "1" });
});

test("no limit has no share, and is not a share of zero", () => {
  expect(deriveFullness([row(1, OPEN, -1n, -1n)], carried(1, 3))).toEqual({ maxBytes: "-1", maxGas: "-1" });
  const ended = [row(1, 14, 50n, -1n), row(14, OPEN, 50n, 200n)];
  expect(deriveFullness(ended, carried(11, 20)).gasShare).toBeUndefined();
  expect(deriveFullness(ended, carried(15, 20)).gasShare).toBe("0.75");
});

test("what was not read is not known, nor what a chain never told", () => {
  const late = deriveFullness([row(15, OPEN, 50n, 100n)], carried(11, 20));
  expect(late).toMatchObject({ maxGas: "100", gasShare: { state: "unknown", because: "not-indexed-yet" } });
  expect(deriveFullness([], carried(11, 20))).toMatchObject({
    maxGas: { state: "unknown", because: "not-recorded" },
    bytesShare: { state: "unknown", because: "not-recorded" },
  });
});

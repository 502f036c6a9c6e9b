import { expect, test } from "vitest";
import { burntByEach, burntByOne, expectedBurn } from "./punishment-burns";

const bonded = (amount: bigint) => ({ pool: "bonded" as const, amount });
const unbonding = (amount: bigint) => ({ pool: "not-bonded" as const, amount });

test("tokens of the power, times the fraction, cut to whole units", () => {
  expect(expectedBurn(1_327_193n, 1_000_000n, "0.001")).toBe(1_327_193_000n);
  expect(expectedBurn(3n, 1n, "0.5")).toBe(1n);
});

test("undelegations burn before the stake of their validator: each group ends with a bonded burn", () => {
  const burns = [unbonding(5n), bonded(95n), bonded(50n), bonded(30n)];
  expect(burntByEach(burns, [{ atLeast: 90n }, { atLeast: 50n }, { atLeast: 30n }])).toEqual([
    { amount: 100n, unbonding: 5n },
    { amount: 50n, unbonding: 0n },
    { amount: 30n, unbonding: 0n },
  ]);
});

test("more burns than validators, or less than a validator's power would cost, are not shared out by guess", () => {
  const guess = { because: "burns-not-told-apart" };
  expect(burntByEach([bonded(1n), bonded(50n), bonded(30n)], [{ atLeast: 50n }, { atLeast: 30n }])).toEqual([
    guess,
    guess,
  ]);
  expect(burntByEach([bonded(30n), bonded(50n)], [{ atLeast: 50n }, { atLeast: 30n }])).toEqual([guess, guess]);
  expect(burntByEach([bonded(50n), unbonding(30n)], [{ atLeast: 50n }, { atLeast: 30n }])).toEqual([guess, guess]);
});

test("no burn is nothing burnt only where nothing was to be burnt", () => {
  expect(burntByOne([], 0n)).toEqual({ amount: 0n, unbonding: 0n });
  expect(burntByOne([], 5n)).toEqual({ because: "no-burn-event" });
  expect(burntByOne([], undefined)).toEqual({ because: "no-burn-event" });
  expect(burntByEach([], [{ atLeast: 0n }, { atLeast: 0n }])).toEqual([
    { amount: 0n, unbonding: 0n },
    { amount: 0n, unbonding: 0n },
  ]);
});

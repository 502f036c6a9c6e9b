import { expect, test } from "vitest";
import { seededChance } from "./random";
import { describeStrike, faultsAt, NODE_KINDS, OWN_KINDS, scheduleOf } from "./schedule";

function firstRounds(seed: number, count: number) {
  const rounds = [];
  for (const round of scheduleOf({ seed, hasPostgres: true })) {
    rounds.push(round);
    if (rounds.length === count) return rounds;
  }
  throw new Error("a schedule has no end");
}

test("the same seed gives the same schedule, another seed another one", () => {
  expect(firstRounds(7, 6)).toEqual(firstRounds(7, 6));
  expect(firstRounds(7, 6)).not.toEqual(firstRounds(8, 6));
});

test("four rounds of any seed see every kind of fault, inside their heads", () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const rounds = firstRounds(seed, 4);
    const seen = new Set(rounds.flatMap(({ strikes }) => strikes.map(({ kind }) => kind)));
    const wanted = [...NODE_KINDS, ...OWN_KINDS].filter((kind) => kind !== "database-kill" && kind !== "kill");
    expect(wanted.filter((kind) => !seen.has(kind))).toEqual([]);
    expect(seen.has("kill") || seen.has("database-kill")).toBe(true);
    for (const { fromHead, untilHead, strikes } of rounds) {
      for (const strike of strikes) {
        expect(strike.fromHead).toBeGreaterThanOrEqual(fromHead);
        expect(strike.toHead).toBeGreaterThan(strike.fromHead);
        expect(strike.toHead).toBeLessThanOrEqual(untilHead);
        expect(describeStrike(strike)).toContain(strike.kind);
      }
    }
  }
});

test("heights of a fault are counted from the chain's own head", () => {
  expect(faultsAt({ forkedHeaderFrom: -4, fittingHashes: true }, 100)).toEqual({
    forkedHeaderFrom: 96,
    fittingHashes: true,
  });
  expect(faultsAt({ bulkyBlocks: { from: 2, count: 2, bytes: 9 }, stuckAt: 0 }, 50)).toEqual({
    bulkyBlocks: { from: 52, count: 2, bytes: 9 },
    stuckAt: 50,
  });
  expect(faultsAt({ prunedBefore: -30 }, 10)).toEqual({ prunedBefore: 1 });
});

test("chance is even enough and repeats", () => {
  const [a, b] = [seededChance(3), seededChance(3)];
  const numbers = Array.from({ length: 2_000 }, () => a.between(1, 6));
  expect(numbers).toEqual(Array.from({ length: 2_000 }, () => b.between(1, 6)));
  for (let side = 1; side <= 6; side += 1) {
    expect(numbers.filter((number) => number === side).length).toBeGreaterThan(250);
  }
});

import { expect, test } from "vitest";
import { deriveSetChanges, diffSets } from "./diff-sets";
import { consOf, keyOf } from "./test-validators";

const before = [
  { consAddress: consOf(1), pubKey: keyOf(1), power: 10n },
  { consAddress: consOf(2), pubKey: keyOf(2), power: 20n },
  { consAddress: consOf(3), pubKey: keyOf(3), power: 30n },
];
const after = [
  { consAddress: consOf(2), pubKey: keyOf(0x22), power: 20n },
  { consAddress: consOf(3), pubKey: keyOf(3), power: 31n },
  { consAddress: consOf(4), pubKey: keyOf(4), power: 5n },
];

test("a packet names keys: a changed key is one removal and one addition", () => {
  expect(diffSets(before, after)).toEqual([
    { pubKey: keyOf(1), power: 0n },
    { pubKey: keyOf(2), power: 0n },
    { pubKey: keyOf(3), power: 31n },
    { pubKey: keyOf(4), power: 5n },
    { pubKey: keyOf(0x22), power: 20n },
  ]);
});

test("in terms of validators it is a change of key, not a leave and a join", () => {
  expect(deriveSetChanges(before, after)).toEqual({
    joins: [{ consAddress: consOf(4), power: 5n }],
    leaves: [{ consAddress: consOf(1), power: 10n }],
    powerMoves: [{ consAddress: consOf(3), before: 30n, after: 31n }],
    keyChanges: [{ consAddress: consOf(2), before: keyOf(2), after: keyOf(0x22) }],
  });
});

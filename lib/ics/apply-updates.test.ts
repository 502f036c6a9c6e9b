import fc from "fast-check";
import { expect, test } from "vitest";
import { applyUpdates, signingHeightOfUpdates } from "./apply-updates";
import { diffSets } from "./diff-sets";
import type { Ed25519Hex } from "./ids";
import { keyOf, sha256 } from "./test-validators";
import { addressOfKey } from "./valset-hash";

const addressOf = (key: Ed25519Hex) => addressOfKey(key, sha256);
const member = (byte: number, power: bigint) => ({ pubKey: keyOf(byte), power, address: addressOf(keyOf(byte)) });

test("updates of block H are signed with at H + 2", () => {
  expect(signingHeightOfUpdates(100)).toBe(102);
});

test("a set gains, loses and changes members", () => {
  const after = applyUpdates(
    [member(1, 10n), member(2, 20n)],
    [
      { pubKey: keyOf(1), power: 0n },
      { pubKey: keyOf(2), power: 25n },
      { pubKey: keyOf(3), power: 5n },
    ],
    addressOf,
  );
  expect(after.map(({ pubKey, power }) => [pubKey.slice(0, 2), power]).sort()).toEqual([
    ["02", 25n],
    ["03", 5n],
  ]);
});

test("what CometBFT refuses is refused", () => {
  const set = [member(1, 10n)];
  expect(() => applyUpdates(set, [{ pubKey: keyOf(9), power: 0n }], addressOf)).toThrow("was not in the set");
  expect(() =>
    applyUpdates(
      set,
      [1n, 2n].map((power) => ({ pubKey: keyOf(2), power })),
      addressOf,
    ),
  ).toThrow("twice");
  expect(() => applyUpdates(set, [{ pubKey: keyOf(2), power: -1n }], addressOf)).toThrow("negative");
  expect(() => applyUpdates(set, [{ pubKey: keyOf(1), power: 0n }], addressOf)).toThrow("leave no validator");
  expect(() => applyUpdates([...set, ...set], [], addressOf)).toThrow("names a key twice");
});

test("applying the difference of two sets leads from the one to the other", () => {
  const anySet = fc
    .dictionary(fc.integer({ min: 0, max: 40 }).map(String), fc.bigInt({ min: 1n, max: 9n }), { minKeys: 1 })
    .map((powers) => Object.entries(powers).map(([byte, power]) => member(Number(byte), power)))
    .map((set) => set.sort((a, b) => (a.address < b.address ? -1 : 1)));
  fc.assert(
    fc.property(anySet, anySet, (before, after) => {
      expect(applyUpdates(before, diffSets(before, after), addressOf)).toEqual(after);
      expect(diffSets(after, after)).toEqual([]);
    }),
  );
});

import { expect, test } from "vitest";
import { infractionHeight, signingValsetUpdateId, storedSetHeight } from "./vsc-height";

const heights = {
  initChainHeight: 70,
  launchHeight: 64,
  byValsetUpdateId: new Map([
    [3n, 91],
    [4n, 105],
  ]),
};

test("a slash accuses the height the provider wrote down for the id", () => {
  expect(infractionHeight(3n, heights)).toBe(91);
  expect(infractionHeight(9n, heights)).toBeUndefined();
});

test("a slash against the first set accuses the height of the channel", () => {
  expect(infractionHeight(0n, heights)).toBe(70);
  expect(infractionHeight(0n, { byValsetUpdateId: new Map() })).toBeUndefined();
});

test("the set of a finished id was stored one block before its row, that of id 0 at the launch", () => {
  expect(storedSetHeight(3n, heights, 4n)).toBe(90);
  expect(storedSetHeight(4n, heights, 4n)).toBeUndefined();
  expect(storedSetHeight(0n, heights, 4n)).toBe(64);
});

test("a block is signed by what its second predecessor applied", () => {
  const rows = new Map([
    [0, 0n],
    [10, 3n],
    [11, 3n],
  ]);
  expect(signingValsetUpdateId(11, rows)).toBe(3n);
  expect(signingValsetUpdateId(10, rows)).toBe(0n);
  expect(signingValsetUpdateId(1, rows)).toBe(0n);
});

import { expect, test } from "vitest";
import { deriveSecurityFigures, fewestToHalt, fewestToTake, shareBps, shareText } from "./security-figures";

test("exactly a third does not halt, and exactly two thirds do not take", () => {
  expect(fewestToHalt([10n, 10n, 10n])).toBe(2);
  expect(fewestToTake([10n, 10n, 10n])).toBe(3);
  expect(fewestToHalt([11n, 10n, 10n])).toBe(1);
  expect(fewestToTake([10n, 50n, 40n])).toBe(2);
  expect(fewestToHalt([1n])).toBe(1);
});

test("a set without power has no figure, rather than zero", () => {
  expect(fewestToHalt([])).toBeUndefined();
  expect(deriveSecurityFigures([])).toBeUndefined();
  expect(deriveSecurityFigures([{ power: 0n, tokens: 5n }])).toBeUndefined();
  expect(shareBps(1n, 0n)).toBeUndefined();
  expect(shareText(1n, 0n)).toBeUndefined();
});

test("shares are cut, never rounded up", () => {
  expect(shareBps(1n, 3n)).toBe(3333);
  expect(shareBps(2n, 3n)).toBe(6666);
  expect(shareText(2n, 3n)).toBe("0.666666");
  expect(shareText(79n, 100n)).toBe("0.79");
});

test("the figures of a capped set use its powers, and the stake behind them", () => {
  const members = [
    { power: 20n, tokens: 1_000n },
    { power: 40n, tokens: 9_000n },
    { power: 30n, tokens: 3_000n },
    { power: 10n, tokens: 500n },
  ];
  expect(deriveSecurityFigures(members)).toEqual({
    validators: 4,
    totalPower: 100n,
    stake: 13_500n,
    fewestToHalt: 1,
    fewestToTake: 2,
    stakeToHalt: 9_000n,
    stakeToTake: 12_000n,
    topThreeShare: "0.9",
  });
});

import { expect, test } from "vitest";
import { deriveSecurityFigures, fewestToHalt, fewestToTake, herfindahl, shareBps, shareText } from "./security-figures";

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
    byStake: { fewestToHalt: 1, fewestToTake: 2 },
    // 10 + 30 of 100 is more than a third: 500 + 3,000 is less than the 9,000 of the one who can do it alone.
    cheapestThird: 3_500n,
    topThreeShare: "0.9",
    hhi: "0.3",
  });
});

test("the cheap coalition is never dearer than the fewest, and drops whom it does not need", () => {
  // By price: 1 for 1, 4 for 8, 5 for 11. The first two hold half; the first is not needed, but neither is dear.
  const members = [
    { power: 1n, tokens: 1n },
    { power: 4n, tokens: 8n },
    { power: 5n, tokens: 11n },
  ];
  expect(deriveSecurityFigures(members)?.cheapestThird).toBe(8n);
  // Equal prices: one alone.
  expect(deriveSecurityFigures([{ power: 5n, tokens: 5n }])?.cheapestThird).toBe(5n);
});

test("concentration of equals is one over their number", () => {
  expect(herfindahl([7n, 7n, 7n, 7n])).toBe("0.25");
  expect(herfindahl([5n])).toBe("1");
  expect(herfindahl([])).toBeUndefined();
});

import { expect, test } from "vitest";
import { countMemberships, deriveLargestLeaving, stakeAtRisk } from "./subset-effects";

const member = (key: string, power: bigint, providerPower = power) => ({
  key,
  power,
  providerPower,
  tokens: providerPower * 10n,
});

test("without its largest validator a chain stops when the others hold two thirds or less", () => {
  const just = deriveLargestLeaving([member("a", 34n), member("b", 33n), member("c", 33n)], 0);
  expect(just).toMatchObject({ member: { key: "a" }, share: "0.34", stopsWithout: true });
  // 2 of 6 leave exactly two thirds, which is not more than two thirds.
  expect(deriveLargestLeaving([member("a", 2n), member("b", 2n), member("c", 2n)], 0)?.stopsWithout).toBe(true);
  const spread = [member("a", 2n), member("b", 2n), member("c", 2n), member("d", 2n)];
  expect(deriveLargestLeaving(spread, 0)?.stopsWithout).toBe(false);
});

test("after the next epoch the rest is capped anew, from provider powers", () => {
  // 90, 30, 20, 10, 10 capped at 40 % once the largest is gone: 28 at most of 70, the 2 above shared among three.
  const members = [
    member("a", 40n, 90n),
    member("b", 40n, 30n),
    member("c", 10n, 20n),
    member("d", 5n, 10n),
    member("e", 5n, 10n),
  ];
  expect(deriveLargestLeaving(members, 40)?.after).toMatchObject({
    validators: 4,
    totalPower: 70n,
    stake: 700n,
    fewestToHalt: 1,
  });
});

test("the only validator leaves nothing behind, and nobody is no largest", () => {
  expect(deriveLargestLeaving([member("a", 1n)], 0)).toEqual({
    member: member("a", 1n),
    share: "1",
    stopsWithout: true,
  });
  expect(deriveLargestLeaving([], 0)).toBeUndefined();
});

test("stake at risk is cut to whole base units", () => {
  expect(stakeAtRisk(999n, "0.05")).toBe(49n);
  expect(stakeAtRisk(1_000n, "0")).toBe(0n);
});

test("memberships are counted by validator", () => {
  expect([...countMemberships([["a", "b"], ["b"], []])]).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
});

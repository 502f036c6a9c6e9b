import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { capPower } from "@/lib/ics/power-cap";
import { shareReward, wholeUnits } from "@/lib/ics/rewards";
import { deriveSecurityFigures, fewestToHalt, fewestToTake, herfindahl, shareText } from "@/lib/ics/security-figures";
import { deriveLargestLeaving, stakeAtRisk } from "@/lib/ics/subset-effects";
import { METHODS } from "./methods";

const FOUR = [
  { power: 40n, tokens: 9_000n },
  { power: 30n, tokens: 3_000n },
  { power: 20n, tokens: 1_000n },
  { power: 10n, tokens: 500n },
];
const third = (power: bigint) => ({ key: String(power), power, providerPower: power, tokens: power });

/** Each example on the page, computed by the functions that make the figure. */
const COMPUTED: Readonly<Record<string, () => string>> = {
  "share-of-provider": () => `79 of 100: ${shareText(79n, 100n)}`,
  fewest: () => {
    const words = ["", "one", "two", "three"];
    const powers = [10n, 10n, 10n];
    return `powers 10, 10, 10: ${words[fewestToHalt(powers) ?? 0]} halt, ${words[fewestToTake(powers) ?? 0]} take; exactly a third is not enough`;
  },
  "stake-to-halt": () => {
    const figures = deriveSecurityFigures(FOUR);
    expect(figures?.fewestToHalt).toBe(1);
    return `powers 40, 30, 20, 10 with 9,000, 3,000, 1,000 and 500 tokens: one halts, with ${Number(figures?.stakeToHalt).toLocaleString("en")}`;
  },
  "colluding-third": () =>
    `the same four: ${Number(deriveSecurityFigures(FOUR)?.cheapestThird).toLocaleString("en")}, the second and the fourth`,
  "at-risk": () => `999 at 0.05: ${stakeAtRisk(999n, "0.05")}`,
  concentration: () => `four equals: ${herfindahl([7n, 7n, 7n, 7n])}`,
  "largest-leaves": () => {
    expect(deriveLargestLeaving([third(34n), third(33n), third(33n)], 0)?.stopsWithout).toBe(true);
    return "34, 33, 33: the others hold 66 of 100, and the chain stops";
  },
  "rewards-per-validator": () => {
    const member = (power: bigint) => ({ consAddress: String(power) as never, power, joinHeight: 1 });
    return `100 among powers 1 and 2: ${[...shareReward(100n, [member(1n), member(2n)]).values()].map(wholeUnits).join(" and ")}`;
  },
  "power-cap": () =>
    `60, 10, 10, 10, 10 capped at 40 %: ${capPower(
      [60n, 10n, 10n, 10n, 10n].map((power) => ({ power })),
      40,
    )
      .map(({ power }) => power)
      .join(", ")}`,
};

test("every example is what the functions compute", () => {
  const examples = METHODS.flatMap(({ id, example }) => (example === undefined ? [] : [[id, example]]));
  expect(Object.fromEntries(examples)).toEqual(
    Object.fromEntries(Object.entries(COMPUTED).map(([id, compute]) => [id, compute()])),
  );
});

test("every figure that names a method leads to one, and no anchor is there twice", () => {
  const ids = METHODS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const root = path.resolve(import.meta.dirname, "..");
  const named = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx") && !file.endsWith(".test.tsx"))
    .flatMap((file) => [
      ...readFileSync(path.join(root, file), "utf8").matchAll(
        /<MethodLink id="([^"]+)"|head\("([a-z-]+)"|column\("[a-z]+", "[^"]+", "([a-z-]+)"/g,
      ),
    ])
    .map(([, link, head, column]) => link ?? head ?? column);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((id) => id === undefined || !ids.includes(id))).toEqual([]);
});

import { expect, test } from "vitest";
import { MemberRanks, type Ranked } from "./rank-members";
import { deriveSecurityFigures } from "./security-figures";

/** Numbers that repeat the same way in every run. */
function randoms(seed: number) {
  let state = BigInt(seed);
  return (below: bigint): bigint => {
    state = (state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n;
    return (state >> 11n) % below;
  };
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** Sets as they come: equals, capped powers, stakes far beyond what a double holds, neighbours that differ in the last unit. */
const SETS: readonly (readonly Ranked[])[] = Array.from({ length: 200 }, (_, seed) => {
  const random = randoms(seed + 1);
  const kind = seed % 4;
  return Array.from({ length: Number(random(40n)) + 1 }, () => {
    if (kind === 0) return { power: random(5n), tokens: random(6n) };
    if (kind === 1) return { power: 10n ** 24n + random(3n), tokens: 10n ** 30n + random(4n) };
    const power = random(1_000_000n);
    if (kind === 2) return { power, tokens: power * 1_000_000n + random(1_000_000n) };
    return { power: power > 500_000n ? 500_000n : power, tokens: power * 10n ** 18n };
  });
});

test("the quick orders are the plain ones, equals and numbers beyond a double included", () => {
  for (const set of SETS) {
    const ranks = new MemberRanks(set);
    expect(ranks.byPower("least stake first")).toEqual(
      set.toSorted((a, b) => compare(b.power, a.power) || compare(a.tokens, b.tokens)),
    );
    expect(ranks.byPower("most stake first")).toEqual(
      set.toSorted((a, b) => compare(b.power, a.power) || compare(b.tokens, a.tokens)),
    );
    expect(ranks.tokensDescending()).toEqual(set.map(({ tokens }) => tokens).toSorted((a, b) => compare(b, a)));
    expect(ranks.byPrice()).toEqual(
      set
        .filter(({ power }) => power > 0n)
        .toSorted((a, b) => compare(a.tokens * b.power, b.tokens * a.power) || compare(a.power, b.power)),
    );
  }
});

/** As the figures read in product.md §4, without any thought for speed. */
function plainFigures(set: readonly Ranked[]) {
  const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);
  const total = sum(set.map(({ power }) => power));
  const ordered = set.toSorted((a, b) => compare(b.power, a.power) || compare(a.tokens, b.tokens));
  const fewest = (values: readonly bigint[], thirds: bigint) => {
    for (let count = 1; count <= values.length; count += 1)
      if (sum(values.slice(0, count)) * 3n > sum(values) * thirds) return count;
    return undefined;
  };
  const powers = ordered.map(({ power }) => power);
  const byStake = set.map(({ tokens }) => tokens).toSorted((a, b) => compare(b, a));
  const [halt, take] = [fewest(powers, 1n), fewest(powers, 2n)];
  return {
    validators: set.length,
    totalPower: total,
    stake: sum(byStake),
    fewestToHalt: halt,
    fewestToTake: take,
    stakeToHalt: sum(ordered.slice(0, halt).map(({ tokens }) => tokens)),
    stakeToTake: sum(ordered.slice(0, take).map(({ tokens }) => tokens)),
    byStake: sum(byStake) > 0n ? { fewestToHalt: fewest(byStake, 1n), fewestToTake: fewest(byStake, 2n) } : undefined,
  };
}

test("the figures of a set are those of the plain arithmetic", () => {
  let tried = 0;
  for (const set of SETS) {
    const figures = deriveSecurityFigures(set);
    if (figures === undefined) {
      expect(set.every(({ power }) => power === 0n)).toBe(true);
      continue;
    }
    expect({ byStake: undefined, ...figures }).toMatchObject(plainFigures(set));
    expect(figures.cheapestThird <= figures.stakeToHalt).toBe(true);
    tried += 1;
  }
  expect(tried).toBeGreaterThan(190);
});

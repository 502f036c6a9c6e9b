import { divideRounded, ratioText } from "./decimal";
import { MemberRanks } from "./rank-members";

/** Part of a whole in hundredths of a percent, cut; `undefined` when there is no whole. 1/3 → 3333. */
export function shareBps(part: bigint, whole: bigint): number | undefined {
  return whole > 0n ? Number(divideRounded(part * 10_000n, whole, "floor")) : undefined;
}

/** Part of a whole as decimal text with six digits, cut: 1/3 → "0.333333"; `undefined` when there is no whole. */
export function shareText(part: bigint, whole: bigint): string | undefined {
  return whole > 0n ? ratioText(part, whole, 6) : undefined;
}

/**
 * The smallest number of members, strongest first, whose powers sum to *more than* `numerator / denominator` of the total;
 * `undefined` for a set without power.
 */
export function fewestToExceed(powers: readonly bigint[], numerator: bigint, denominator: bigint): number | undefined {
  return fewestOf(descending(powers), sum(powers), numerator, denominator);
}

function fewestOf(
  strongestFirst: readonly bigint[],
  total: bigint,
  numerator: bigint,
  denominator: bigint,
): number | undefined {
  const wanted = total * numerator;
  let reached = 0n;
  let count = 0;
  for (const power of strongestFirst) {
    reached += power;
    count += 1;
    if (reached * denominator > wanted) return count;
  }
  return undefined;
}

/** Fewest validators that together can stop the chain: more than a third of its power (product.md §4). */
export function fewestToHalt(powers: readonly bigint[]): number | undefined {
  return fewestToExceed(powers, 1n, 3n);
}

/** Fewest validators that together can sign anything: more than two thirds of its power (product.md §4). */
export function fewestToTake(powers: readonly bigint[]): number | undefined {
  return fewestToExceed(powers, 2n, 3n);
}

/** One validator as a set's security counts it: its power there and its bonded tokens on the provider. */
export interface SecuringValidator {
  readonly power: bigint;
  readonly tokens: bigint;
}

export interface SecurityFigures {
  readonly validators: number;
  readonly totalPower: bigint;
  /** Bonded tokens of all members, base units. */
  readonly stake: bigint;
  readonly fewestToHalt: number;
  readonly fewestToTake: number;
  /** The same counted in bonded tokens: what it would take were nobody's power capped. Absent when nobody has any. */
  readonly byStake?: { readonly fewestToHalt: number; readonly fewestToTake: number };
  /** Bonded tokens of the fewest that can halt it, base units. Of equal powers those with less stake are counted. */
  readonly stakeToHalt: bigint;
  readonly stakeToTake: bigint;
  /** Bonded tokens of a coalition with more than a third of the power, chosen for being cheap instead of small. */
  readonly cheapestThird: bigint;
  /** Power of the three strongest, decimal text. */
  readonly topThreeShare: string;
  /** Herfindahl–Hirschman index of the powers, 0 to 1, decimal text: 1 ÷ it is how many equals would be as concentrated. */
  readonly hhi: string;
}

/** The figures of a set that hang on its powers and the stake of its strongest. */
export type CoreFigures = Omit<SecurityFigures, "byStake" | "cheapestThird" | "hhi">;

/** How much it takes to stop or to take over a chain with this set; `undefined` when nobody has power in it. */
export function deriveSecurityFigures(members: readonly SecuringValidator[]): SecurityFigures | undefined {
  const ranks = new MemberRanks(members);
  const ordered = ranks.byPower("least stake first");
  const core = coreOf(ordered);
  const hhi = core && herfindahl(ordered.map(({ power }) => power));
  if (core === undefined || hhi === undefined) return undefined;
  const tokens = ranks.tokensDescending();
  const [haltByStake, takeByStake] = [fewestOf(tokens, core.stake, 1n, 3n), fewestOf(tokens, core.stake, 2n, 3n)];
  return {
    ...core,
    ...(haltByStake === undefined || takeByStake === undefined
      ? {}
      : { byStake: { fewestToHalt: haltByStake, fewestToTake: takeByStake } }),
    cheapestThird: cheapestThird(new MemberRanks(ordered).byPrice(), core),
    hhi,
  };
}

/** The same without what takes going through prices and squares. */
export function deriveCoreFigures(members: readonly SecuringValidator[]): CoreFigures | undefined {
  return coreOf(new MemberRanks(members).byPower("least stake first"));
}

function coreOf(ordered: readonly SecuringValidator[]): CoreFigures | undefined {
  const powers = ordered.map(({ power }) => power);
  const totalPower = sum(powers);
  const halt = fewestOf(powers, totalPower, 1n, 3n);
  const take = fewestOf(powers, totalPower, 2n, 3n);
  const topThreeShare = shareText(sum(powers.slice(0, 3)), totalPower);
  if (halt === undefined || take === undefined || topThreeShare === undefined) return undefined;
  const stakeOf = (count: number) => sum(ordered.slice(0, count).map(({ tokens }) => tokens));
  return {
    validators: ordered.length,
    totalPower,
    stake: stakeOf(ordered.length),
    fewestToHalt: halt,
    fewestToTake: take,
    stakeToHalt: stakeOf(halt),
    stakeToTake: stakeOf(take),
    topThreeShare,
  };
}

/** Σ (power ÷ total)², six digits, cut; `undefined` when there is no power. Four equals: "0.25". */
export function herfindahl(powers: readonly bigint[]): string | undefined {
  const total = sum(powers);
  return shareText(sum(powers.map((power) => power * power)), total * total);
}

/**
 * Stake of a coalition that holds more than a third of the power and was gathered by least stake per power, then rid of
 * whoever is not needed, the most expensive first. A coalition that exists, so an upper bound of the cheapest: finding
 * the very cheapest is the knapsack problem. Under a power cap it is far below the stake of the fewest (product.md §4).
 */
function cheapestThird(
  byPrice: readonly SecuringValidator[],
  { totalPower: total, stakeToHalt: ofFewest }: CoreFigures,
): bigint {
  const isEnough = (power: bigint) => power * 3n > total;
  const chosen: SecuringValidator[] = [];
  let power = 0n;
  for (const member of byPrice) {
    if (isEnough(power)) break;
    chosen.push(member);
    power += member.power;
  }
  let stake = sum(chosen.map(({ tokens }) => tokens));
  for (const member of chosen.toSorted((a, b) => compare(b.tokens, a.tokens))) {
    if (!isEnough(power - member.power)) continue;
    power -= member.power;
    stake -= member.tokens;
  }
  return stake < ofFewest ? stake : ofFewest;
}

function sum(values: readonly bigint[]): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}

function descending(values: readonly bigint[]): bigint[] {
  return values.toSorted((a, b) => compare(b, a));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

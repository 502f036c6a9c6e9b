import { multiplyRounded } from "./decimal";
import { capPower } from "./power-cap";
import { MemberRanks } from "./rank-members";
import { type CoreFigures, deriveCoreFigures, shareText } from "./security-figures";

/** A member of a chain's set with all that security is counted in. */
export interface SubsetMember {
  readonly key: string;
  /** Power in the set, after capping. */
  readonly power: bigint;
  /** Power on the provider. */
  readonly providerPower: bigint;
  /** Bonded tokens, base units. */
  readonly tokens: bigint;
}

export interface LargestLeaving<Member> {
  readonly member: Member;
  /** Its part of the power today, decimal text. */
  readonly share: string;
  /** Whether the chain stops when it merely falls silent: the others then hold no more than two thirds. */
  readonly stopsWithout: boolean;
  /** The set once the next epoch has computed it without this validator; absent when it was the only one. */
  readonly after?: CoreFigures;
}

/**
 * What happens without the strongest validator: at once, when it only stops signing, and after the epoch that leaves it out,
 * when powers are capped anew (ics-protocol.md §6.3). Of equal powers the one with most stake is taken.
 *
 * @param capPercent 0 = no cap
 */
export function deriveLargestLeaving<Member extends SubsetMember>(
  members: readonly Member[],
  capPercent: number,
): LargestLeaving<Member> | undefined {
  const total = members.reduce((sum, { power }) => sum + power, 0n);
  const [largest, ...rest] = new MemberRanks(members).byPower("most stake first");
  const share = largest && shareText(largest.power, total);
  if (largest === undefined || share === undefined) return undefined;
  const others = rest.map(({ providerPower, tokens }) => ({ power: providerPower, tokens }));
  // Of equals the one with more stake comes first, as bonded validators are gone through (§6.3).
  const uncapped = new MemberRanks(others).byPower("most stake first");
  const after = deriveCoreFigures(capPercent > 0 ? capPower(uncapped, capPercent) : uncapped);
  return {
    member: largest,
    share,
    stopsWithout: (total - largest.power) * 3n <= total * 2n,
    ...(after ? { after } : {}),
  };
}

/** Of a stake, what a double sign of all of it would burn: `stake × fraction`, cut (ics-protocol.md §6.5). */
export function stakeAtRisk(stake: bigint, slashFraction: string): bigint {
  return multiplyRounded(stake, slashFraction, "floor");
}

/** How many of some sets each validator is in. */
export function countMemberships<Key>(sets: Iterable<readonly Key[]>): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const set of sets) for (const key of set) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

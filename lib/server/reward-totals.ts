import "server-only";
import type { ConsumerId } from "@/lib/ics/ids";
import { findLastBlockAt } from "@/lib/store/read-chain";
import type { ProviderAtChain } from "@/lib/store/read-life";
import { listRewardTotalsAt, type RewardTotalAt } from "@/lib/store/read-rewards";
import type { ServerDeps } from "./deps";

const DAY_NS = 86_400_000_000_000n;

/** Rewards after a provider block, and what of them arrived in the day before it. */
export interface RewardsAt {
  readonly totals: readonly RewardTotalAt[];
  /** Absent for a denom of which the day is not wholly in our record. */
  readonly lastDay: ReadonlyMap<string, bigint>;
}

export const rewardKey = ({ consumerId, denom }: { readonly consumerId: ConsumerId; readonly denom: string }) =>
  `${consumerId} ${denom}`;

/** A consumer's rewards that lie on the provider in denoms it may not distribute (ics-protocol.md §6.7). */
export function heldRewards(
  { rewards }: { readonly rewards: Pick<RewardsAt, "totals"> },
  consumerId: ConsumerId,
): RewardTotalAt[] {
  return rewards.totals.filter(
    (total) => total.consumerId === consumerId && !total.isAllowed && (total.allocated ?? 0n) > 0n,
  );
}

export async function loadRewards(
  db: ServerDeps["store"]["db"],
  at: ProviderAtChain,
  timeNs: bigint,
): Promise<RewardsAt> {
  const totals = await listRewardTotalsAt(db, at);
  if (totals.length === 0) return { totals, lastDay: new Map() };
  const dayBefore = await findLastBlockAt(db, at.network, at.providerChainId, timeNs - DAY_NS);
  const before = dayBefore ? await listRewardTotalsAt(db, { ...at, height: dayBefore.height }) : [];
  const then = new Map(before.map((total) => [rewardKey(total), total]));
  const lastDay = new Map<string, bigint>();
  for (const total of totals) {
    const earlier = then.get(rewardKey(total));
    const isCounted = dayBefore ? total.countedSince <= dayBefore.height : total.countedSince === 1;
    if (isCounted) lastDay.set(rewardKey(total), total.received - (earlier?.received ?? 0n));
  }
  return { totals, lastDay };
}

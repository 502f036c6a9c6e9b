import "server-only";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { commissionOf, isRewardEligible, shareReward, wholeUnits } from "@/lib/ics/rewards";
import { groupBy } from "@/lib/shared/group-by";
import { type CandidateAt, listRewardCandidates } from "@/lib/store/read-payees";
import { listRewardSteps, type RewardStep } from "@/lib/store/read-rewards";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";

/** So many changes of the sums are looked back; half of them are payouts, the others receipts. */
export const PAYOUT_STEPS = 400;

/** What one block gave out of a consumer's rewards in one denom of the provider, whole base units. */
export interface Payout {
  readonly height: number;
  readonly timeNs?: bigint;
  readonly denom: string;
  readonly validators: bigint;
  readonly communityPool: bigint;
}

/** What one validator had of them, by rule (ics-protocol.md §6.7). */
export interface Paid {
  /** As it stood at the last of them. */
  readonly last: CandidateAt;
  readonly denom: string;
  /** Whole base units, cut; `commission` of them are its own. */
  readonly paid: bigint;
  readonly commission: bigint;
  readonly payouts: number;
}

export interface Payouts {
  /** Newest first. */
  readonly payouts: readonly Payout[];
  /** Largest first. */
  readonly paid: readonly Paid[];
}

/** One consumer's last payouts up to a snapshot, over `steps` changes of its sums, and who was paid by them. */
export async function readPayouts(
  { store: { db } }: ServerDeps,
  { network, height, chainId }: ProviderSnapshot,
  consumerId: ConsumerId,
  steps: number,
): Promise<Payouts> {
  const rows = await listRewardSteps(db, { network, height, providerChainId: chainId }, consumerId, steps);
  const payouts = payoutsOf(rows, rows.length < steps);
  const candidates = await listRewardCandidates(db, network, consumerId, [
    ...new Set(payouts.filter(({ validators }) => validators > 0n).map(({ height: at }) => at)),
  ]);
  return { payouts, paid: paidTo(payouts, candidates) };
}

/** What changed between one state of a denom's sums and the next. The oldest one looked back to only is what came before. */
function payoutsOf(steps: readonly RewardStep[], isWhole: boolean): Payout[] {
  return [...groupBy(steps, ({ denom }) => denom).values()]
    .flatMap((ofDenom) =>
      ofDenom.flatMap((step, i): Payout[] => {
        const before = ofDenom[i + 1];
        if (!before && !isWhole) return [];
        const validators = step.validators - (before?.validators ?? 0n);
        const communityPool = step.communityPool - (before?.communityPool ?? 0n);
        if (validators <= 0n && communityPool <= 0n) return [];
        const { height, timeNs, denom } = step;
        return [{ height, denom, validators, communityPool, ...(timeNs === undefined ? {} : { timeNs }) }];
      }),
    )
    .sort((a, b) => b.height - a.height);
}

function paidTo(payouts: readonly Payout[], candidates: readonly CandidateAt[]): Paid[] {
  const byHeight = groupBy(candidates, ({ height }) => height);
  const sums = new Map<string, Paid>();
  // Oldest first, so that the last commission is the latest one.
  for (const { height, denom, validators } of payouts.toReversed()) {
    const eligible = (byHeight.get(height) ?? []).filter(({ joinHeight, epochs, blocksPerEpoch }) =>
      isRewardEligible(joinHeight, height, epochs, blocksPerEpoch),
    );
    const byAddress = new Map<ConsHex, CandidateAt>(eligible.map((one) => [one.consAddress, one]));
    for (const [address, share] of shareReward(validators, eligible)) {
      const last = byAddress.get(address) as CandidateAt;
      const before = sums.get(`${address} ${denom}`);
      sums.set(`${address} ${denom}`, {
        last,
        denom,
        paid: (before?.paid ?? 0n) + share,
        commission: (before?.commission ?? 0n) + commissionOf(share, last.commissionRate),
        payouts: (before?.payouts ?? 0) + 1,
      });
    }
  }
  return [...sums.values()]
    .sort((a, b) => (a.paid === b.paid ? compareAddresses(a, b) : a.paid > b.paid ? -1 : 1))
    .map((one) => ({ ...one, paid: wholeUnits(one.paid), commission: wholeUnits(one.commission) }));
}

const compareAddresses = (a: Paid, b: Paid) => (a.last.consAddress < b.last.consAddress ? -1 : 1);

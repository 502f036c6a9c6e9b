import "server-only";
import type { ConsumerRewardsView } from "@/lib/api/contracts/reward";
import type { ConsHex } from "@/lib/ics/ids";
import { commissionOf, isRewardEligible, shareReward, wholeUnits } from "@/lib/ics/rewards";
import { formatIsoNanos } from "@/lib/ics/time";
import { groupBy } from "@/lib/shared/group-by";
import { type CandidateAt, listRewardCandidates, listRewardSteps, type RewardStep } from "@/lib/store/read-rewards";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import type { ProviderSnapshot } from "./provider-snapshot";
import { findConsumer } from "./read-consumer";
import { rewardItems } from "./read-rewards";
import { viewAt } from "./view";

/** So many changes of the sums are looked back; half of them are payouts, the others receipts. */
const STEPS = 400;

interface Payout {
  readonly height: number;
  readonly timeNs?: bigint;
  readonly denom: string;
  readonly validators: bigint;
  readonly communityPool: bigint;
}

/** One consumer's rewards: sums, what each block gave out, and to whom. */
export function readConsumerRewards(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<ConsumerRewardsView>> {
  return viewAt<ConsumerRewardsView>(
    deps,
    network,
    at,
    async (frame) => {
      const consumer = findConsumer(frame, consumerId);
      if ("status" in consumer) return consumer;
      const { snapshot } = frame;
      const { db } = deps.store;
      const place = { network, height: snapshot.height, providerChainId: snapshot.chainId };
      const [rewards, steps] = await Promise.all([
        rewardItems(deps, frame, [consumer]),
        listRewardSteps(db, place, consumer.consumerId, STEPS),
      ]);
      const payouts = payoutsOf(steps);
      const candidates = await listRewardCandidates(db, network, consumer.consumerId, [
        ...new Set(payouts.filter(({ validators }) => validators > 0n).map(({ height }) => height)),
      ]);
      const { params } = snapshot;
      const { initParams } = consumer;
      return {
        data: {
          rewards,
          ...(initParams
            ? {
                split: {
                  consumerFraction: initParams.consumerRedistributionFraction,
                  everyBlocks: initParams.blocksPerDistributionTransmission,
                },
              }
            : {}),
          eligibility: params
            ? {
                epochs: params.numberOfEpochsToStartReceivingRewards,
                blocks: params.numberOfEpochsToStartReceivingRewards * params.blocksPerEpoch,
              }
            : { state: "unknown", because: "not-indexed-yet" },
          payouts: payouts.map(({ height, timeNs, denom, validators, communityPool }) => ({
            height,
            time: timeNs === undefined ? { state: "unknown", because: "not-recorded" } : formatIsoNanos(timeNs),
            providerDenom: denom,
            distributed: String(validators),
            communityPool: String(communityPool),
          })),
          validators: paidTo(snapshot, payouts, candidates),
        },
      };
    },
    ["rewards"],
  );
}

/** What changed between one state of a denom's sums and the next. The oldest one looked back to only is what came before. */
function payoutsOf(steps: readonly RewardStep[]): Payout[] {
  const isWhole = steps.length < STEPS;
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

interface Paid {
  readonly last: CandidateAt;
  readonly denom: string;
  readonly paid: bigint;
  readonly commission: bigint;
  readonly payouts: number;
}

function paidTo(
  snapshot: ProviderSnapshot,
  payouts: readonly Payout[],
  candidates: readonly CandidateAt[],
): ConsumerRewardsView["validators"] {
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
    .sort((a, b) => (a.paid === b.paid ? 0 : a.paid > b.paid ? -1 : 1))
    .map(({ last, denom, paid, commission, payouts: times }) => ({
      ...(last.operator === undefined ? {} : { operator: last.operator }),
      ...(last.moniker === undefined ? {} : { moniker: last.moniker }),
      providerConsAddress: consText(snapshot, last.consAddress),
      providerDenom: denom,
      paid: String(wholeUnits(paid)),
      commission: String(wholeUnits(commission)),
      commissionRate: last.commissionRate,
      payouts: times,
    }));
}

import "server-only";
import type { ConsumerRewardsView } from "@/lib/api/contracts/reward";
import { formatIsoNanos } from "@/lib/ics/time";
import { listPayeeNames } from "@/lib/store/read-payees";
import { consText } from "./consumer-row";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { findConsumer } from "./read-consumer";
import { rewardItems } from "./read-rewards";
import { PAYOUT_STEPS, readPayouts } from "./reward-payouts";
import { viewAt } from "./view";

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
      const [rewards, { payouts, paid }] = await Promise.all([
        rewardItems(deps, frame, [consumer]),
        readPayouts(deps, snapshot, consumer.consumerId, PAYOUT_STEPS),
      ]);
      const names = await listPayeeNames(
        deps.store.db,
        network,
        paid.map(({ last }) => last),
      );
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
          validators: paid.map(({ last, denom, paid: share, commission, payouts: times }, i) => ({
            ...names[i],
            providerConsAddress: consText(snapshot, last.consAddress),
            providerDenom: denom,
            paid: String(share),
            commission: String(commission),
            commissionRate: last.commissionRate,
            payouts: times,
          })),
        },
      };
    },
    ["rewards"],
  );
}

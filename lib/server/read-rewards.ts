import "server-only";
import type { RewardItem } from "@/lib/api/contracts/reward";
import type { ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import {
  type InFlightAt,
  listRewardsInFlight,
  listRewardsSentAt,
  type RewardTotalAt,
  type SenderAt,
  type SentAt,
} from "@/lib/store/read-rewards";
import { sideOf } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { rewardKey } from "./reward-totals";
import { viewAt } from "./view";

/** Rewards of all consumers, by consumer and denom. */
export function readRewards(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<RewardItem[]>> {
  return viewAt(
    deps,
    network,
    at,
    async (frame) => ({
      data: await rewardItems(deps, frame, frame.snapshot.consumers),
    }),
    ["rewards"],
  );
}

/** Of some consumers, at the moment of a frame. */
export async function rewardItems(
  { store: { db } }: ServerDeps,
  frame: Frame,
  consumers: readonly ConsumerFacts[],
): Promise<RewardItem[]> {
  const { snapshot } = frame;
  const senders = consumers.flatMap((consumer): SenderAt[] => {
    const { position } = sideOf(frame, consumer);
    return position.state === "known"
      ? [{ consumerId: consumer.consumerId, chainId: position.chain.chainId, height: position.block.height }]
      : [];
  });
  const at = { network: snapshot.network, height: snapshot.height, providerChainId: snapshot.chainId };
  const [sent, inFlight] = await Promise.all([
    listRewardsSentAt(db, snapshot.network, senders),
    listRewardsInFlight(db, at, senders),
  ]);
  return consumers.flatMap((consumer) => itemsOf(frame, consumer, sent, inFlight));
}

function itemsOf(
  frame: Frame,
  consumer: ConsumerFacts,
  allSent: readonly SentAt[],
  allInFlight: readonly InFlightAt[],
): RewardItem[] {
  const { position } = sideOf(frame, consumer);
  const { rewards } = frame.snapshot;
  const { consumerId } = consumer;
  const sent = allSent.filter((row) => row.consumerId === consumerId);
  const totals = rewards.totals.filter((row) => row.consumerId === consumerId);
  const isSource = (row: SentAt | InFlightAt, total: RewardTotalAt) =>
    row.channelId === total.sourceChannel && row.denom === total.sourceDenom;
  const inFlightOf = (row: SentAt) =>
    allInFlight.find(
      (packet) => packet.consumerId === consumerId && packet.channelId === row.channelId && packet.denom === row.denom,
    )?.amount ?? 0n;
  const because = position.state === "unknown" ? position.because : undefined;
  const arrived = totals.map((total) =>
    itemOf(
      consumer,
      total,
      sent.find((row) => isSource(row, total)),
      inFlightOf,
      because,
      rewards.lastDay.get(rewardKey(total)),
    ),
  );
  const underway = sent
    .filter((row) => !totals.some((total) => isSource(row, total)))
    .map((row) => itemOf(consumer, undefined, row, inFlightOf, because, 0n));
  return [...arrived, ...underway];
}

function itemOf(
  { consumerId, chainId, metadata }: ConsumerFacts,
  total: RewardTotalAt | undefined,
  sent: SentAt | undefined,
  inFlightOf: (row: SentAt) => bigint,
  because: UnknownReason | undefined,
  lastDay: bigint | undefined,
): RewardItem {
  const unknown = (reason: UnknownReason) => ({ state: "unknown", because: reason }) as const;
  const received = total?.received ?? 0n;
  const inFlight = sent ? inFlightOf(sent) : 0n;
  const donated = sent && sent.countedSince === 1 ? received + inFlight + sent.returned - sent.sent : 0n;
  const allocated = total === undefined ? 0n : total.allocated;
  const figure = (value: bigint | undefined) => (value === undefined ? unknown("not-recorded") : String(value));
  const isHeld = total !== undefined && !total.isAllowed && allocated !== 0n;
  return {
    consumerId,
    chainId,
    name: metadata.name,
    denom: total?.sourceDenom ?? sent?.denom ?? total?.denom ?? "",
    ...(total ? { providerDenom: total.denom } : {}),
    ...(total?.trace === undefined ? {} : { trace: total.trace }),
    ...((total?.sourceChannel ?? sent?.channelId) ? { channelId: total?.sourceChannel ?? sent?.channelId } : {}),
    sent: because ? unknown(because) : String(sent?.sent ?? 0n),
    received: String(received),
    inFlight: because ? unknown(because) : String(inFlight),
    ...(sent && sent.returned > 0n ? { returned: String(sent.returned) } : {}),
    ...(donated > 0n ? { donated: String(donated) } : {}),
    allocated: figure(allocated),
    distributed: String(total?.validators ?? 0n),
    communityPool: String(total?.communityPool ?? 0n),
    held: isHeld ? figure(allocated) : "0",
    ...(isHeld ? { because: "denom-not-allowed" } : {}),
    remainder: total?.isAllowed ? figure(allocated) : "0",
    received24h: figure(lastDay),
    ...(total && total.countedSince > 1 ? { countedSince: total.countedSince } : {}),
  };
}

import "server-only";
import type { ConsumerId } from "@/lib/ics/ids";
import { type Direction, deriveBands, type LaneProgress } from "@/lib/ics/packet-lane";
import type { ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import { groupBy } from "@/lib/shared/group-by";
import { listChannelCloses } from "@/lib/store/read-handshakes";
import { type Hop, type LaneEnd, type LaneRange, listFurthest, listPastTimeout } from "@/lib/store/read-lanes";
import type { ConsumerPosition } from "./consumer-position";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";

/** One direction of a consumer's channel at the moment of a provider block. */
export interface Lane {
  readonly consumerId: ConsumerId;
  readonly direction: Direction;
  /** Provider-side channel, by which both ends are named. */
  readonly channelId: string;
  readonly progress: LaneProgress;
  /** The two ends; one is absent when the consumer is not read. */
  readonly sender?: LaneEnd;
  readonly receiver?: LaneEnd;
  /** Why the consumer's end is absent. */
  readonly because?: UnknownReason;
  /** Block time of the receiving chain: the clock packets expire on. */
  readonly receiverTimeNs?: bigint;
  /** Block that closed the channel: the provider's where it has, else the consumer's. */
  readonly closedAt?: { readonly height: number; readonly timeNs?: bigint };
  /** Packets past their timeout that nobody received or timed out. */
  readonly pastTimeout: number;
}

export type ConsumerLanes = Readonly<Record<Direction, Lane>>;

/** Where the packets of all consumers that have or had a channel are. */
export async function loadLanes(
  { store: { db } }: ServerDeps,
  snapshot: ProviderSnapshot,
  positions: readonly { readonly consumer: ConsumerFacts; readonly position: ConsumerPosition }[],
): Promise<ReadonlyMap<ConsumerId, ConsumerLanes>> {
  const { network } = snapshot;
  const joined = positions.flatMap(({ consumer, position }) => {
    const flow = snapshot.flows.get(consumer.consumerId);
    return flow ? [{ consumerId: consumer.consumerId, position, flow }] : [];
  });
  const ends = joined.map(({ flow: { channelId }, position }) => ({
    provider: { chainId: snapshot.chainId, channelId, height: snapshot.height },
    consumer:
      position.state === "known"
        ? { chainId: position.chain.chainId, channelId, height: position.block.height }
        : undefined,
  }));
  const asked = (hop: Hop, side: "provider" | "consumer") =>
    ends.flatMap((end, lane) => (end[side] ? [{ ...end[side], lane, hop }] : []));
  const [received, back, closes] = await Promise.all([
    listFurthest(db, network, "vsc", asked("recv", "consumer")),
    listFurthest(db, network, "slash", [
      ...asked("send", "consumer"),
      ...asked("ack", "consumer"),
      ...asked("timeout", "consumer"),
      ...asked("recv", "provider"),
    ]),
    listChannelCloses(db, network, [
      { chainId: snapshot.chainId, height: snapshot.height },
      ...ends.flatMap(({ consumer }) => (consumer ? [{ chainId: consumer.chainId, height: consumer.height }] : [])),
    ]),
  ]);
  const receivedOn = new Map(received.map(({ lane, sequence }) => [lane, sequence]));
  const backOn = new Map(back.map(({ lane, hop, sequence }) => [`${lane} ${hop}`, sequence]));
  const closesOf = groupBy(closes, ({ chainId, channelId, counterpartyChannel }) =>
    chainId === snapshot.chainId ? `${chainId} ${channelId}` : `${chainId} ${counterpartyChannel}`,
  );
  const closeOn = (end: LaneEnd | undefined, port: "provider" | "consumer") =>
    end && closesOf.get(`${end.chainId} ${end.channelId}`)?.find((close) => (close.port ?? port) === port);
  const lanes = joined.map(({ consumerId, position, flow }, i) => {
    const end = ends[i] as (typeof ends)[number];
    const slash = (hop: Hop) => backOn.get(`${i} ${hop}`);
    const closed = closeOn(end.provider, "provider") ?? closeOn(end.consumer, "consumer");
    const isClosed = closed !== undefined;
    const isRead = end.consumer !== undefined;
    const timedOutSlash = slash("timeout");
    const shared = {
      consumerId,
      channelId: flow.channelId,
      pastTimeout: 0,
      ...(closed ? { closedAt: closed } : {}),
      ...(position.state === "unknown" ? { because: position.because } : {}),
    };
    const vsc: Lane = {
      ...shared,
      direction: "vsc",
      sender: end.provider,
      progress: {
        sent: flow.sent,
        acked: flow.acked,
        isClosed,
        ...(flow.timedOut ? { timedOut: flow.timedOut.sequence } : {}),
        // A chain without a block has received nothing: that is known.
        ...(isRead || position.state === "not-started" ? { received: receivedOn.get(i) ?? 0n } : {}),
      },
      ...(end.consumer ? { receiver: end.consumer } : {}),
      ...(position.state === "known" ? { receiverTimeNs: position.block.timeNs } : {}),
    };
    const backLane: Lane = {
      ...shared,
      direction: "slash",
      receiver: end.provider,
      receiverTimeNs: snapshot.timeNs,
      progress: {
        received: slash("recv") ?? 0n,
        isClosed,
        ...(isRead || position.state === "not-started" ? { sent: slash("send") ?? 0n, acked: slash("ack") ?? 0n } : {}),
        ...(timedOutSlash === undefined ? {} : { timedOut: timedOutSlash }),
      },
      ...(end.consumer ? { sender: end.consumer } : {}),
    };
    return { vsc, slash: backLane };
  });
  const past = await countPast(db, network, lanes);
  return new Map(
    lanes.map(({ vsc, slash }, i) => [
      vsc.consumerId,
      { vsc: { ...vsc, pastTimeout: past("vsc", i) }, slash: { ...slash, pastTimeout: past("slash", i) } },
    ]),
  );
}

async function countPast(db: ServerDeps["store"]["db"], network: string, lanes: readonly ConsumerLanes[]) {
  const [vsc, slash] = await Promise.all(
    (["vsc", "slash"] as const).map((direction) =>
      listPastTimeout(
        db,
        network,
        direction,
        lanes.flatMap((lane, i) => waitingRange(lane[direction], i) ?? []),
      ),
    ),
  );
  return (direction: Direction, lane: number): number =>
    (direction === "vsc" ? vsc : slash)?.find((row) => row.lane === lane)?.count ?? 0;
}

/** The packets of a lane that wait for their receiver, with the moment of its clock. */
function waitingRange(lane: Lane, number: number): LaneRange | undefined {
  const waiting = deriveBands(lane.progress).find(({ state }) => state === "sent");
  if (!waiting || !lane.sender || lane.receiverTimeNs === undefined) return undefined;
  const { after, upTo } = waiting;
  return {
    ...lane.sender,
    lane: number,
    hop: "send",
    after,
    upTo,
    timeout: { atNs: lane.receiverTimeNs, isPast: true },
  };
}

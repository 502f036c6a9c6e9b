import "server-only";
import type { LaneView, LightClientView, PipelineView } from "@/lib/api/contracts/pipeline";
import { clientExpiry } from "@/lib/ics/client-expiry";
import { countByState, DIRECTIONS, type Direction, deriveBands, type PacketState } from "@/lib/ics/packet-lane";
import { deriveStuck, type StuckReason } from "@/lib/ics/stuck-packet";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import {
  type HopAsked,
  type HopFound,
  type LanePacket,
  type LaneRange,
  listHops,
  listLanePackets,
} from "@/lib/store/read-lanes";
import { sideOf } from "./consumer-item";
import { type ConsumerSide, isBeforeSwitch } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import type { Lane } from "./lanes";
import type { TrackedClient } from "./light-clients";
import { listing } from "./packet-page";
import { packetAtOf } from "./packet-view";

/** The oldest packet at each hop of a lane, and the last that came back. */
interface LaneEdges {
  readonly waiting?: LanePacket;
  readonly received?: HopFound;
  readonly acked?: HopFound;
}

/** Pipelines of consumers, in the order given. */
export async function pipelinesOf(
  deps: ServerDeps,
  frame: Frame,
  consumers: readonly ConsumerFacts[],
): Promise<PipelineView[]> {
  const lanes = consumers.flatMap((consumer) => {
    const pair = sideOf(frame, consumer).lanes;
    return pair ? DIRECTIONS.map((direction) => pair[direction]) : [];
  });
  const edges = await readEdges(deps, frame, lanes);
  return consumers.map((consumer) => {
    const side = sideOf(frame, consumer);
    const { consumerId, chainId, phase, metadata } = consumer;
    const slash = side.lanes && laneView(frame, consumer, side, side.lanes.slash, edges.get(side.lanes.slash));
    const vsc = side.lanes
      ? laneView(frame, consumer, side, side.lanes.vsc, edges.get(side.lanes.vsc))
      : laneWithoutChannel(frame, consumer, side);
    return {
      consumerId,
      name: metadata.name,
      chainId,
      phase,
      vsc,
      ...(slash ? { slash } : {}),
      ...clientsOf(frame, consumer, side),
    };
  });
}

async function readEdges(deps: ServerDeps, { snapshot }: Frame, lanes: readonly Lane[]): Promise<Map<Lane, LaneEdges>> {
  const { db } = deps.store;
  const found = new Map<Lane, LaneEdges>();
  await Promise.all(
    DIRECTIONS.map(async (direction: Direction) => {
      const own = lanes.filter((lane) => lane.direction === direction);
      const ranges = own.flatMap((lane, number) => waitingRange(lane, number));
      const hops = own.flatMap((lane, number) => hopsAsked(lane, number));
      const [waiting, taken] = await Promise.all([
        listLanePackets(db, snapshot.network, direction, ranges, "asc", 1),
        listHops(db, snapshot.network, direction, hops),
      ]);
      own.forEach((lane, number) => {
        const oldest = waiting.find((packet) => packet.lane === number);
        const received = taken.find(({ packet, hop }) => packet === number && hop === "recv");
        const acked = taken.find(({ packet, hop }) => packet === number && hop === "ack");
        found.set(lane, {
          ...(oldest ? { waiting: oldest } : {}),
          ...(received ? { received } : {}),
          ...(acked ? { acked } : {}),
        });
      });
    }),
  );
  return found;
}

const WAITING: ReadonlySet<PacketState> = new Set(["sent", "unacknowledged", "timed-out", "undeliverable"]);

function waitingRange(lane: Lane, number: number): LaneRange[] {
  const band = deriveBands(lane.progress).find(({ state }) => WAITING.has(state));
  if (!band || !lane.sender) return [];
  const { end, hop } = listing(lane);
  return [{ ...end, lane: number, hop, after: band.after, upTo: band.upTo }];
}

function hopsAsked(lane: Lane, number: number): HopAsked[] {
  const bands = deriveBands(lane.progress);
  const received = bands.find(({ state }) => state === "received");
  const acked = bands.find(({ state }) => state === "acknowledged");
  return [
    ...(received && lane.receiver && lane.sender
      ? [{ ...lane.receiver, packet: number, hop: "recv" as const, sequence: received.after + 1n }]
      : []),
    ...(acked && lane.sender ? [{ ...lane.sender, packet: number, hop: "ack" as const, sequence: acked.upTo }] : []),
  ];
}

function laneView(
  frame: Frame,
  consumer: ConsumerFacts,
  side: ConsumerSide,
  lane: Lane,
  edges: LaneEdges | undefined,
): LaneView {
  const { progress, direction, sender, receiver, pastTimeout } = lane;
  const queue = direction === "vsc" ? (frame.snapshot.queued.get(consumer.consumerId) ?? []) : [];
  const unread = { state: "unknown" as const, because: lane.because ?? ("not-recorded" as const) };
  const text = (value: bigint | undefined) => (value === undefined ? unread : String(value));
  const usualMs = frame.snapshot.flows.get(consumer.consumerId)?.usualMs;
  const waiting = edges?.waiting;
  const waitingAt = waiting && sender && packetAtOf(sender.chainId, waiting);
  const receivedAt = receiver && packetAtOf(receiver.chainId, edges?.received);
  const ackedAt = sender && packetAtOf(sender.chainId, edges?.acked);
  const queuedAt = packetAtOf(frame.snapshot.chainId, queue[0]);
  const stuck = stuckOf(frame, consumer, side, lane, edges);
  return {
    direction,
    counts: countByState(progress, queue.length, pastTimeout),
    sent: text(progress.sent),
    received: text(progress.received),
    acked: text(progress.acked),
    queued: String(queue.length),
    ...(queuedAt ? { oldestQueuedAt: queuedAt } : {}),
    ...(waiting && waitingAt
      ? {
          oldestSent: {
            sequence: String(waiting.sequence),
            sentAt: waitingAt,
            ...(waiting.timeoutNs === undefined ? {} : { timeoutAt: formatIsoNanos(waiting.timeoutNs) }),
          },
        }
      : {}),
    ...(receivedAt ? { oldestReceivedAt: receivedAt } : {}),
    ...(ackedAt ? { lastAckedAt: ackedAt } : {}),
    ...(usualMs === undefined || direction === "slash" ? {} : { usualMs }),
    ...(stuck === undefined ? {} : { stuckBecause: stuck }),
  };
}

/** A consumer without a channel: updates are queued for it all the same once it has launched (§6.2). */
function laneWithoutChannel(frame: Frame, consumer: ConsumerFacts, side: ConsumerSide): LaneView {
  const queue = frame.snapshot.queued.get(consumer.consumerId) ?? [];
  const queuedAt = packetAtOf(frame.snapshot.chainId, queue[0]);
  const stuck = stuckOf(frame, consumer, side, undefined, undefined);
  return {
    direction: "vsc",
    counts: queue.length > 0 ? { queued: queue.length } : {},
    sent: "0",
    received: "0",
    acked: "0",
    queued: String(queue.length),
    ...(queuedAt ? { oldestQueuedAt: queuedAt } : {}),
    ...(stuck === undefined ? {} : { stuckBecause: stuck }),
  };
}

/** What holds up the lane: the first of its oldest packets at each hop that is held up, the furthest along first. */
function stuckOf(
  { snapshot }: Frame,
  { consumerId, phase, channelId }: ConsumerFacts,
  side: ConsumerSide,
  lane: Lane | undefined,
  edges: LaneEdges | undefined,
): StuckReason | undefined {
  // What is queued for a chain that still runs on its own set waits for its upgrade, and nothing holds it up.
  if (isBeforeSwitch(side)) return undefined;
  const usualMs = snapshot.flows.get(consumerId)?.usualMs;
  const client = lane?.direction === "slash" ? side.clientOnConsumer : side.clientOnProvider;
  const states = new Set(lane ? deriveBands(lane.progress).map(({ state }) => state) : []);
  const ask = (state: PacketState, timeNs: bigint | undefined) =>
    deriveStuck({
      state,
      hasChannel: channelId !== undefined || lane !== undefined,
      isClosed: lane?.progress.isClosed ?? false,
      isStopped: phase === "stopped" || phase === "deleted",
      ...(timeNs === undefined ? {} : { ageMs: Number((snapshot.timeNs - timeNs) / 1_000_000n) }),
      ...(usualMs === undefined ? {} : { usualMs }),
      ...(client ? { senderClient: client.status } : {}),
    });
  const queued = lane?.direction === "slash" ? undefined : snapshot.queued.get(consumerId)?.[0];
  return (
    (lane && lane.pastTimeout > 0 ? "past-timeout" : undefined) ??
    (states.has("timed-out") ? "timed-out" : undefined) ??
    (states.has("undeliverable") ? "channel-closed" : undefined) ??
    (states.has("sent") ? ask("sent", edges?.waiting?.timeNs) : undefined) ??
    (states.has("received") && lane?.sender ? ask("received", edges?.received?.timeNs) : undefined) ??
    (queued ? ask("queued", queued.timeNs) : undefined)
  );
}

function clientsOf(
  { snapshot }: Frame,
  { clientId }: ConsumerFacts,
  { position, clientOnProvider, clientOnConsumer }: ConsumerSide,
): Pick<PipelineView, "clientOnProvider" | "clientOnConsumer"> {
  const because = position.state === "unknown" ? position.because : ("not-recorded" as const);
  const unknown = { state: "unknown" as const, because };
  return {
    ...(clientId === undefined || !snapshot.clients.has(clientId)
      ? {}
      : { clientOnProvider: clientOnProvider ? clientView(clientOnProvider) : unknown }),
    ...(position.state === "not-started" || clientId === undefined
      ? {}
      : { clientOnConsumer: clientOnConsumer ? clientView(clientOnConsumer) : unknown }),
  };
}

function clientView(client: TrackedClient): LightClientView {
  const { clientId, status, since, latestHeight, latestTime, trustingPeriodNs } = client;
  const expiresAt = clientExpiry(client);
  return {
    clientId,
    status,
    latestHeight,
    ...(since === undefined ? {} : { since }),
    ...(latestTime === undefined ? {} : { latestTime }),
    ...(trustingPeriodNs === undefined ? {} : { trustingPeriodNs: String(trustingPeriodNs) }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

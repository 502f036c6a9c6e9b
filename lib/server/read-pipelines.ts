import "server-only";
import type { ConsumerPipelineView, PipelineView } from "@/lib/api/contracts/pipeline";
import { formatIsoNanos } from "@/lib/ics/time";
import { listHops, listLanePackets } from "@/lib/store/read-lanes";
import { sideOf } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { Lane } from "./lanes";
import type { ReadResult } from "./outcome";
import { pipelinesOf } from "./pipeline-view";
import { findConsumer } from "./read-consumer";
import { readRoad } from "./road-view";
import { viewAt } from "./view";

/** So many of the last packets tell how long they take. */
const LATENCY_PACKETS = 200;

/** The pipeline of every consumer that has launched, whatever became of it. */
export function readPipelines(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<PipelineView[]>> {
  return viewAt<PipelineView[]>(deps, network, at, async (frame) => {
    const launched = frame.snapshot.consumers.filter(({ phase }) => phase !== "registered" && phase !== "initialized");
    return { data: await pipelinesOf(deps, frame, launched) };
  });
}

/** One consumer's pipeline, how it is joined to its provider, and how long its packets took lately. */
export function readConsumerPipeline(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<ConsumerPipelineView>> {
  return viewAt<ConsumerPipelineView>(deps, network, at, async (frame) => {
    const consumer = findConsumer(frame, consumerId);
    if ("status" in consumer) return consumer;
    const side = sideOf(frame, consumer);
    const [[pipeline], road, latency] = await Promise.all([
      pipelinesOf(deps, frame, [consumer]),
      readRoad(deps, frame, consumer, side),
      side.lanes ? readLatency(deps, frame, side.lanes.vsc) : [],
    ]);
    return { data: { ...(pipeline as PipelineView), road, latency } };
  });
}

/** Hop times of the last packets that arrived, oldest first. A chain whose clock runs behind makes no negative time. */
async function readLatency(
  { store: { db } }: ServerDeps,
  { snapshot: { network } }: Frame,
  { sender, receiver, progress }: Lane,
): Promise<ConsumerPipelineView["latency"]> {
  const received = progress.received ?? 0n;
  if (!sender || !receiver || received === 0n) return [];
  const range = { ...sender, lane: 0, hop: "send" as const, after: 0n, upTo: received };
  const packets = await listLanePackets(db, network, "vsc", [range], "desc", LATENCY_PACKETS);
  const hops = await listHops(
    db,
    network,
    "vsc",
    packets.flatMap(({ sequence }, packet) => [
      { ...receiver, packet, hop: "recv" as const, sequence },
      { ...sender, packet, hop: "ack" as const, sequence },
    ]),
  );
  const timeOf = new Map(hops.map(({ packet, hop, timeNs }) => [`${hop} ${packet}`, timeNs]));
  return packets
    .flatMap(({ sequence, height, timeNs }, i) => {
      const receivedNs = timeOf.get(`recv ${i}`);
      const ackedNs = timeOf.get(`ack ${i}`);
      if (timeNs === undefined || receivedNs === undefined) return [];
      return [
        {
          sequence: String(sequence),
          sentAt: { height, time: formatIsoNanos(timeNs) },
          receivedAfterMs: millis(receivedNs - timeNs),
          ...(ackedNs === undefined ? {} : { ackedAfterMs: millis(ackedNs - receivedNs) }),
        },
      ];
    })
    .reverse();
}

const millis = (ns: bigint) => (ns < 0n ? 0 : Number(ns / 1_000_000n));

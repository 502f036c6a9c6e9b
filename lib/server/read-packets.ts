import "server-only";
import type { PacketView } from "@/lib/api/contracts/packet";
import { DIRECTIONS, deriveBands } from "@/lib/ics/packet-lane";
import { listLanePackets } from "@/lib/store/read-lanes";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import { findPacketPage, foundOf, lanesOf, listing } from "./packet-page";
import { formatPacketCursor, type PacketQuery } from "./packet-query";
import { packetViews } from "./packet-view";
import { findConsumer } from "./read-consumer";
import { viewAt } from "./view";

type Page = { readonly next?: string };

/** Packets of every consumer: what may still move first, oldest first; then what is settled, latest first. */
export function readPackets(
  deps: ServerDeps,
  network: string,
  query: PacketQuery,
): Promise<ReadResult<PacketView[], Page>> {
  return viewAt<PacketView[], Page>(deps, network, atOf(query), async (frame) => {
    const { consumerId } = query.filter;
    const consumer = consumerId === undefined ? undefined : findConsumer(frame, consumerId);
    return consumer && "status" in consumer ? consumer : pageOf(deps, frame, query);
  });
}

/** Packets of one consumer, in the same order. */
export function readConsumerPackets(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  query: PacketQuery,
): Promise<ReadResult<PacketView[], Page>> {
  return viewAt<PacketView[], Page>(deps, network, atOf(query), async (frame) => {
    const consumer = findConsumer(frame, consumerId);
    if ("status" in consumer) return consumer;
    return pageOf(deps, frame, { ...query, filter: { ...query.filter, consumerId: consumer.consumerId } });
  });
}

/** One packet that was sent, by its place on its channel. */
export function readPacket(
  deps: ServerDeps,
  network: string,
  { consumer: id, direction, sequence }: { consumer: string; direction: string; sequence: string },
  at: ViewAt,
): Promise<ReadResult<PacketView>> {
  return viewAt<PacketView>(deps, network, at, async (frame) => {
    const consumer = findConsumer(frame, id);
    if ("status" in consumer) return consumer;
    const lane = lanesOf(frame, { consumerId: consumer.consumerId }).find((entry) => entry.direction === direction);
    if (!DIRECTIONS.some((known) => known === direction))
      return fault(400, "bad-direction", "A direction is vsc or slash.");
    if (!/^[1-9]\d{0,18}$/.test(sequence)) return fault(400, "bad-sequence", "A sequence is a whole number from 1 on.");
    const number = BigInt(sequence);
    const isSent = lane && number <= (deriveBands(lane.progress).at(-1)?.upTo ?? 0n);
    const missing = notSent(frame, consumer.consumerId, direction, sequence);
    if (!lane || !isSent) return missing;
    const { end, hop } = listing(lane);
    const range = { ...end, lane: 0, hop, after: number - 1n, upTo: number };
    const [packet] = await listLanePackets(deps.store.db, network, lane.direction, [range], "asc", 1);
    if (!packet) return fault(404, "packet-not-recorded", `Packet ${sequence} was sent before our record begins.`);
    const [view] = await packetViews(deps, frame, [foundOf(lane, packet)]);
    if (!view) return missing;
    const isNewest = number === deriveBands(lane.progress).at(-1)?.upTo;
    return { data: isNewest ? { ...view, isNewest } : view };
  });
}

function notSent({ snapshot }: Frame, consumerId: string, direction: string, sequence: string): ReadFault {
  const what = direction === "vsc" ? "update" : "slash packet";
  return fault(
    404,
    "unknown-packet",
    `There is no ${what} ${sequence} of consumer ${consumerId} on ${snapshot.chainId} at block ${snapshot.height}.`,
  );
}

async function pageOf(deps: ServerDeps, frame: Frame, { filter, cursor, limit }: PacketQuery) {
  const { found, next } = await findPacketPage(deps, frame, filter, cursor, limit);
  const data = await packetViews(deps, frame, found);
  return { data, ...(next ? { next: formatPacketCursor(frame.snapshot.height, next) } : {}) };
}

const atOf = ({ height }: PacketQuery): ViewAt => (height === undefined ? {} : { height });

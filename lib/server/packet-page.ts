import "server-only";
import { type ConsumerId, compareConsumerIds } from "@/lib/ics/ids";
import {
  DIRECTIONS,
  type Direction,
  deriveBands,
  isPastTimeout,
  isSettled,
  type PacketState,
} from "@/lib/ics/packet-lane";
import { findLastBlockAt } from "@/lib/store/read-chain";
import { type LanePacket, type LaneRange, listFurthest, listLanePackets } from "@/lib/store/read-lanes";
import type { QueuedPacketAt } from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import type { Lane } from "./lanes";
import { findNearest } from "./nearest-packets";

/** What part of all packets is looked at. */
export interface PacketFilter {
  readonly consumerId?: ConsumerId;
  readonly direction?: Direction;
  readonly state?: PacketState;
  /** Sent (or queued) at this moment or later. */
  readonly sinceNs?: bigint;
}

/** A packet's place in the list: when it was sent or queued, then which lane, then its sequence (or update id). */
export interface PacketKey {
  readonly timeNs: bigint;
  readonly consumerId: string;
  readonly direction: Direction;
  readonly isQueued: boolean;
  readonly sequence: bigint;
}

/** Where a page goes on. What may still move stands first, oldest first; then what is settled, latest first. */
export interface PacketCursor {
  readonly part: "open" | "settled";
  readonly key: PacketKey;
}

export interface FoundPacket {
  readonly key: PacketKey;
  readonly state: PacketState;
  readonly consumerId: ConsumerId;
  readonly direction: Direction;
  readonly lane?: Lane;
  readonly packet?: LanePacket;
  readonly queued?: QueuedPacketAt;
}

export interface FoundPage {
  readonly found: readonly FoundPacket[];
  readonly next?: PacketCursor;
}

/**
 * A page of packets. Each lane's states are runs of sequences, and the cursor is turned into a sequence of each lane, so a
 * page far back costs what the first one costs: nothing is counted off.
 */
export async function findPacketPage(
  deps: ServerDeps,
  frame: Frame,
  filter: PacketFilter,
  cursor: PacketCursor | undefined,
  limit: number,
): Promise<FoundPage> {
  const found: FoundPacket[] = [];
  const parts = cursor?.part === "settled" ? (["settled"] as const) : (["open", "settled"] as const);
  for (const part of parts) {
    const from = cursor?.part === part ? cursor.key : undefined;
    // One more than asked for tells whether there is a next page.
    const rows = await findPart(deps, frame, filter, part, from, limit + 1 - found.length);
    for (const row of rows) {
      const last = found.at(-1);
      if (found.length === limit && last) return { found, next: { part: partOf(last), key: last.key } };
      found.push(row);
    }
  }
  return { found };
}

function partOf({ state, lane }: FoundPacket): PacketCursor["part"] {
  return lane !== undefined && isSettled(state, lane.progress) ? "settled" : "open";
}

async function findPart(
  deps: ServerDeps,
  frame: Frame,
  filter: PacketFilter,
  part: PacketCursor["part"],
  from: PacketKey | undefined,
  limit: number,
): Promise<FoundPacket[]> {
  const lanes = lanesOf(frame, filter);
  const order = part === "open" ? "asc" : "desc";
  // Where the page lies on a lane is asked of those alone that have something in this part.
  const isAsked = lanes.map((lane, i) => rangesOf(lane, i, part, filter.state, undefined).length > 0);
  const edges = await findEdges(deps, frame.snapshot.network, lanes, isAsked, order, from, filter.sinceNs);
  const sign = order === "asc" ? 1 : -1;
  const compare = (a: FoundPacket, b: FoundPacket) => sign * compareKeys(a.key, b.key);
  const pages = await Promise.all(
    DIRECTIONS.map((direction) => {
      const ranges = lanes.flatMap((lane, i) =>
        lane.direction === direction ? rangesOf(lane, i, part, filter.state, edges.get(i)) : [],
      );
      const numbered = ranges.map((range, number) => ({ ...range, lane: number }));
      const laneOf = (number: number) => lanes[ranges[number]?.lane ?? -1] as Lane;
      const ask = async (some: readonly LaneRange[], ofEach: number) => {
        const { db } = deps.store;
        const packets = await listLanePackets(db, frame.snapshot.network, direction, some, order, ofEach);
        return packets.map((packet) => ({ lane: packet.lane, packet: foundOf(laneOf(packet.lane), packet) }));
      };
      return findNearest(numbered, limit, ask, compare);
    }),
  );
  const queued = part === "open" ? listQueued(frame, filter) : [];
  return [...pages.flat(), ...queued]
    .filter(({ key }) => from === undefined || sign * compareKeys(key, from) > 0)
    .sort(compare)
    .slice(0, limit);
}

/** The lanes a filter leaves, in the order of keys. */
export function lanesOf({ snapshot, sides }: Frame, { consumerId, direction }: PacketFilter): Lane[] {
  return snapshot.consumers
    .filter((consumer) => consumerId === undefined || consumer.consumerId === consumerId)
    .flatMap((consumer) => {
      const lanes = sides.byConsumer.get(consumer.consumerId)?.lanes;
      return lanes ? DIRECTIONS.filter((d) => direction === undefined || d === direction).map((d) => lanes[d]) : [];
    });
}

interface Edge {
  readonly after: bigint;
  readonly upTo?: bigint;
}

/** Moments between which a lane's part of the page lies, and where the lane stands beside the cursor's own. */
interface Bounds {
  readonly after?: bigint | undefined;
  readonly upTo?: bigint;
  readonly place?: number;
}

/** Sequences of each lane between which its part of the page lies. */
async function findEdges(
  deps: ServerDeps,
  network: string,
  lanes: readonly Lane[],
  isAsked: readonly boolean[],
  order: "asc" | "desc",
  from: PacketKey | undefined,
  sinceNs: bigint | undefined,
): Promise<ReadonlyMap<number, Edge>> {
  const bounds = lanes.map((lane, i): Bounds => {
    if (!isAsked[i]) return {};
    const after = sinceNs === undefined ? undefined : sinceNs - 1n;
    if (from === undefined) return { after };
    const place = compareLanes({ ...lane, isQueued: false }, from);
    if (place === 0) return { after, place };
    // Of the packets at the cursor's own moment, those of lanes that come before it in the order have been shown or not.
    const moment = place > 0 ? from.timeNs - 1n : from.timeNs;
    return order === "asc" ? { after: later(after, moment), place } : { after, upTo: moment, place };
  });
  const at = await furthestAt(
    deps,
    network,
    lanes,
    bounds.flatMap(({ after, upTo }, lane) => [
      ...(after === undefined ? [] : [{ lane, timeNs: after }]),
      ...(upTo === undefined ? [] : [{ lane, timeNs: upTo }]),
    ]),
  );
  return new Map(
    bounds.map(({ after, upTo, place }, lane): [number, Edge] => {
      const low = after === undefined ? 0n : at(lane, after);
      const high = upTo === undefined ? undefined : at(lane, upTo);
      if (from === undefined || place !== 0)
        return [lane, { after: low, ...(high === undefined ? {} : { upTo: high }) }];
      // The cursor's own lane goes on right behind the packet it names.
      if (order === "asc") return [lane, { after: from.sequence > low ? from.sequence : low }];
      return [lane, { after: low, upTo: from.sequence - 1n }];
    }),
  );
}

const later = (a: bigint | undefined, b: bigint) => (a !== undefined && a > b ? a : b);

/** The highest sequence a lane had shown at a moment, where its packets are listed. */
async function furthestAt(
  { store: { db } }: ServerDeps,
  network: string,
  lanes: readonly Lane[],
  wanted: readonly { readonly lane: number; readonly timeNs: bigint }[],
) {
  const heights = new Map<string, Promise<number>>();
  const heightAt = (chainId: string, timeNs: bigint) => {
    const key = `${chainId} ${timeNs}`;
    const known = heights.get(key) ?? findLastBlockAt(db, network, chainId, timeNs).then((block) => block?.height ?? 0);
    heights.set(key, known);
    return known;
  };
  const asked = await Promise.all(
    wanted.map(async ({ lane, timeNs }, i) => {
      const { end, hop, direction } = listing(lanes[lane] as Lane);
      const height = Math.min(end.height, await heightAt(end.chainId, timeNs));
      return { direction, ask: { ...end, height, lane: i, hop } };
    }),
  );
  const rows = await Promise.all(
    DIRECTIONS.map((direction) =>
      listFurthest(
        db,
        network,
        direction,
        asked.filter((one) => one.direction === direction).map(({ ask }) => ask),
      ),
    ),
  );
  const byAsk = new Map(rows.flat().map(({ lane, sequence }) => [lane, sequence]));
  return (lane: number, timeNs: bigint): bigint =>
    byAsk.get(wanted.findIndex((one) => one.lane === lane && one.timeNs === timeNs)) ?? 0n;
}

/** The event by which a lane's packets are listed: their sending, or where the sender is not read, their arrival. */
export function listing({ sender, receiver, direction, consumerId }: Lane) {
  const end = sender ?? receiver;
  if (!end) throw new Error(`lane ${direction} of consumer ${consumerId} has no end`);
  return { end, hop: sender ? ("send" as const) : ("recv" as const), direction };
}

function rangesOf(
  lane: Lane,
  number: number,
  part: PacketCursor["part"],
  state: PacketState | undefined,
  edge: Edge | undefined,
): LaneRange[] {
  const { end, hop } = listing(lane);
  return deriveBands(lane.progress).flatMap((band) => {
    if (isSettled(band.state, lane.progress) !== (part === "settled")) return [];
    const splits = band.state === "sent" && (state === "sent" || state === "expired");
    if (state !== undefined && !splits && band.state !== state) return [];
    const after = edge !== undefined && edge.after > band.after ? edge.after : band.after;
    const upTo = edge?.upTo !== undefined && edge.upTo < band.upTo ? edge.upTo : band.upTo;
    if (upTo <= after) return [];
    const range: LaneRange = { ...end, lane: number, hop, after, upTo };
    if (!splits) return [range];
    if (lane.receiverTimeNs === undefined) return state === "sent" ? [range] : [];
    return [{ ...range, timeout: { atNs: lane.receiverTimeNs, isPast: state === "expired" } }];
  });
}

/** A packet of a lane with its state and its place in the list. */
export function foundOf(lane: Lane, packet: LanePacket): FoundPacket {
  const { consumerId, direction } = lane;
  const { sequence } = packet;
  const band = deriveBands(lane.progress).find(({ after, upTo }) => sequence > after && sequence <= upTo);
  if (!band) throw new Error(`packet ${sequence} is beyond its lane`);
  const isExpired = band.state === "sent" && isPastTimeout(packet.timeoutNs, lane.receiverTimeNs);
  return {
    key: { timeNs: packet.timeNs ?? 0n, consumerId, direction, isQueued: false, sequence },
    state: isExpired ? "expired" : band.state,
    consumerId,
    direction,
    lane,
    packet,
  };
}

function listQueued(
  { snapshot, sides }: Frame,
  { consumerId, direction, state, sinceNs }: PacketFilter,
): FoundPacket[] {
  if (direction === "slash" || (state !== undefined && state !== "queued")) return [];
  return [...snapshot.queued].flatMap(([id, queue]) => {
    if (consumerId !== undefined && id !== consumerId) return [];
    const lane = sides.byConsumer.get(id)?.lanes?.vsc;
    return queue.flatMap((queued): FoundPacket[] => {
      const timeNs = queued.timeNs ?? 0n;
      if (sinceNs !== undefined && timeNs < sinceNs) return [];
      const key: PacketKey = {
        timeNs,
        consumerId: id,
        direction: "vsc",
        isQueued: true,
        sequence: queued.valsetUpdateId,
      };
      return [{ key, state: "queued", consumerId: id, direction: "vsc", queued, ...(lane ? { lane } : {}) }];
    });
  });
}

type LaneName = Pick<PacketKey, "consumerId" | "direction" | "isQueued">;

function compareLanes(a: LaneName, b: LaneName): number {
  return (
    compareConsumerIds(a.consumerId, b.consumerId) ||
    DIRECTIONS.indexOf(a.direction) - DIRECTIONS.indexOf(b.direction) ||
    Number(a.isQueued) - Number(b.isQueued)
  );
}

function compareKeys(a: PacketKey, b: PacketKey): number {
  if (a.timeNs !== b.timeNs) return a.timeNs < b.timeNs ? -1 : 1;
  return compareLanes(a, b) || (a.sequence === b.sequence ? 0 : a.sequence < b.sequence ? -1 : 1);
}

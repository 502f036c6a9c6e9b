import { type Kysely, sql } from "kysely";
import type { Direction } from "@/lib/ics/packet-lane";
import { groupBy } from "@/lib/shared/group-by";
import { inParts } from "./in-parts";
import type { Database } from "./schema";

/*
 * A lane is one direction of a CCV channel. Both are named by the provider's end of the channel: validator-set updates
 * leave from it, slash packets arrive at it.
 */

export type Hop = "send" | "recv" | "write_ack" | "ack" | "timeout";

/** One lane on one of its two chains, up to a height of that chain. */
export interface LaneEnd {
  readonly chainId: string;
  readonly height: number;
  /** Provider-side channel. */
  readonly channelId: string;
}

/** An event of a packet on one chain. */
export interface PacketHop {
  readonly height: number;
  readonly eventIndex: number;
  readonly timeNs?: bigint;
  readonly txHash?: string;
}

/** A packet as the event tells by which it is listed. */
export interface LanePacket extends PacketHop {
  /** Place of its lane in what was asked. */
  readonly lane: number;
  readonly sequence: bigint;
  readonly timeoutNs?: bigint;
  readonly data: unknown;
  readonly consumerChannel: string;
}

/** Columns by which a direction's lanes are found; both are indexed. */
function ends(direction: Direction) {
  return direction === "vsc"
    ? { port: sql.ref("p.src_port"), channel: sql.ref("p.src_channel"), other: sql.ref("p.dst_channel") }
    : { port: sql.ref("p.dst_port"), channel: sql.ref("p.dst_channel"), other: sql.ref("p.src_channel") };
}

export interface Furthest {
  readonly lane: number;
  readonly hop: Hop;
  readonly sequence: bigint;
}

/** Hops may be told a second time (a relayer resent): of so many last events the highest sequence counts. Sending is never. */
const TOLD_AGAIN = 32;
/** Of more lanes at once it is asked first which channels have such an event at all, as long as so few have. */
const MANY = 64;

type Asked = LaneEnd & { readonly lane: number; readonly hop: Hop };

/**
 * The highest sequence that took each hop (the lowest for timeouts). On an ORDERED channel that is the number of packets
 * that did (ics-protocol.md §4.7). A hop nobody took has no row.
 */
export async function listFurthest(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  asked: readonly Asked[],
): Promise<Furthest[]> {
  const wanted = await withSuchEvents(db, network, direction, asked);
  return inParts(wanted, (part) => lookUpFurthest(db, network, direction, part));
}

async function lookUpFurthest(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  asked: readonly Asked[],
): Promise<Furthest[]> {
  const { port, channel } = ends(direction);
  const { rows } = await sql<{ lane: number; hop: Hop; sequence: string }>`
    select e.lane, e.hop, f.sequence
    from jsonb_to_recordset(${asJson(asked)}::jsonb) as e(lane int4, hop text, "chainId" text, "channelId" text, height int8)
    cross join lateral (
      select t.sequence from (
        select p.sequence from packet_event p
        where p.network = ${network} and p.chain_id = e."chainId" and p.kind = e.hop and e.hop <> 'timeout'
          and ${port} = 'provider' and ${channel} = e."channelId" and p.height <= e.height
        order by p.height desc, p.event_index desc limit (case when e.hop = 'send' then 1 else ${TOLD_AGAIN}::int8 end)
      ) t
      order by t.sequence desc limit 1
    ) f
    union all
    select e.lane, e.hop, f.sequence
    from jsonb_to_recordset(${asJson(asked.filter(({ hop }) => hop === "timeout"))}::jsonb)
      as e(lane int4, hop text, "chainId" text, "channelId" text, height int8)
    cross join lateral (
      select p.sequence from packet_event p
      where p.network = ${network} and p.chain_id = e."chainId" and p.kind = e.hop
        and ${port} = 'provider' and ${channel} = e."channelId" and p.height <= e.height
      order by p.height, p.event_index limit 1
    ) f`.execute(db);
  return rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));
}

/**
 * Without the lanes on which no such event was ever told: of a thousand consumers few have sent a slash packet or let one time
 * out. The channels that have one are leapt through; where many have, all are left in.
 */
async function withSuchEvents(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  asked: readonly Asked[],
): Promise<readonly Asked[]> {
  const groups = groupBy(asked, ({ chainId, hop }) => `${hop} ${chainId}`);
  const left = await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      if (!first || group.length <= MANY) return group;
      const channels = await listChannelsWith(db, network, direction, first);
      return channels.size > MANY ? group : group.filter(({ channelId }) => channels.has(channelId));
    }),
  );
  return left.flat();
}

async function listChannelsWith(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  { chainId, hop }: Asked,
): Promise<ReadonlySet<string>> {
  const { port, channel } = ends(direction);
  const scope = sql`p.network = ${network} and p.chain_id = ${chainId} and p.kind = ${hop} and ${port} = 'provider'`;
  const { rows } = await sql<{ channel: string }>`
    with recursive c as (
      (select ${channel} as channel from packet_event p where ${scope} order by ${channel} limit 1)
      union all
      select n.* from c cross join lateral (
        select ${channel} as channel from packet_event p where ${scope} and ${channel} > c.channel
        order by ${channel} limit 1
      ) n
    )
    select channel from c limit ${MANY + 1}`.execute(db);
  return new Set(rows.map((row) => row.channel));
}

export interface LaneRange extends LaneEnd {
  /** Number by which the answer is told apart. */
  readonly lane: number;
  /** The event by which packets are listed: `send` on the sending chain, `recv` where that one is not read. */
  readonly hop: Hop;
  /** Sequences above this, up to and with `upTo`. */
  readonly after: bigint;
  readonly upTo: bigint;
  /** Only packets that are (or are not) past their timeout at this moment of the receiver. */
  readonly timeout?: { readonly atNs: bigint; readonly isPast: boolean };
}

/** Packets of runs of sequences, by sequence in the order asked for; at most `limit` of each run. */
export function listLanePackets(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  asked: readonly LaneRange[],
  order: "asc" | "desc",
  limit: number,
): Promise<LanePacket[]> {
  return inParts(asked, (part) => lookUpPackets(db, network, direction, part, order, limit));
}

async function lookUpPackets(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  asked: readonly LaneRange[],
  order: "asc" | "desc",
  limit: number,
): Promise<LanePacket[]> {
  const { port, channel, other } = ends(direction);
  const wanted = asJson(asked.map(({ timeout, ...range }) => ({ ...range, at: timeout?.atNs, past: timeout?.isPast })));
  const { rows } = await sql<PacketRow>`
    select e.lane, f.*, b.time_ns
    from jsonb_to_recordset(${wanted}::jsonb)
      as e(lane int4, hop text, "chainId" text, "channelId" text, height int8, after numeric, "upTo" numeric, at numeric, past bool)
    cross join lateral (
      select p.sequence, p.height, p.event_index, p.tx_hash, p.timeout_ns, p.data, ${other} as other from packet_event p
      where p.network = ${network} and p.chain_id = e."chainId" and p.kind = e.hop
        and ${port} = 'provider' and ${channel} = e."channelId"
        and p.sequence > e.after and p.sequence <= e."upTo" and p.height <= e.height
        and (e.at is null or coalesce(p.timeout_ns <= e.at, false) = e.past)
      order by p.sequence ${sql.raw(order)} limit ${limit}
    ) f
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = e."chainId" and height = f.height limit 1
    ) b on true
    order by e.lane, f.sequence ${sql.raw(order)}, f.height, f.event_index`.execute(db);
  return firstOfEach(rows.map(packetOf));
}

/** How many packets of each run are past their timeout at its moment. Runs without one have no row. */
export async function listPastTimeout(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  asked: readonly LaneRange[],
): Promise<{ readonly lane: number; readonly count: number }[]> {
  const wanted = asked.flatMap(({ timeout, ...range }) => (timeout ? [{ ...range, at: timeout.atNs }] : []));
  if (wanted.length === 0) return [];
  const { port, channel } = ends(direction);
  const { rows } = await sql<{ lane: number; n: bigint }>`
    select e.lane, f.n
    from jsonb_to_recordset(${asJson(wanted)}::jsonb)
      as e(lane int4, hop text, "chainId" text, "channelId" text, height int8, after numeric, "upTo" numeric, at numeric)
    cross join lateral (
      select count(distinct p.sequence) as n from packet_event p
      where p.network = ${network} and p.chain_id = e."chainId" and p.kind = e.hop
        and ${port} = 'provider' and ${channel} = e."channelId"
        and p.sequence > e.after and p.sequence <= e."upTo" and p.height <= e.height and p.timeout_ns <= e.at
    ) f`.execute(db);
  return rows.map(({ lane, n }) => ({ lane, count: Number(n) }));
}

export interface HopAsked extends LaneEnd {
  /** Number by which the answer is told apart. */
  readonly packet: number;
  readonly hop: Hop;
  readonly sequence: bigint;
}

export interface HopFound extends PacketHop {
  readonly packet: number;
  readonly hop: Hop;
  /** What an acknowledgement says; with `write_ack` only. */
  readonly ack?: string;
  /** How often this hop was told of: relayers carry packets a second time, which changes nothing. */
  readonly times: number;
}

/** Where and when packets took their hops: the first telling of each counts. */
export async function listHops(
  db: Kysely<Database>,
  network: string,
  direction: Direction,
  asked: readonly HopAsked[],
): Promise<HopFound[]> {
  if (asked.length === 0) return [];
  const { port, channel } = ends(direction);
  const { rows } = await sql<{
    packet: number;
    hop: Hop;
    height: bigint;
    event_index: number;
    tx_hash: string | null;
    ack: string | null;
    times: bigint;
    time_ns: bigint | null;
  }>`
    select e.packet, e.hop, f.*, b.time_ns
    from jsonb_to_recordset(${asJson(asked)}::jsonb)
      as e(packet int4, hop text, "chainId" text, "channelId" text, height int8, sequence numeric)
    cross join lateral (
      select p.height, p.event_index, p.tx_hash, p.ack, count(*) over () as times from packet_event p
      where p.network = ${network} and p.chain_id = e."chainId" and p.kind = e.hop
        and ${port} = 'provider' and ${channel} = e."channelId" and p.sequence = e.sequence and p.height <= e.height
      order by p.height, p.event_index limit 1
    ) f
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = e."chainId" and height = f.height limit 1
    ) b on true`.execute(db);
  return rows.map((row) => ({
    packet: row.packet,
    hop: row.hop,
    ...hopOf(row),
    ...(row.ack === null ? {} : { ack: row.ack }),
    times: Number(row.times),
  }));
}

interface HopRow {
  height: bigint;
  event_index: number;
  tx_hash: string | null;
  time_ns: bigint | null;
}

interface PacketRow extends HopRow {
  lane: number;
  sequence: string;
  timeout_ns: string | null;
  data: unknown;
  other: string;
}

function hopOf(row: HopRow): PacketHop {
  return {
    height: Number(row.height),
    eventIndex: row.event_index,
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    ...(row.tx_hash === null ? {} : { txHash: row.tx_hash }),
  };
}

function packetOf(row: PacketRow): LanePacket {
  return {
    lane: row.lane,
    ...hopOf(row),
    sequence: BigInt(row.sequence),
    ...(row.timeout_ns === null ? {} : { timeoutNs: BigInt(row.timeout_ns) }),
    data: row.data,
    consumerChannel: row.other,
  };
}

/** Of rows in order of lane and sequence, one for each packet. */
function firstOfEach(packets: readonly LanePacket[]): LanePacket[] {
  return packets.filter((packet, i) => {
    const last = packets[i - 1];
    return last === undefined || last.lane !== packet.lane || last.sequence !== packet.sequence;
  });
}

function asJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_key, value) => (typeof value === "bigint" ? String(value) : value));
}

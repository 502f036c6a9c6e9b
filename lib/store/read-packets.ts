import { type Kysely, sql } from "kysely";
import type { Database } from "./schema";

/** One end of a channel on one chain, up to a height of that chain. */
export interface ChannelEnd {
  readonly chainId: string;
  readonly channelId: string;
  readonly height: number;
}

export interface PacketHead {
  readonly channelId: string;
  readonly sequence: bigint;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly timeoutNs?: bigint;
  readonly counterpartyChannel: string;
}

/** What a packet did on one chain. */
export interface HopEvent {
  readonly kind: string;
  readonly srcPort: string;
  readonly srcChannel: string;
  readonly dstChannel: string;
  readonly sequence: bigint;
  readonly height: number;
  readonly timeoutNs?: bigint;
}

export interface OnChainAt {
  readonly network: string;
  readonly chainId: string;
  readonly height: number;
}

/**
 * The last events of packets on a chain up to a height, of all channels, newest first. They lie next to each other: forty of
 * them cost as much as looking up one of a known channel.
 */
export async function listRecentHops(
  db: Kysely<Database>,
  { network, chainId, height }: OnChainAt,
  limit: number,
): Promise<HopEvent[]> {
  const rows = await db
    .selectFrom("packet_event")
    .select(["kind", "src_port", "src_channel", "dst_channel", "sequence", "height", "timeout_ns"])
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(height))
    .orderBy("height", "desc")
    .orderBy("event_index", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    srcPort: row.src_port,
    srcChannel: row.src_channel,
    dstChannel: row.dst_channel,
    sequence: BigInt(row.sequence),
    height: Number(row.height),
    ...(row.timeout_ns === null ? {} : { timeoutNs: BigInt(row.timeout_ns) }),
  }));
}

/** Hops may be told a second time (a relayer resent): of so many last events the highest sequence counts. */
const TOLD_AGAIN = 32;

type Hop = "send" | "ack" | "recv";

export interface LastPacket {
  readonly channelId: string;
  readonly sequence: bigint;
  readonly height: number;
}

/**
 * The last packet of the provider that took a hop on each channel end: on an ORDERED channel its sequence is the number of
 * packets that did (ics-protocol.md §4.7).
 */
export async function listLastPackets(
  db: Kysely<Database>,
  network: string,
  hop: Hop,
  ends: readonly ChannelEnd[],
): Promise<LastPacket[]> {
  if (ends.length === 0) return [];
  const wanted = JSON.stringify(
    ends.map((end) => ({ chain_id: end.chainId, channel: end.channelId, height: end.height })),
  );
  const { rows } = await sql<{ channel: string; sequence: string; height: bigint }>`
    select e.channel, last.sequence, last.height
    from jsonb_to_recordset(${wanted}::jsonb) as e(chain_id text, channel text, height int8)
    cross join lateral (
      select t.* from (
        select p.sequence, p.height from packet_event p
        where p.network = ${network} and p.chain_id = e.chain_id and p.kind = ${hop}
          and p.src_port = 'provider' and p.src_channel = e.channel and p.height <= e.height
        order by p.height desc, p.event_index desc limit ${TOLD_AGAIN}
      ) t
      order by t.sequence desc, t.height limit 1
    ) last`.execute(db);
  return rows.map((row) => ({ channelId: row.channel, sequence: BigInt(row.sequence), height: Number(row.height) }));
}

/** The last packet of the provider that timed out on each of its channels, which closes an ORDERED one (§4.7): they are few. */
export async function listTimeouts(
  db: Kysely<Database>,
  { network, chainId, height }: OnChainAt,
): Promise<PacketHead[]> {
  const { rows } = await sql<PacketRow>`
    select distinct on (p.src_channel) p.src_channel as channel, p.sequence, p.height, p.timeout_ns, p.dst_channel as other, b.time_ns
    from packet_event p
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = ${chainId} and height = p.height limit 1
    ) b on true
    where p.network = ${network} and p.chain_id = ${chainId} and p.kind = 'timeout' and p.src_port = 'provider'
      and p.height <= ${height}::int8
    order by p.src_channel, p.sequence desc, p.height`.execute(db);
  return rows.map(packetHeadOf);
}

export interface PacketAt extends ChannelEnd {
  readonly sequence: bigint;
}

/** The sending of particular packets from the provider. */
export async function listSends(
  db: Kysely<Database>,
  network: string,
  packets: readonly PacketAt[],
): Promise<PacketHead[]> {
  if (packets.length === 0) return [];
  const wanted = JSON.stringify(
    packets.map((packet) => ({
      chain_id: packet.chainId,
      channel: packet.channelId,
      sequence: String(packet.sequence),
      height: packet.height,
    })),
  );
  const { rows } = await sql<PacketRow>`
    select e.channel, p.sequence, p.height, p.timeout_ns, p.dst_channel as other, b.time_ns
    from jsonb_to_recordset(${wanted}::jsonb) as e(chain_id text, channel text, sequence numeric, height int8)
    join packet_event p on p.network = ${network} and p.chain_id = e.chain_id and p.kind = 'send'
      and p.src_port = 'provider' and p.src_channel = e.channel and p.sequence = e.sequence and p.height <= e.height
    left join block b on b.network = ${network} and b.chain_id = e.chain_id and b.height = p.height`.execute(db);
  return rows.map(packetHeadOf);
}

interface PacketRow {
  channel: string;
  sequence: string;
  height: bigint;
  timeout_ns: string | null;
  other: string;
  time_ns: bigint | null;
}

function packetHeadOf(row: PacketRow): PacketHead {
  return {
    channelId: row.channel,
    sequence: BigInt(row.sequence),
    height: Number(row.height),
    counterpartyChannel: row.other,
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    ...(row.timeout_ns === null ? {} : { timeoutNs: BigInt(row.timeout_ns) }),
  };
}

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

/** Hops may be told a second time (a relayer resent): of so many last events the highest sequence counts. */
const TOLD_AGAIN = 32;

type Hop = "send" | "ack" | "recv" | "timeout";

/**
 * The last packet that took a hop on each channel end: on an ORDERED channel its sequence is the number of packets that did
 * (ics-protocol.md §4.7). `side` says whether the channel is the packets' source or their destination.
 */
export async function listLastPackets(
  db: Kysely<Database>,
  network: string,
  hop: Hop,
  side: { readonly end: "src" | "dst"; readonly port: "provider" | "consumer" },
  ends: readonly ChannelEnd[],
): Promise<PacketHead[]> {
  if (ends.length === 0) return [];
  const port = sql.ref(`p.${side.end}_port`);
  const channel = sql.ref(`p.${side.end}_channel`);
  const other = sql.ref(`p.${side.end === "src" ? "dst" : "src"}_channel`);
  const wanted = JSON.stringify(
    ends.map((end) => ({ chain_id: end.chainId, channel: end.channelId, height: end.height })),
  );
  const { rows } = await sql<PacketRow>`
    select e.channel, last.sequence, last.height, p.timeout_ns, ${other} as other, b.time_ns
    from jsonb_to_recordset(${wanted}::jsonb) as e(chain_id text, channel text, height int8)
    cross join lateral (
      select t.* from (
        select p.sequence, p.height, p.event_index from packet_event p
        where p.network = ${network} and p.chain_id = e.chain_id and p.kind = ${hop}
          and ${port} = ${side.port} and ${channel} = e.channel and p.height <= e.height
        order by p.height desc, p.event_index desc limit ${TOLD_AGAIN}
      ) t
      order by t.sequence desc, t.height limit 1
    ) last
    cross join lateral (
      select * from packet_event p
      where p.network = ${network} and p.chain_id = e.chain_id and p.height = last.height
        and p.event_index = last.event_index limit 1
    ) p
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = e.chain_id and height = last.height limit 1
    ) b on true`.execute(db);
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

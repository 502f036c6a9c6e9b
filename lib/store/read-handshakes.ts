import { type Kysely, sql } from "kysely";
import type { Database } from "./schema";

/** One end of what joins two chains, on the chain it is on, up to a height of that chain; looked for by any of its names. */
export interface HandshakeAsked {
  /** Number by which the answer is told apart. */
  readonly of: number;
  readonly chainId: string;
  readonly height: number;
  readonly port: "provider" | "consumer";
  readonly clientId?: string;
  readonly connectionId?: string;
  readonly channelId?: string;
  readonly counterpartyChannel?: string;
}

export interface HandshakeStep {
  readonly of: number;
  readonly chainId: string;
  /** Event type (ics-protocol.md §5.4). */
  readonly kind: string;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly channelId?: string;
  readonly connectionId?: string;
  readonly counterpartyChannel?: string;
  readonly txHash?: string;
}

/** Steps by which connections and CCV channels opened and closed, oldest first. */
export async function listHandshakes(
  db: Kysely<Database>,
  network: string,
  asked: readonly HandshakeAsked[],
): Promise<HandshakeStep[]> {
  if (asked.length === 0) return [];
  const found = (column: string, field: string) => sql`
      select h.kind, h.height, h.event_index, h.channel_id, h.connection_id, h.counterparty_channel, h.tx_hash
      from handshake_event h
      where h.network = ${network} and h.chain_id = e."chainId" and ${sql.ref(`h.${column}`)} = ${sql.ref(`e.${field}`)}
        and h.height <= e.height and coalesce(h.port_id, e.port) = e.port`;
  const { rows } = await sql<{
    of: number;
    chain_id: string;
    kind: string;
    height: bigint;
    time_ns: bigint | null;
    channel_id: string | null;
    connection_id: string | null;
    counterparty_channel: string | null;
    tx_hash: string | null;
  }>`
    select e.of, e."chainId" as chain_id, s.*, b.time_ns
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as e(of int4, "chainId" text, height int8, port text,
      "clientId" text, "connectionId" text, "channelId" text, "counterpartyChannel" text)
    cross join lateral (
      ${found("client_id", "clientId")} union ${found("connection_id", "connectionId")}
      union ${found("channel_id", "channelId")} union ${found("counterparty_channel", "counterpartyChannel")}
    ) s
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = e."chainId" and height = s.height limit 1
    ) b on true
    order by s.height, s.event_index`.execute(db);
  return rows.map((row) => ({
    of: row.of,
    chainId: row.chain_id,
    kind: row.kind,
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.connection_id === null ? {} : { connectionId: row.connection_id }),
    ...(row.counterparty_channel === null ? {} : { counterpartyChannel: row.counterparty_channel }),
    ...(row.tx_hash === null ? {} : { txHash: row.tx_hash }),
  }));
}

/** A channel that a block of a chain closed. */
export interface ChannelClose {
  readonly chainId: string;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly port?: string;
  readonly channelId?: string;
  readonly counterpartyChannel?: string;
}

/** All closings of channels on chains, each up to a height of its own, oldest first. Few channels ever close. */
export async function listChannelCloses(
  db: Kysely<Database>,
  network: string,
  chains: readonly { readonly chainId: string; readonly height: number }[],
): Promise<ChannelClose[]> {
  if (chains.length === 0) return [];
  const { rows } = await sql<{
    chain_id: string;
    height: bigint;
    time_ns: bigint | null;
    port_id: string | null;
    channel_id: string | null;
    counterparty_channel: string | null;
  }>`
    select c.*, b.time_ns
    from jsonb_to_recordset(${JSON.stringify(chains)}::jsonb) as e("chainId" text, height int8)
    cross join lateral (
      select chain_id, height, event_index, port_id, channel_id, counterparty_channel from handshake_event
      where network = ${network} and chain_id = e."chainId" and height <= e.height and kind like 'channel_close%'
    ) c
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = c.chain_id and height = c.height limit 1
    ) b on true
    order by c.height, c.event_index`.execute(db);
  return rows.map((row) => ({
    chainId: row.chain_id,
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    ...(row.port_id === null ? {} : { port: row.port_id }),
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.counterparty_channel === null ? {} : { counterpartyChannel: row.counterparty_channel }),
  }));
}

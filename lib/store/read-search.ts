import { type Kysely, sql } from "kysely";
import type { Database } from "./schema";

export interface BlockByHash {
  readonly chainId: string;
  readonly height: number;
  readonly timeNs: bigint;
}

/** Blocks with a hash, on whichever chain of the network. Case does not matter. */
export async function listBlocksByHash(db: Kysely<Database>, network: string, hash: string): Promise<BlockByHash[]> {
  const rows = await db
    .selectFrom("block")
    .select(["chain_id", "height", "time_ns"])
    .where("network", "=", network)
    .where("hash", "in", [hash.toLowerCase(), hash.toUpperCase()])
    .orderBy("chain_id")
    .limit(10)
    .execute();
  return rows.map((row) => ({ chainId: row.chain_id, height: Number(row.height), timeNs: row.time_ns }));
}

/** One thing a transaction did that we keep. */
export interface TxTrace {
  readonly chainId?: string;
  readonly height: number;
  readonly what: "packet" | "life" | "handshake" | "relay";
  readonly kind: string;
  /** Of an event in a consumer's life; those are on the provider. */
  readonly consumerId?: string;
  /** Of a packet: its provider-side channel end and which port sent it. */
  readonly packet?: { readonly srcPort: string; readonly channelId: string; readonly sequence: bigint };
}

/** What is kept of a transaction, by its hash, oldest row first; at most fifty rows of each kind. */
export async function listTxTraces(db: Kysely<Database>, network: string, txHash: string): Promise<TxTrace[]> {
  const hash = txHash.toUpperCase();
  const { rows } = await sql<{
    chain_id: string | null;
    height: bigint;
    what: TxTrace["what"];
    kind: string;
    consumer_id: string | null;
    src_port: string | null;
    channel_id: string | null;
    sequence: string | null;
  }>`
    select * from (
    (select chain_id, height, 'packet' as what, kind, null as consumer_id, src_port,
      case when src_port = 'provider' then src_channel else dst_channel end as channel_id, sequence
      from packet_event where network = ${network} and tx_hash = ${hash} order by height, event_index limit 50)
    union all
    (select null, height, 'life', kind, consumer_id, null, null, null
      from timeline_event where network = ${network} and tx_hash = ${hash} order by height, event_index limit 50)
    union all
    (select chain_id, height, 'handshake', kind, null, null, channel_id, null
      from handshake_event where network = ${network} and tx_hash = ${hash} order by height, event_index limit 50)
    union all
    (select chain_id, height, 'relay', 'relay', null, null, null, null
      from relay_tx where network = ${network} and tx_hash = ${hash} limit 50)
    ) trace`.execute(db);
  return rows.map((row) => ({
    height: Number(row.height),
    what: row.what,
    kind: row.kind,
    ...(row.chain_id === null ? {} : { chainId: row.chain_id }),
    ...(row.consumer_id === null ? {} : { consumerId: row.consumer_id }),
    ...(row.src_port === null || row.channel_id === null || row.sequence === null
      ? {}
      : { packet: { srcPort: row.src_port, channelId: row.channel_id, sequence: BigInt(row.sequence) } }),
  }));
}

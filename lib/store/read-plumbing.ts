import { type Kysely, sql } from "kysely";
import type { Database } from "./schema";

/** A chain at a height of its own. */
export interface ChainHeight {
  readonly chainId: string;
  readonly height: number;
}

/** What one account carried on one chain in its last transactions with CCV packets. */
export interface RelayerAt {
  readonly chainId: string;
  /** With that chain's prefix; absent where no message named it. */
  readonly relayer?: string;
  readonly transactions: number;
  readonly received: number;
  readonly acknowledged: number;
  readonly timedOut: number;
  readonly clientUpdates: number;
  readonly lastHeight: number;
  readonly firstHeight: number;
  readonly fees: readonly { readonly denom: string; readonly amount: string }[];
}

/**
 * Who carried packets: the last `limit` relaying transactions of each chain, by account, most packets first. What they carried
 * is read as one stretch of heights: a look-up for each transaction costs as much as forty rows next to each other.
 */
export async function listRelayers(
  db: Kysely<Database>,
  network: string,
  chains: readonly ChainHeight[],
  limit: number,
): Promise<RelayerAt[]> {
  if (chains.length === 0) return [];
  const { rows } = await sql<{
    chain_id: string;
    relayer: string | null;
    transactions: number;
    received: number;
    acknowledged: number;
    timed_out: number;
    client_updates: number;
    first_height: bigint;
    last_height: bigint;
    fees: readonly (readonly { denom: string; amount: string }[])[];
  }>`
    select e."chainId" as chain_id, by_relayer.*
    from jsonb_to_recordset(${JSON.stringify(chains)}::jsonb) as e("chainId" text, height int8)
    cross join lateral (
      with relay as materialized (
        select tx_hash, height, relayer, client_updates, fee from relay_tx
        where network = ${network} and chain_id = e."chainId" and height <= e.height
        order by height desc limit ${limit}
      ), carried as (
        select height, tx_hash, count(*) filter (where kind = 'recv') as received,
          count(*) filter (where kind = 'ack') as acknowledged, count(*) filter (where kind = 'timeout') as timed_out
        from packet_event
        where network = ${network} and chain_id = e."chainId" and tx_hash is not null
          and height >= (select min(height) from relay) and height <= e.height
        group by 1, 2
      )
      select r.relayer, count(*)::int4 as transactions, coalesce(sum(p.received), 0)::int4 as received,
        coalesce(sum(p.acknowledged), 0)::int4 as acknowledged, coalesce(sum(p.timed_out), 0)::int4 as timed_out,
        sum(r.client_updates)::int4 as client_updates, min(r.height) as first_height, max(r.height) as last_height,
        json_agg(r.fee) as fees
      from relay r left join carried p using (height, tx_hash)
      group by 1
    ) by_relayer
    order by received + acknowledged desc, 1, 2`.execute(db);
  return rows.map((row) => ({
    chainId: row.chain_id,
    ...(row.relayer === null ? {} : { relayer: row.relayer }),
    transactions: row.transactions,
    received: row.received,
    acknowledged: row.acknowledged,
    timedOut: row.timed_out,
    clientUpdates: row.client_updates,
    firstHeight: Number(row.first_height),
    lastHeight: Number(row.last_height),
    fees: addUp(row.fees.flat()),
  }));
}

function addUp(coins: readonly { denom: string; amount: string }[]): { denom: string; amount: string }[] {
  const sums = new Map<string, bigint>();
  for (const { denom, amount } of coins)
    if (/^\d{1,80}$/.test(amount)) sums.set(denom, (sums.get(denom) ?? 0n) + BigInt(amount));
  return [...sums].map(([denom, amount]) => ({ denom, amount: String(amount) }));
}

/** What a stretch of a chain's blocks carried. */
export interface BlockSpace {
  readonly chainId: string;
  readonly blocks: number;
  readonly firstHeight: number;
  readonly lastHeight: number;
  readonly firstTimeNs: bigint;
  readonly lastTimeNs: bigint;
  readonly transactions: bigint;
  readonly failed: bigint;
  readonly bytes: bigint;
  readonly gasUsed: bigint;
  readonly gasWanted: bigint;
  readonly emptyBlocks: number;
  readonly mostBytes: bigint;
  readonly mostGas: bigint;
}

/** The last `window` blocks of each chain up to a height of its own, in `parts` stretches of equal length, oldest first. */
export async function listBlockSpace(
  db: Kysely<Database>,
  network: string,
  chains: readonly ChainHeight[],
  window: number,
  parts: number,
): Promise<BlockSpace[]> {
  if (chains.length === 0) return [];
  const size = Math.max(1, Math.floor(window / parts));
  const { rows } = await sql<Record<string, string | bigint | number>>`
    select e."chainId" as chain_id, count(*)::int4 as blocks, min(b.height) as first_height, max(b.height) as last_height,
      min(b.time_ns) as first_time, max(b.time_ns) as last_time, sum(b.tx_count)::text as txs, sum(b.failed_txs)::text as failed,
      sum(b.tx_bytes)::text as bytes, sum(b.gas_used)::text as gas_used, sum(b.gas_wanted)::text as gas_wanted,
      count(*) filter (where b.tx_count = 0)::int4 as empty_blocks, max(b.tx_bytes)::text as most_bytes,
      max(b.gas_used)::text as most_gas
    from jsonb_to_recordset(${JSON.stringify(chains)}::jsonb) as e("chainId" text, height int8)
    cross join lateral (
      select * from block
      where network = ${network} and chain_id = e."chainId" and height <= e.height and height > e.height - ${window}
      offset 0
    ) b
    group by e."chainId", (e.height - b.height) / ${size}
    order by 1, 3`.execute(db);
  const big = (value: unknown) => BigInt(String(value));
  return rows.map((row) => ({
    chainId: String(row.chain_id),
    blocks: Number(row.blocks),
    firstHeight: Number(row.first_height),
    lastHeight: Number(row.last_height),
    firstTimeNs: big(row.first_time),
    lastTimeNs: big(row.last_time),
    transactions: big(row.txs),
    failed: big(row.failed),
    bytes: big(row.bytes),
    gasUsed: big(row.gas_used),
    gasWanted: big(row.gas_wanted),
    emptyBlocks: Number(row.empty_blocks),
    mostBytes: big(row.most_bytes),
    mostGas: big(row.most_gas),
  }));
}

/** What blocks of a chain may hold, as told with the blocks `[fromHeight, untilHeight)` for those after them; −1 = no limit. */
export interface BlockLimitsRow {
  readonly chainId: string;
  readonly fromHeight: number;
  readonly untilHeight: number;
  readonly maxBytes: bigint;
  readonly maxGas: bigint;
}

/** The limits that hold in the last `window` blocks of each chain up to a height of its own, oldest first. */
export async function listBlockLimits(
  db: Kysely<Database>,
  network: string,
  chains: readonly ChainHeight[],
  window: number,
): Promise<BlockLimitsRow[]> {
  if (chains.length === 0) return [];
  const { rows } = await sql<Record<string, string | bigint | number>>`
    select l.* from jsonb_to_recordset(${JSON.stringify(chains)}::jsonb) as e("chainId" text, height int8)
    cross join lateral (
      select * from block_limits
      where network = ${network} and chain_id = e."chainId" and from_height <= e.height
        and until_height >= e.height - ${window}
      offset 0
    ) l
    order by l.chain_id, l.from_height`.execute(db);
  return rows.map((row) => ({
    chainId: String(row.chain_id),
    fromHeight: Number(row.from_height),
    untilHeight: Number(row.until_height),
    maxBytes: BigInt(row.max_bytes as string),
    maxGas: BigInt(row.max_gas as string),
  }));
}

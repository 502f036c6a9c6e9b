import { type Kysely, sql } from "kysely";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import type { Database } from "./schema";

export interface TxPlace {
  readonly chainId: string;
  readonly txHash: string;
}

export interface RelayAt extends TxPlace {
  readonly relayer?: string;
  readonly fee: readonly { readonly denom: string; readonly amount: string }[];
  readonly clientUpdates: number;
}

/** Who carried packets in particular transactions. A transaction that was never read has no row. */
export async function listRelays(db: Kysely<Database>, network: string, txs: readonly TxPlace[]): Promise<RelayAt[]> {
  if (txs.length === 0) return [];
  const { rows } = await sql<{
    chain_id: string;
    tx_hash: string;
    relayer: string | null;
    fee: RelayAt["fee"];
    client_updates: number;
  }>`
    select r.chain_id, r.tx_hash, r.relayer, r.fee, r.client_updates
    from jsonb_to_recordset(${JSON.stringify(txs)}::jsonb) as e("chainId" text, "txHash" text)
    cross join lateral (
      select * from relay_tx where network = ${network} and chain_id = e."chainId" and tx_hash = e."txHash" limit 1
    ) r`.execute(db);
  return rows.map((row) => ({
    chainId: row.chain_id,
    txHash: row.tx_hash,
    ...(row.relayer === null ? {} : { relayer: row.relayer }),
    fee: row.fee,
    clientUpdates: row.client_updates,
  }));
}

export interface EpochAt {
  readonly valsetUpdateId: bigint;
  readonly height: number;
  readonly timeNs?: bigint;
}

/** The provider's epoch blocks that update ids stand for (ics-protocol.md §6.2). */
export async function listEpochs(
  db: Kysely<Database>,
  network: string,
  providerChainId: string,
  ids: readonly bigint[],
): Promise<EpochAt[]> {
  if (ids.length === 0) return [];
  const wanted = JSON.stringify([...new Set(ids)].map((id) => ({ id: String(id) })));
  const { rows } = await sql<{ vsc_id: string; epoch_height: bigint; time_ns: bigint | null }>`
    select v.vsc_id, v.epoch_height, b.time_ns
    from jsonb_to_recordset(${wanted}::jsonb) as e(id numeric)
    cross join lateral (select * from vsc_epoch where network = ${network} and vsc_id = e.id limit 1) v
    left join block b on b.network = ${network} and b.chain_id = ${providerChainId} and b.height = v.epoch_height`.execute(
    db,
  );
  return rows.map((row) => ({
    valsetUpdateId: BigInt(row.vsc_id),
    height: Number(row.epoch_height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
  }));
}

/** A member of a stored set that changed at an epoch: as it was before, as it is after; one side is absent for joins and leaves. */
export interface StoredChange {
  readonly consumerId: ConsumerId;
  readonly epochHeight: number;
  readonly side: "before" | "after";
  readonly consAddress: ConsHex;
  readonly power: bigint;
  readonly pubKey: Ed25519Hex;
}

/** What changed in the stored sets (prefix 31) of consumers at particular epoch blocks. */
export async function listStoredChanges(
  db: Kysely<Database>,
  network: string,
  epochs: readonly { readonly consumerId: ConsumerId; readonly height: number }[],
): Promise<StoredChange[]> {
  if (epochs.length === 0) return [];
  const wanted = JSON.stringify(epochs);
  const { rows } = await sql<{
    consumer_id: string;
    height: bigint;
    side: "before" | "after";
    cons_address: string;
    power: string;
    pub_key: string;
  }>`
    select e."consumerId" as consumer_id, e.height, 'before' as side, s.cons_address, s.power, s.pub_key
    from jsonb_to_recordset(${wanted}::jsonb) as e("consumerId" text, height int8)
    cross join lateral (
      select cons_address, power, pub_key from stored_validator
      where network = ${network} and consumer_id = e."consumerId" and until_height = e.height
    ) s
    union all
    select e."consumerId", e.height, 'after', s.cons_address, s.power, s.pub_key
    from jsonb_to_recordset(${wanted}::jsonb) as e("consumerId" text, height int8)
    cross join lateral (
      select cons_address, power, pub_key from stored_validator
      where network = ${network} and consumer_id = e."consumerId" and from_height = e.height
    ) s`.execute(db);
  return rows.map((row) => ({
    consumerId: row.consumer_id as ConsumerId,
    epochHeight: Number(row.height),
    side: row.side,
    consAddress: row.cons_address as ConsHex,
    power: BigInt(row.power),
    pubKey: row.pub_key as Ed25519Hex,
  }));
}

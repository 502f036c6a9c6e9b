import { type Kysely, sql } from "kysely";
import type { ConsHex } from "@/lib/ics/ids";
import type { ProviderAt } from "./read-provider";
import type { Database } from "./schema";

export interface EpochBlock {
  readonly height: number;
  readonly timeNs: bigint;
  readonly hash: string;
}

/** The last epoch blocks at or before a height, oldest first. */
export async function listEpochBlocks(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  providerChainId: string,
  limit: number,
): Promise<EpochBlock[]> {
  const { rows } = await sql<{ height: bigint; time_ns: bigint; hash: string }>`
    select v.epoch_height as height, b.time_ns, b.hash
    from (
      select distinct epoch_height from vsc_epoch
      where network = ${network} and epoch_height <= ${height} order by epoch_height desc limit ${limit}
    ) v
    join block b on b.network = ${network} and b.chain_id = ${providerChainId} and b.height = v.epoch_height
    order by 1`.execute(db);
  return rows.map((row) => ({ height: Number(row.height), timeNs: row.time_ns, hash: row.hash }));
}

/** A validator of the provider, as far as security is counted in it. */
export interface StakeAt {
  readonly consAddress: ConsHex;
  readonly tokens: bigint;
  readonly power: bigint;
  readonly isBonded: boolean;
  readonly active: boolean;
}

/** All validators after a block of the provider. */
export async function listStakesAt(db: Kysely<Database>, { network, height }: ProviderAt): Promise<StakeAt[]> {
  const { rows } = await sql<{
    cons_address: string;
    tokens: string;
    power: string;
    status: string;
    active: boolean;
  }>`
    select cons_address, tokens, power, status, active from validator
    where network = ${network} and until_height > ${height} and from_height <= ${height}`.execute(db);
  return rows.map((row) => ({
    consAddress: row.cons_address as ConsHex,
    tokens: BigInt(row.tokens),
    power: BigInt(row.power),
    isBonded: row.status === "bonded",
    active: row.active,
  }));
}

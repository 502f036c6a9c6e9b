import { type Kysely, sql } from "kysely";
import type { ConsHex } from "@/lib/ics/ids";
import type { ProviderAt } from "./read-provider";
import type { Database } from "./schema";

export interface EpochBlock {
  readonly height: number;
  readonly timeNs: bigint;
}

/** The last epoch blocks at or before a height, oldest first. */
export async function listEpochBlocks(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  providerChainId: string,
  limit: number,
): Promise<EpochBlock[]> {
  const { rows } = await sql<{ height: bigint; time_ns: bigint }>`
    select v.epoch_height as height, b.time_ns
    from (
      select distinct epoch_height from vsc_epoch
      where network = ${network} and epoch_height <= ${height} order by epoch_height desc limit ${limit}
    ) v
    join block b on b.network = ${network} and b.chain_id = ${providerChainId} and b.height = v.epoch_height
    order by 1`.execute(db);
  return rows.map((row) => ({ height: Number(row.height), timeNs: row.time_ns }));
}

/** A validator of the provider at one of several heights, as far as security is counted in it. */
export interface StakeAt {
  readonly height: number;
  readonly consAddress: ConsHex;
  readonly tokens: bigint;
  readonly power: bigint;
  readonly isBonded: boolean;
  readonly active: boolean;
}

/** All validators at each of a few heights. */
export async function listStakesAt(
  db: Kysely<Database>,
  network: string,
  heights: readonly number[],
): Promise<StakeAt[]> {
  if (heights.length === 0) return [];
  const { rows } = await sql<{
    height: bigint;
    cons_address: string;
    tokens: string;
    power: string;
    status: string;
    active: boolean;
  }>`
    select e.height, v.cons_address, v.tokens, v.power, v.status, v.active
    from jsonb_to_recordset(${heightsJson(heights)}::jsonb) as e(height int8)
    cross join lateral (
      select * from validator where network = ${network} and until_height > e.height and from_height <= e.height offset 0
    ) v`.execute(db);
  return rows.map((row) => ({
    height: Number(row.height),
    consAddress: row.cons_address as ConsHex,
    tokens: BigInt(row.tokens),
    power: BigInt(row.power),
    isBonded: row.status === "bonded",
    active: row.active,
  }));
}

function heightsJson(heights: readonly number[]): string {
  return JSON.stringify(heights.map((height) => ({ height })));
}

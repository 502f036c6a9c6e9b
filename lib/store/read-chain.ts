import { type Kysely, sql } from "kysely";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import type { CometValidator } from "@/lib/ics/types";
import { heldAt } from "./ranges";
import type { Database } from "./schema";

export interface BlockHead {
  readonly height: number;
  readonly timeNs: bigint;
  readonly hash: string;
  readonly validatorsHash: string;
  readonly nextValidatorsHash: string;
}

const HEAD_COLUMNS = ["height", "time_ns", "hash", "validators_hash", "next_validators_hash"] as const;

function headOf(row: {
  height: bigint;
  time_ns: bigint;
  hash: string;
  validators_hash: string;
  next_validators_hash: string;
}): BlockHead {
  return {
    height: Number(row.height),
    timeNs: row.time_ns,
    hash: row.hash,
    validatorsHash: row.validators_hash,
    nextValidatorsHash: row.next_validators_hash,
  };
}

export async function findBlock(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
): Promise<BlockHead | undefined> {
  const row = await db
    .selectFrom("block")
    .select(HEAD_COLUMNS)
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "=", BigInt(height))
    .executeTakeFirst();
  return row && headOf(row);
}

/** The last stored block of a chain at or before a moment. */
export async function findLastBlockAt(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  timeNs: bigint,
): Promise<BlockHead | undefined> {
  const row = await db
    .selectFrom("block")
    .select(HEAD_COLUMNS)
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("time_ns", "<=", timeNs)
    .orderBy("time_ns", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && headOf(row);
}

/** Median of the last 100 block intervals up to a height, in milliseconds; `undefined` with fewer than two blocks. */
export async function findBlockIntervalMs(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
): Promise<number | undefined> {
  const rows = await db
    .selectFrom("block")
    .select("time_ns")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(height))
    .orderBy("height", "desc")
    .limit(101)
    .execute();
  const intervals = rows.slice(1).map((row, i) => Number(((rows[i]?.time_ns ?? 0n) - row.time_ns) / 1_000_000n));
  return intervals.sort((a, b) => a - b)[Math.floor(intervals.length / 2)];
}

/** The CometBFT set that signs a height of the chain itself. */
export async function listCometSetAt(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
): Promise<CometValidator[]> {
  const { rows } = await sql<{ address: string; pub_key: string; power: string }>`
    select address, pub_key, power
    from (${heldAt({ table: "comet_validator", network, chainId, key: ["address"] }, height)}) held`.execute(db);
  return rows.map((row) => ({
    address: row.address as ConsHex,
    pubKey: row.pub_key as Ed25519Hex,
    power: BigInt(row.power),
  }));
}

export interface ConsumerLink {
  readonly chainId: string;
  readonly consumerId: ConsumerId;
  /** The consumer's light client of its provider. */
  readonly providerClientId?: string;
}

/** Which chain's nodes belong to which consumer, as the chains themselves say. */
export async function listConsumerLinks(db: Kysely<Database>, network: string): Promise<ConsumerLink[]> {
  const rows = await db
    .selectFrom("consumer_chain_link")
    .select(["chain_id", "consumer_id", "provider_client_id"])
    .where("network", "=", network)
    .orderBy("chain_id")
    .execute();
  return rows.map((row) => ({
    chainId: row.chain_id,
    consumerId: row.consumer_id as ConsumerId,
    ...(row.provider_client_id === null ? {} : { providerClientId: row.provider_client_id }),
  }));
}

export interface ClientAt {
  readonly clientId: string;
  readonly latestHeight: number;
  readonly frozen: boolean;
  readonly trustingPeriodNs?: bigint;
  /** Height of the keeping chain since which it is so. */
  readonly sinceHeight: number;
}

/**
 * Some of the light clients that a chain keeps, at one of its heights. Of a client that is updated, the state that holds is
 * among the first to end after the height: those are read as one stretch, and only the clients not among them one by one.
 */
export async function listClientsAt(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
  clientIds: readonly string[],
): Promise<ClientAt[]> {
  if (clientIds.length === 0) return [];
  const columns = sql`client_id, latest_height, frozen, trusting_period_ns, from_height, until_height`;
  const { rows } = await sql<{
    client_id: string;
    latest_height: bigint;
    frozen: boolean;
    trusting_period_ns: bigint | null;
    from_height: bigint;
  }>`
    with next as materialized (
      select * from (
        select ${columns} from client_state
        where network = ${network} and chain_id = ${chainId} and until_height > ${height}::int8
        order by until_height limit ${2 * clientIds.length}::int8
      ) ending
      where from_height <= ${height}::int8
    ), other as materialized (
      select * from jsonb_array_elements_text(${JSON.stringify(clientIds)}::jsonb) as w(client_id)
      where client_id not in (select client_id from next)
    )
    select * from next
    union all
    select last.* from other cross join lateral (
      select ${columns} from client_state
      where network = ${network} and chain_id = ${chainId} and client_id = other.client_id and from_height <= ${height}::int8
      order by from_height desc limit 1
    ) last
    where last.until_height > ${height}::int8`.execute(db);
  const wanted = new Set(clientIds);
  return rows
    .filter((row) => wanted.has(row.client_id))
    .map((row) => ({
      clientId: row.client_id,
      latestHeight: Number(row.latest_height),
      frozen: row.frozen,
      sinceHeight: Number(row.from_height),
      ...(row.trusting_period_ns === null ? {} : { trustingPeriodNs: row.trusting_period_ns }),
    }));
}

export interface EndpointRow {
  readonly chainId: string;
  readonly url: string;
  readonly info: Record<string, unknown>;
}

export async function listEndpoints(db: Kysely<Database>, network: string): Promise<EndpointRow[]> {
  const rows = await db
    .selectFrom("endpoint")
    .select(["chain_id", "url", "info"])
    .where("network", "=", network)
    .orderBy("chain_id")
    .orderBy("url")
    .execute();
  return rows.map((row) => ({ chainId: row.chain_id, url: row.url, info: row.info as Record<string, unknown> }));
}

export interface GapRow {
  readonly chainId: string;
  readonly fromHeight: number;
  readonly toHeight: number;
  readonly reason: string;
}

export async function listGaps(db: Kysely<Database>, network: string): Promise<GapRow[]> {
  const rows = await db
    .selectFrom("gap")
    .selectAll()
    .where("network", "=", network)
    .orderBy("chain_id")
    .orderBy("from_height")
    .limit(1_000)
    .execute();
  return rows.map((row) => ({
    chainId: row.chain_id,
    fromHeight: Number(row.from_height),
    toHeight: Number(row.to_height),
    reason: row.reason,
  }));
}

import { type Kysely, sql } from "kysely";
import type { ConsHex, Ed25519Hex } from "@/lib/ics/ids";
import type { CometValidator } from "@/lib/ics/types";
import { heldBetween } from "./ranges";
import type { ProviderAt } from "./read-provider";
import { type Database, OPEN_UNTIL } from "./schema";

/*
 * Since when something holds that holds at a height: each of these looks back to where the run began. They are asked only
 * while it holds, so most of the time not at all.
 */

export interface BlockAt {
  readonly height: number;
  readonly timeNs: bigint;
}

/** The first stored block of a chain at or after a moment, up to a height. */
export async function findFirstBlockFrom(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  timeNs: bigint,
  upTo: number,
): Promise<BlockAt | undefined> {
  const row = await db
    .selectFrom("block")
    .select(["height", "time_ns"])
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("time_ns", ">=", timeNs)
    .orderBy("time_ns")
    .limit(1)
    .executeTakeFirst();
  return row && Number(row.height) <= upTo ? { height: Number(row.height), timeNs: row.time_ns } : undefined;
}

/** Height since which a consumer has been initialized without a gap, up to a height at which it is. */
export async function findInitializedSince(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consumerId: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ height: bigint | null }>`
    select coalesce(
      (select until_height from consumer where network = ${network} and consumer_id = ${consumerId}
        and from_height <= ${height} and phase <> 'initialized' order by from_height desc limit 1),
      (select from_height from consumer where network = ${network} and consumer_id = ${consumerId}
        order by from_height limit 1)) as height`.execute(db);
  return toHeight(rows);
}

/** Height at which the last member left a list of a consumer (up to a height at which it is empty); `undefined`: nobody ever was on it. */
export async function findEmptiedAt(
  db: Kysely<Database>,
  table: "opted_in" | "stored_validator",
  { network, height }: ProviderAt,
  consumerId: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ height: bigint | null }>`
    select until_height as height from ${sql.table(table)}
    where network = ${network} and consumer_id = ${consumerId} and until_height <= ${height}
    order by until_height desc limit 1`.execute(db);
  return toHeight(rows);
}

/** Height since which a light client has been frozen, up to a height at which it is. */
export async function findFrozenSince(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  clientId: string,
  height: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ height: bigint | null }>`
    select coalesce(
      (select until_height from client_state where network = ${network} and chain_id = ${chainId}
        and client_id = ${clientId} and from_height <= ${height} and not frozen order by from_height desc limit 1),
      (select from_height from client_state where network = ${network} and chain_id = ${chainId}
        and client_id = ${clientId} order by from_height limit 1)) as height`.execute(db);
  return toHeight(rows);
}

/** Height since which the slash meter has been below zero, up to a height at which it is. */
export async function findMeterNegativeSince(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
): Promise<number | undefined> {
  const { rows } = await sql<{ height: bigint | null }>`
    select coalesce(
      (select until_height from slash_meter where network = ${network} and from_height <= ${height} and meter >= 0
        order by from_height desc limit 1),
      (select from_height from slash_meter where network = ${network} order by from_height limit 1)) as height`.execute(
    db,
  );
  return toHeight(rows);
}

function toHeight(rows: readonly { height: bigint | null }[]): number | undefined {
  const height = rows[0]?.height ?? undefined;
  return height === undefined || height === null || height === OPEN_UNTIL ? undefined : Number(height);
}

/** The last block in a stretch of a chain whose header names a validator set. */
export async function findLastBlockOfSet(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  validatorsHash: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number | undefined> {
  const row = await db
    .selectFrom("block")
    .select("height")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", ">=", BigInt(from))
    .where("height", "<=", BigInt(to))
    .where("validators_hash", "=", validatorsHash)
    .orderBy("height", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && Number(row.height);
}

export interface UpdateReceived {
  /** Height of the consumer chain. */
  readonly height: number;
  /** Provider block whose stored set it carries. */
  readonly epochHeight?: number;
}

/** The last update from the provider that a consumer chain had received at a height of its own. */
export async function findUpdateReceived(
  db: Kysely<Database>,
  network: string,
  end: { readonly chainId: string; readonly channelId: string; readonly height: number },
): Promise<UpdateReceived | undefined> {
  const { rows } = await sql<{ height: bigint; epoch_height: bigint | null }>`
    select last.height, v.epoch_height from (
      select p.height, p.data->>'valsetUpdateId' as vsc_id from packet_event p
      where p.network = ${network} and p.chain_id = ${end.chainId} and p.kind = 'recv'
        and p.src_port = 'provider' and p.src_channel = ${end.channelId} and p.height <= ${end.height}
      order by p.sequence desc limit 1
    ) last
    left join vsc_epoch v on v.network = ${network} and v.vsc_id = last.vsc_id::numeric`.execute(db);
  const [row] = rows;
  return (
    row && {
      height: Number(row.height),
      ...(row.epoch_height === null ? {} : { epochHeight: Number(row.epoch_height) }),
    }
  );
}

export interface SignedBlock extends BlockAt {
  /** Flags of the set of `height - 1`. */
  readonly flags: readonly number[];
}

/** Blocks of a chain up to a height with what they say of who signed the one before, newest first. */
export async function listSignedBlocks(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  upTo: number,
  limit: number,
): Promise<SignedBlock[]> {
  const rows = await db
    .selectFrom("block")
    .select(["height", "time_ns", "commit_flags"])
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(upTo))
    .orderBy("height", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    height: Number(row.height),
    timeNs: row.time_ns,
    flags: [...Buffer.from(row.commit_flags, "hex")],
  }));
}

export type RangedMember = CometValidator & { readonly from: number; readonly until: number };

/** Members of a chain's sets in a stretch of heights, each with the heights at which it held that power. */
export async function listCometMembers(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<RangedMember[]> {
  const { rows } = await sql<{
    address: string;
    pub_key: string;
    power: string;
    from_height: bigint;
    until_height: bigint;
  }>`
    select address, pub_key, power, from_height, until_height
    from (${heldBetween({ table: "comet_validator", network, chainId, key: ["address"] }, from, to)}) held`.execute(db);
  return rows.map((row) => ({
    address: row.address as ConsHex,
    pubKey: row.pub_key as Ed25519Hex,
    power: BigInt(row.power),
    from: Number(row.from_height),
    until: Number(row.until_height),
  }));
}

import { type Kysely, sql } from "kysely";
import type { ConsHex, ConsumerId, Ed25519Hex, OperatorAddress } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type {
  AssignedKey,
  BondStatus,
  ConsumerFacts,
  ProviderParams,
  ProviderValidator,
  StoredValidator,
  VscPacketData,
} from "@/lib/ics/types";
import { type Database, OPEN_UNTIL } from "./schema";

/** State of the provider at one of its heights: every function takes the row that holds there. */
export interface ProviderAt {
  readonly network: string;
  readonly height: number;
}

type Ranged =
  | "provider_params"
  | "validator"
  | "consumer"
  | "opted_in"
  | "stored_validator"
  | "assigned_key"
  | "consumer_commission"
  | "slash_meter";

function rowsAt<T extends Ranged>(db: Kysely<Database>, table: T, { network, height }: ProviderAt) {
  return sql<Record<string, unknown>>`
    select * from ${sql.table(table)}
    where network = ${network} and until_height > ${height} and from_height <= ${height}`.execute(db);
}

export type ParamsAt = ProviderParams & {
  readonly registeredRewardDenoms: readonly string[];
  readonly bondDenom: string;
  readonly unbondingPeriodNs: string;
};

export async function findProviderParamsAt(db: Kysely<Database>, at: ProviderAt): Promise<ParamsAt | undefined> {
  const { rows } = await rowsAt(db, "provider_params", at);
  return rows[0]?.params as ParamsAt | undefined;
}

export interface ValidatorAt extends ProviderValidator {
  readonly power: bigint;
  readonly active: boolean;
}

/** All validators, most power first, then most tokens, then by address. */
export async function listValidatorsAt(db: Kysely<Database>, at: ProviderAt): Promise<ValidatorAt[]> {
  const { rows } = await rowsAt(db, "validator", at);
  return rows.map(validatorOf).sort(byWeight);
}

function validatorOf(row: Record<string, unknown>): ValidatorAt {
  return {
    operator: row.operator as OperatorAddress,
    consAddress: row.cons_address as ConsHex,
    pubKey: row.pub_key as Ed25519Hex,
    moniker: String(row.moniker),
    identity: String(row.identity),
    website: String(row.website),
    details: String(row.details),
    commissionRate: String(row.commission_rate),
    tokens: BigInt(String(row.tokens)),
    status: row.status as BondStatus,
    jailed: row.jailed === true,
    power: BigInt(String(row.power)),
    active: row.active === true,
  };
}

/** Order of validators: most power first, then most tokens, then by address. */
export function byWeight(a: ValidatorAt, b: ValidatorAt): number {
  if (a.power !== b.power) return a.power > b.power ? -1 : 1;
  if (a.tokens !== b.tokens) return a.tokens > b.tokens ? -1 : 1;
  return a.consAddress < b.consAddress ? -1 : 1;
}

/** All consumers, by number. */
export async function listConsumersAt(db: Kysely<Database>, at: ProviderAt): Promise<ConsumerFacts[]> {
  const { rows } = await rowsAt(db, "consumer", at);
  return rows.map(factsOf).sort(byNumber);
}

function factsOf(row: Record<string, unknown>): ConsumerFacts {
  return {
    consumerId: row.consumer_id,
    chainId: row.chain_id,
    phase: row.phase,
    owner: row.owner,
    metadata: row.metadata,
    powerShaping: row.power_shaping,
    allowlistedRewardDenoms: row.reward_denoms,
    ...(row.init_params === null ? {} : { initParams: row.init_params }),
    ...(row.infraction === null ? {} : { infraction: row.infraction }),
    ...(row.client_id === null ? {} : { clientId: row.client_id }),
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.min_power_in_top_n === null ? {} : { minPowerInTopN: BigInt(String(row.min_power_in_top_n)) }),
    ...(row.removal_time_ns === null ? {} : { removalTime: formatIsoNanos(BigInt(String(row.removal_time_ns))) }),
  } as ConsumerFacts;
}

/** Order of consumers: by number. */
export function byNumber(a: ConsumerFacts, b: ConsumerFacts): number {
  return a.consumerId.length - b.consumerId.length || (a.consumerId < b.consumerId ? -1 : 1);
}

export type OfConsumer<Row> = Row & { readonly consumerId: ConsumerId };

const memberOf = (row: Record<string, unknown>) => ({
  consumerId: row.consumer_id as ConsumerId,
  consAddress: row.cons_address as ConsHex,
});

export async function listOptedInAt(
  db: Kysely<Database>,
  at: ProviderAt,
): Promise<OfConsumer<{ consAddress: ConsHex }>[]> {
  const { rows } = await rowsAt(db, "opted_in", at);
  return rows.map(memberOf);
}

export async function listStoredAt(db: Kysely<Database>, at: ProviderAt): Promise<OfConsumer<StoredValidator>[]> {
  const { rows } = await rowsAt(db, "stored_validator", at);
  return rows.map(storedOf);
}

const storedOf = (row: Record<string, unknown>) => ({
  ...memberOf(row),
  power: BigInt(String(row.power)),
  pubKey: row.pub_key as Ed25519Hex,
  joinHeight: Number(row.join_height),
});

const keyOf = (row: Record<string, unknown>) => ({
  ...memberOf(row),
  consumerAddress: row.consumer_address as ConsHex,
  pubKey: row.pub_key as Ed25519Hex,
});

export async function listAssignedKeysAt(db: Kysely<Database>, at: ProviderAt): Promise<OfConsumer<AssignedKey>[]> {
  const { rows } = await rowsAt(db, "assigned_key", at);
  return rows.map(keyOf);
}

export interface KeyHistoryRow extends AssignedKey {
  readonly consumerId: ConsumerId;
  readonly fromHeight: number;
  /** Absent while assigned. */
  readonly untilHeight?: number;
}

/** Every key that was ever assigned up to a height, oldest first: old blocks belong to the key of their time (§9.4). */
export async function listKeyHistory(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consumerId?: string,
): Promise<KeyHistoryRow[]> {
  let query = db
    .selectFrom("assigned_key")
    .selectAll()
    .where("network", "=", network)
    .where("from_height", "<=", BigInt(height));
  if (consumerId !== undefined) query = query.where("consumer_id", "=", consumerId);
  const rows = await query.orderBy("from_height").orderBy("consumer_id").orderBy("cons_address").execute();
  return rows.map((row) => ({
    ...keyOf(row as unknown as Record<string, unknown>),
    fromHeight: Number(row.from_height),
    ...(row.until_height > BigInt(height) ? {} : { untilHeight: Number(row.until_height) }),
  }));
}

export async function listCommissionsAt(
  db: Kysely<Database>,
  at: ProviderAt,
): Promise<OfConsumer<{ consAddress: ConsHex; rate: string }>[]> {
  const { rows } = await rowsAt(db, "consumer_commission", at);
  return rows.map(commissionOf);
}

const commissionOf = (row: Record<string, unknown>) => ({ ...memberOf(row), rate: String(row.rate) });

/** How a row of each of the large tables is read. */
const READERS = {
  validator: validatorOf,
  consumer: factsOf,
  opted_in: memberOf,
  stored_validator: storedOf,
  assigned_key: keyOf,
  consumer_commission: commissionOf,
} as const;

export type SteppedTable = keyof typeof READERS;
type RowOf<Table extends SteppedTable> = ReturnType<(typeof READERS)[Table]>;

/** What tells the state after one height from that after a later one. */
export interface Step<Row> {
  /** Held after the earlier height only. */
  readonly early: readonly Row[];
  /** Held after the later height only. */
  readonly late: readonly Row[];
}

/**
 * The rows by which a table differs between two heights. Nothing else is read, so that the state of the next block is made
 * of that of the last one; rows that came and went in between are in neither.
 *
 * The rows still open are asked for apart: by index (network, until_height, from_height) the few new ones among them are
 * found without going through the others. (Consumers are few; their index has no second height.)
 */
export async function listStep<Table extends SteppedTable>(
  db: Kysely<Database>,
  table: Table,
  network: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Step<RowOf<Table>>> {
  const { rows } = await sql<Record<string, unknown> & { is_late: boolean }>`
    select true as is_late, t.* from ${sql.table(table)} t
      where network = ${network} and until_height = ${OPEN_UNTIL} and from_height > ${from} and from_height <= ${to}
    union all
    select true, t.* from ${sql.table(table)} t
      where network = ${network} and until_height > ${to} and until_height < ${OPEN_UNTIL}
        and from_height > ${from} and from_height <= ${to}
    union all
    select false, t.* from ${sql.table(table)} t
      where network = ${network} and until_height > ${from} and until_height <= ${to} and from_height <= ${from}`.execute(
    db,
  );
  const read = READERS[table] as (row: Record<string, unknown>) => RowOf<Table>;
  return {
    early: rows.filter((row) => !row.is_late).map(read),
    late: rows.filter((row) => row.is_late).map(read),
  };
}

export interface SlashMeterAt {
  readonly meter: bigint;
  readonly allowance: bigint;
  /** Absent while the meter is full. */
  readonly nextReplenishNs?: bigint;
}

export async function findSlashMeterAt(db: Kysely<Database>, at: ProviderAt): Promise<SlashMeterAt | undefined> {
  const row = await db
    .selectFrom("slash_meter")
    .selectAll()
    .where("network", "=", at.network)
    .where("from_height", "<=", BigInt(at.height))
    .orderBy("from_height", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row || row.until_height <= BigInt(at.height)) return undefined;
  return {
    meter: BigInt(String(row.meter)),
    allowance: BigInt(String(row.allowance)),
    ...(row.next_replenish_ns === null ? {} : { nextReplenishNs: BigInt(String(row.next_replenish_ns)) }),
  };
}

export interface QueuedPacketAt {
  readonly consumerId: ConsumerId;
  readonly valsetUpdateId: bigint;
  /** Epoch block that made it; where its epoch is before our record, the block at which it was first read. */
  readonly height: number;
  readonly timeNs?: bigint;
  readonly data: Pick<VscPacketData, "slashAcks"> & { readonly updates: readonly { pubKey: string; power: string }[] };
}

/** Packets waiting on the provider (prefix 17), in the order in which they will be sent. */
export async function listQueuedPacketsAt(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAt & { readonly providerChainId: string },
): Promise<QueuedPacketAt[]> {
  const { rows } = await sql<{
    consumer_id: string;
    vsc_id: string;
    data: unknown;
    height: bigint;
    time_ns: bigint | null;
  }>`
    select q.consumer_id, q.vsc_id, q.data, coalesce(v.epoch_height, q.from_height) as height, b.time_ns
    from queued_packet q
    left join lateral (
      select epoch_height from vsc_epoch where network = ${network} and vsc_id = q.vsc_id limit 1
    ) v on true
    left join lateral (
      select time_ns from block
      where network = ${network} and chain_id = ${providerChainId} and height = coalesce(v.epoch_height, q.from_height) limit 1
    ) b on true
    where q.network = ${network} and q.until_height > ${height} and q.from_height <= ${height}`.execute(db);
  return rows
    .map((row) => ({
      consumerId: row.consumer_id as ConsumerId,
      valsetUpdateId: BigInt(row.vsc_id),
      height: Number(row.height),
      ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
      data: row.data as QueuedPacketAt["data"],
    }))
    .sort((a, b) => (a.valsetUpdateId < b.valsetUpdateId ? -1 : 1));
}

/** By how much a consumer's stored set grew or shrank in a block. */
export interface SetChange {
  readonly height: number;
  readonly validators: number;
  readonly power: bigint;
}

/** How a consumer's stored set changed in each block above `after` that changed it, up to a height, oldest first. */
export async function listSetChanges(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consumerId: string,
  after: number,
): Promise<SetChange[]> {
  const { rows } = await sql<{ height: bigint; sign: number; power: string }>`
    select from_height as height, 1 as sign, power from stored_validator
      where network = ${network} and consumer_id = ${consumerId} and from_height > ${after} and from_height <= ${height}
    union all
    select until_height, -1, power from stored_validator
      where network = ${network} and consumer_id = ${consumerId} and until_height > ${after} and until_height <= ${height}`.execute(
    db,
  );
  const changes = new Map<number, SetChange>();
  for (const row of rows) {
    const at = Number(row.height);
    const { validators, power } = changes.get(at) ?? { validators: 0, power: 0n };
    const change = BigInt(row.power) * BigInt(row.sign);
    changes.set(at, { height: at, validators: validators + row.sign, power: power + change });
  }
  return [...changes.values()].sort((a, b) => a.height - b.height);
}

export interface TimelineRow {
  readonly height: number;
  readonly timeNs?: bigint;
  readonly kind: string;
  readonly txHash?: string;
  readonly detail: Record<string, unknown>;
}

/** Life of a consumer up to a provider height, newest first. */
export async function listTimeline(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consumerId: string,
  providerChainId: string,
  limit: number,
): Promise<TimelineRow[]> {
  const rows = await db
    .selectFrom("timeline_event as t")
    .leftJoin("block as b", (join) =>
      join
        .onRef("b.network", "=", "t.network")
        .on("b.chain_id", "=", providerChainId)
        .onRef("b.height", "=", "t.height"),
    )
    .select(["t.height", "t.kind", "t.tx_hash", "t.detail", "b.time_ns"])
    .where("t.network", "=", network)
    .where("t.consumer_id", "=", consumerId)
    .where("t.height", "<=", BigInt(height))
    .orderBy("t.height", "desc")
    .orderBy("t.event_index", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    kind: row.kind,
    ...(row.tx_hash === null ? {} : { txHash: row.tx_hash }),
    detail: row.detail as Record<string, unknown>,
  }));
}

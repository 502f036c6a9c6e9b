import { type Kysely, sql } from "kysely";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import { inParts } from "./in-parts";
import type { ChannelEnd } from "./read-packets";
import type { KeyHistoryRow, ProviderAt } from "./read-provider";
import type { Database } from "./schema";

/** A validator-set update as the provider sent it. */
export interface SentUpdate {
  readonly channelId: string;
  readonly sequence: bigint;
  readonly valsetUpdateId: bigint;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly timeoutNs?: bigint;
  readonly updates: readonly { readonly pubKey: string; readonly power: string }[];
}

/** A run of updates on a provider channel: those above a sequence, up to and with another, which were sent by a height. */
type UpdateRun = ChannelEnd & { readonly after: bigint; readonly upTo: bigint };

/** Updates of runs; of each the oldest `limit`. */
export function listUpdates(
  db: Kysely<Database>,
  network: string,
  runs: readonly UpdateRun[],
  limit: number,
): Promise<SentUpdate[]> {
  return inParts(runs, (part) => lookUpUpdates(db, network, part, limit));
}

async function lookUpUpdates(
  db: Kysely<Database>,
  network: string,
  lanes: readonly UpdateRun[],
  limit: number,
): Promise<SentUpdate[]> {
  const wanted = JSON.stringify(
    lanes.map((lane) => ({
      chain_id: lane.chainId,
      channel: lane.channelId,
      height: lane.height,
      after: String(lane.after),
      up_to: String(lane.upTo),
    })),
  );
  const { rows } = await sql<{
    channel: string;
    sequence: string;
    height: bigint;
    timeout_ns: string | null;
    data: { valsetUpdateId?: string; updates?: SentUpdate["updates"] } | null;
    time_ns: bigint | null;
  }>`
    select e.channel, p.sequence, p.height, p.timeout_ns, p.data, b.time_ns
    from jsonb_to_recordset(${wanted}::jsonb) as e(chain_id text, channel text, height int8, after numeric, up_to numeric)
    cross join lateral (
      select sequence, height, timeout_ns, data from packet_event
      where network = ${network} and chain_id = e.chain_id and kind = 'send'
        and src_port = 'provider' and src_channel = e.channel and sequence > e.after and sequence <= e.up_to and height <= e.height
      order by sequence limit ${limit}
    ) p
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = e.chain_id and height = p.height limit 1
    ) b on true
    order by e.channel, p.sequence`.execute(db);
  return rows.flatMap((row) =>
    row.data?.valsetUpdateId === undefined
      ? []
      : [
          {
            channelId: row.channel,
            sequence: BigInt(row.sequence),
            valsetUpdateId: BigInt(row.data.valsetUpdateId),
            height: Number(row.height),
            ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
            ...(row.timeout_ns === null ? {} : { timeoutNs: BigInt(row.timeout_ns) }),
            updates: row.data.updates ?? [],
          },
        ],
  );
}

export interface LeftSet {
  readonly consumerId: ConsumerId;
  /** First provider height at which it was no longer in the stored set. */
  readonly height: number;
}

/** The last height, up to another one, at which a row of any stored set ended: since then nobody has left one. */
export async function findLastLeaving(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
): Promise<number | undefined> {
  const { rows } = await sql<{ until_height: bigint }>`
    select until_height from stored_validator where network = ${network} and until_height <= ${height}
    order by until_height desc limit 1`.execute(db);
  return rows[0] && Number(rows[0].until_height);
}

/**
 * When a validator last left each of the stored sets that it is not in at a height. The search leaps from the last row it has
 * in one consumer's set to the last in the next one's: a set it never was in costs nothing, and near the head that row is the
 * one that is meant.
 */
export async function listLeftSets(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consAddress: string,
): Promise<LeftSet[]> {
  const { rows } = await sql<{ consumer_id: string; until_height: bigint }>`
    with recursive been as (
      (
        select consumer_id, from_height, until_height from stored_validator
        where network = ${network} and cons_address = ${consAddress}
        order by consumer_id desc, from_height desc limit 1
      )
      union all
      select next.* from been
      cross join lateral (
        select consumer_id, from_height, until_height from stored_validator
        where network = ${network} and cons_address = ${consAddress} and consumer_id < been.consumer_id
        order by consumer_id desc, from_height desc limit 1
      ) next
    ), last as (
      select been.consumer_id, case when been.from_height <= ${height}::int8 then been.until_height else s.until_height end as until_height
      from been
      left join lateral (
        select until_height from stored_validator
        where been.from_height > ${height}::int8 and network = ${network} and consumer_id = been.consumer_id
          and cons_address = ${consAddress} and from_height <= ${height}::int8
        order by from_height desc limit 1
      ) s on true
    )
    select consumer_id, until_height from last where until_height <= ${height}::int8`.execute(db);
  return rows.map((row) => ({ consumerId: row.consumer_id as ConsumerId, height: Number(row.until_height) }));
}

/** So many blocks are asked for at once: on the one connection of an embedded database others get their turn in between. */
const PORTION = 500;

/** Header times of some blocks of a chain; a block that is not stored has no entry. */
export async function listBlockTimes(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  heights: readonly number[],
): Promise<ReadonlyMap<number, bigint>> {
  const times = new Map<number, bigint>();
  const all = [...new Set(heights)].sort((a, b) => a - b);
  for (let from = 0; from < all.length; from += PORTION) {
    const wanted = JSON.stringify(all.slice(from, from + PORTION).map((height) => ({ height })));
    const { rows } = await sql<{ height: bigint; time_ns: bigint }>`
      select b.height, b.time_ns from jsonb_to_recordset(${wanted}::jsonb) as e(height int8)
      cross join lateral (
        select height, time_ns from block where network = ${network} and chain_id = ${chainId} and height = e.height limit 1
      ) b`.execute(db);
    for (const row of rows) times.set(Number(row.height), row.time_ns);
  }
  return times;
}

const keyRow = (row: {
  consumer_id: string;
  cons_address: string;
  consumer_address: string;
  pub_key: string;
  from_height: bigint;
  until_height: bigint;
  at: number;
}): KeyHistoryRow => ({
  consumerId: row.consumer_id as ConsumerId,
  consAddress: row.cons_address as ConsHex,
  consumerAddress: row.consumer_address as ConsHex,
  pubKey: row.pub_key as Ed25519Hex,
  fromHeight: Number(row.from_height),
  ...(row.until_height > BigInt(row.at) ? {} : { untilHeight: Number(row.until_height) }),
});

/** Every key one validator assigned up to a height, oldest first. */
export async function listKeysOf(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consAddress: string,
): Promise<KeyHistoryRow[]> {
  const rows = await db
    .selectFrom("assigned_key")
    .selectAll()
    .where("network", "=", network)
    .where("cons_address", "=", consAddress)
    .where("from_height", "<=", BigInt(height))
    .orderBy("from_height")
    .orderBy("consumer_id")
    .limit(5_000)
    .execute();
  return rows.map((row) => keyRow({ ...row, at: height }));
}

/** Whose key an address on some consumer is or was, up to a height, latest first. */
export async function listKeyOwners(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consumerAddress: string,
): Promise<KeyHistoryRow[]> {
  const rows = await db
    .selectFrom("assigned_key")
    .selectAll()
    .where("network", "=", network)
    .where("consumer_address", "=", consumerAddress)
    .where("from_height", "<=", BigInt(height))
    .orderBy("from_height", "desc")
    .limit(200)
    .execute();
  return rows.map((row) => keyRow({ ...row, at: height }));
}

export interface OptInSpan {
  readonly consumerId: ConsumerId;
  readonly fromHeight: number;
  /** Absent while opted in. */
  readonly untilHeight?: number;
}

/** When one validator was opted in to which consumer (prefix 32), up to a height, latest first. */
export async function listOptInsOf(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consAddress: string,
): Promise<OptInSpan[]> {
  const rows = await db
    .selectFrom("opted_in")
    .select(["consumer_id", "from_height", "until_height"])
    .where("network", "=", network)
    .where("cons_address", "=", consAddress)
    .where("from_height", "<=", BigInt(height))
    .orderBy("from_height", "desc")
    .orderBy("consumer_id")
    .limit(5_000)
    .execute();
  return rows.map((row) => ({
    consumerId: row.consumer_id as ConsumerId,
    fromHeight: Number(row.from_height),
    ...(row.until_height > BigInt(height) ? {} : { untilHeight: Number(row.until_height) }),
  }));
}

export interface OptInMessage {
  readonly consumerId: ConsumerId;
  readonly height: number;
  readonly txHash?: string;
}

/** Which of an operator's opt-ins came by its own message: what Top N does leaves no event (§9.42). */
export async function listOptInMessages(
  db: Kysely<Database>,
  network: string,
  operator: string,
  spans: readonly OptInSpan[],
): Promise<OptInMessage[]> {
  if (spans.length === 0) return [];
  const wanted = JSON.stringify(spans.map(({ consumerId, fromHeight }) => ({ consumerId, height: fromHeight })));
  const { rows } = await sql<{ consumer_id: string; height: bigint; tx_hash: string | null }>`
    select t.consumer_id, t.height, t.tx_hash
    from jsonb_to_recordset(${wanted}::jsonb) as e("consumerId" text, height int8)
    cross join lateral (
      select consumer_id, height, tx_hash from timeline_event
      where network = ${network} and consumer_id = e."consumerId" and height = e.height and kind = 'opt-in'
        and detail->>'provider_validator_address' = ${operator} limit 1
    ) t`.execute(db);
  return rows.map((row) => ({
    consumerId: row.consumer_id as ConsumerId,
    height: Number(row.height),
    ...(row.tx_hash === null ? {} : { txHash: row.tx_hash }),
  }));
}

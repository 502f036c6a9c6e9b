import { type Kysely, sql } from "kysely";
import type { ConsHex } from "@/lib/ics/ids";
import type { SlashingParams } from "@/lib/ics/types";
import { heldBetween } from "./ranges";
import { type Database, OPEN_UNTIL } from "./schema";

export interface ChainAt {
  readonly network: string;
  readonly chainId: string;
  readonly height: number;
}

export interface AddressRange {
  readonly address: ConsHex;
  readonly from: number;
  /** Absent while it goes on. */
  readonly until?: number;
}

interface RangeRow {
  readonly address: string;
  readonly from_height: bigint;
  readonly until_height: bigint;
}

function rangeOf(row: RangeRow, height: number): AddressRange {
  return {
    address: row.address as ConsHex,
    from: Number(row.from_height),
    // What ends beyond the height has not ended there.
    ...(row.until_height > BigInt(height) ? {} : { until: Number(row.until_height) }),
  };
}

/** When addresses were in the set of a chain: ranges that hold at or after `since`; by address, then by height. */
export async function listMembership(
  db: Kysely<Database>,
  { network, chainId, height }: ChainAt,
  since = 0,
): Promise<AddressRange[]> {
  const { rows } = await sql<RangeRow>`
    select address, from_height, until_height
    from (${heldBetween({ table: "set_member", network, chainId, key: ["address"] }, since, height)}) held
    order by address, from_height`.execute(db);
  return rows.map((row) => rangeOf(row, height));
}

/**
 * Blocks that some validators did not sign, above `since` and up to the height; by height. What ended in between is read as one
 * stretch of an index, and so are the first ranges to end after the height: who has one of those has no earlier one that still
 * went on. Only of the others, if there are more ranges than that, the last that had begun is looked up.
 */
export async function listMissedBlocks(
  db: Kysely<Database>,
  { network, chainId, height }: ChainAt,
  since: number,
  addresses: readonly string[],
): Promise<AddressRange[]> {
  const own = sql`network = ${network} and chain_id = ${chainId}`;
  const most = 2 * addresses.length;
  const { rows } = await sql<RangeRow>`
    with next as materialized (
      select address, from_height, until_height from missed_blocks
      where ${own} and until_height > ${height}::int8 order by until_height limit ${most}::int8
    ), other as materialized (
      select * from jsonb_array_elements_text(${JSON.stringify(addresses)}::jsonb) as w(address)
      where (select count(*) from next) = ${most}::int8 and address not in (select address from next)
    )
    select address, from_height, until_height from missed_blocks
    where ${own} and until_height > ${since}::int8 and until_height <= ${height}::int8
    union all
    select * from next where from_height <= ${height}::int8
    union all
    select last.* from other cross join lateral (
      select address, from_height, until_height from missed_blocks
      where ${own} and address = other.address and from_height <= ${height}::int8
      order by from_height desc limit 1
    ) last
    where last.until_height > ${height}::int8`.execute(db);
  const wanted = new Set(addresses);
  const ranges = rows.filter(({ address }) => wanted.has(address)).map((row) => rangeOf(row, height));
  return ranges.sort((a, b) => a.from - b.from);
}

/**
 * The last stretch of blocks in which a chain's x/slashing did not watch each of some addresses, since it had reported them and
 * waited for the provider's word (prefix 14, ics-protocol.md §6.5), begun at or before the height. The block before a stretch
 * began the counter anew, so none before it tells anything of the window.
 */
export async function listLastDowntime(
  db: Kysely<Database>,
  { network, chainId, height }: ChainAt,
  addresses: readonly string[],
): Promise<AddressRange[]> {
  if (addresses.length === 0) return [];
  const { rows } = await sql<RangeRow>`
    select d.address, d.from_height, d.until_height
    from jsonb_array_elements_text(${JSON.stringify(addresses)}::jsonb) as e(address)
    cross join lateral (
      select address, from_height, until_height from outstanding_downtime
      where network = ${network} and chain_id = ${chainId} and address = e.address and from_height <= ${height}
      order by from_height desc limit 1
    ) d`.execute(db);
  return rows.map((row) => rangeOf(row, height));
}

/** The block in which a stretch of them ended that began in a known block; `undefined` while it goes on, or where none began. */
export async function findDowntimeEnd(
  db: Kysely<Database>,
  { network, chainId }: Omit<ChainAt, "height">,
  address: string,
  from: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("outstanding_downtime")
    .select("until_height")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("address", "=", address)
    .where("from_height", "=", BigInt(from))
    .where("until_height", "<", OPEN_UNTIL)
    .executeTakeFirst();
  return row && Number(row.until_height);
}

/** x/slashing of a chain; `undefined` where no node has said it. */
export async function findSlashingParamsAt(
  db: Kysely<Database>,
  { network, chainId, height }: ChainAt,
): Promise<SlashingParams | undefined> {
  const { rows } = await sql<{ params: SlashingParams }>`
    select params from slashing_params where network = ${network} and chain_id = ${chainId}
      and until_height > ${height} and from_height <= ${height}`.execute(db);
  return rows[0]?.params;
}

export interface CommitRow {
  readonly height: number;
  /** Flags of the block before, in the order of its set. */
  readonly flags: readonly number[];
}

/** Commits in the blocks of a stretch of heights, ascending. */
export async function listCommits(
  db: Kysely<Database>,
  { network, chainId, height }: ChainAt,
  count: number,
): Promise<CommitRow[]> {
  const rows = await db
    .selectFrom("block")
    .select(["height", "commit_flags"])
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(height))
    .where("height", ">", BigInt(height - count))
    .orderBy("height")
    .execute();
  return rows.map((row) => ({ height: Number(row.height), flags: [...Buffer.from(row.commit_flags, "hex")] }));
}

export interface MemberRange extends AddressRange {
  readonly power: bigint;
}

/** Members of a chain's set with their powers over a stretch of heights. */
export async function listSetsBetween(
  db: Kysely<Database>,
  { network, chainId, height }: ChainAt,
  since: number,
): Promise<MemberRange[]> {
  const { rows } = await sql<{ address: string; power: string; from_height: bigint; until_height: bigint }>`
    select address, power, from_height, until_height
    from (${heldBetween({ table: "comet_validator", network, chainId, key: ["address"] }, since, height)}) held`.execute(
    db,
  );
  return rows.map((row) => ({
    address: row.address as ConsHex,
    power: BigInt(row.power),
    from: Number(row.from_height),
    ...(row.until_height > BigInt(height) ? {} : { until: Number(row.until_height) }),
  }));
}

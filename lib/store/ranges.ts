import { type RawBuilder, sql } from "kysely";
import { OPEN_UNTIL } from "./schema";

/** Above so many ranges that end later, one is looked up for each key; below, they are read and those that began are kept. */
const RECENT = 4_000;

/** A table of ranges: which part of it is meant, and the rest of its primary key before `from_height`. */
export type RangeTable = {
  readonly table: string;
  readonly network: string;
  readonly key: readonly string[];
} & ({ readonly chainId: string } | { readonly consumerId: string });

function scopeOf(of: RangeTable): RawBuilder<unknown> {
  const part = "chainId" in of ? sql`t.chain_id = ${of.chainId}` : sql`t.consumer_id = ${of.consumerId}`;
  return sql`t.network = ${of.network} and ${part}`;
}

/**
 * The rows that held at a height, as a query of its own with the table's columns. Near the head few ranges end later, and an
 * index on the end finds them. Long before it nearly all do: then the keys are leapt through one by one, and of each the last
 * range that had begun is taken; ranges of one key never overlap.
 */
export function heldAt(of: RangeTable, height: number): RawBuilder<unknown> {
  const { table, key } = of;
  const name = sql.table(table);
  const scope = scopeOf(of);
  const own = sql.join(key.map((column) => sql.ref(`t.${column}`)));
  const known = sql.join(key.map((column) => sql.ref(`k.${column}`)));
  const isRecent = sql`(select is_recent from recent)`;
  return sql`
    with recursive recent as materialized (
      select count(*) < ${RECENT}::int8 as is_recent from (
        select from ${name} t where ${scope} and t.until_height > ${height}::int8
        order by t.until_height limit ${RECENT}::int8
      ) later
    ), k as (
      (select ${own} from ${name} t where ${scope} order by ${own} limit 1)
      union all
      select n.* from k cross join lateral (
        select ${own} from ${name} t where ${scope} and (${own}) > (${known}) order by ${own} limit 1
      ) n
    )
    select later.* from (
      select t.* from ${name} t where ${scope} and t.until_height > ${height}::int8
      order by t.until_height limit ${RECENT}::int8
    ) later
    where later.from_height <= ${height}::int8 and ${isRecent}
    union all
    select r.* from k cross join lateral (
      select t.* from ${name} t where ${scope} and (${own}) = (${known}) and t.from_height <= ${height}::int8
      order by t.from_height desc limit 1
    ) r
    where r.until_height > ${height}::int8 and not ${isRecent}`;
}

/** So many ranges that end next are read; with them most keys have been seen. */
const NEXT = 2_000;

/**
 * The same of a table in which nothing ends but by what follows it, such as sums: each key has a range that is still open, by
 * which it is known. What held ended soon after, so that the ranges that end next hold most of it; the rest is looked up.
 */
export function heldOfLasting(of: RangeTable, height: number): RawBuilder<unknown> {
  const { table, key } = of;
  const name = sql.table(table);
  const scope = scopeOf(of);
  const columns = (of: string) => sql.join(key.map((column) => sql.ref(`${of}.${column}`)));
  return sql`
    with next as materialized (
      select t.* from ${name} t where ${scope} and t.until_height > ${height}::int8
      order by t.until_height limit ${NEXT}::int8
    ), k as (
      select ${columns("t")} from ${name} t
      where ${scope} and t.until_height = ${OPEN_UNTIL}::int8 and (select count(*) from next) = ${NEXT}::int8
        and not exists (
          select from next where (${columns("next")}) = (${columns("t")}) and next.from_height <= ${height}::int8
        )
    )
    select next.* from next where next.from_height <= ${height}::int8
    union all
    select r.* from k cross join lateral (
      select t.* from ${name} t where ${scope} and (${columns("t")}) = (${columns("k")}) and t.from_height <= ${height}::int8
      order by t.from_height desc limit 1
    ) r`;
}

/** The rows that held at any height above `since`, up to `height`. */
export function heldBetween(of: RangeTable, since: number, height: number): RawBuilder<unknown> {
  return sql`
    select * from (${heldAt(of, since)}) before
    union all
    select t.* from ${sql.table(of.table)} t
      where ${scopeOf(of)} and t.from_height > ${since}::int8 and t.from_height <= ${height}::int8`;
}

/** Ranges of so many blocks are read at a time, so that nobody waits long behind one query. */
const STRETCH = 20_000;

/** Heights in groups of neighbours, ascending: of each group the ranges in between are read, instead of those of each height. */
export function stretchesOf(heights: readonly number[]): (readonly [first: number, ...rest: number[]])[] {
  const stretches: [number, ...number[]][] = [];
  for (const height of [...new Set(heights)].sort((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last && height - last[0] <= STRETCH) last.push(height);
    else stretches.push([height]);
  }
  return stretches;
}

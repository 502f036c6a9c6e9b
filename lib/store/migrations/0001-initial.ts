import { type Kysely, sql } from "kysely";
import { BLOCK_TABLES, type TableSpec } from "../tables";

/** All tables of the first version, from the one list of columns that writing uses as well. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const [name, spec] of Object.entries(BLOCK_TABLES) as [string, TableSpec][]) {
    const columns = Object.entries(spec.columns).map(([column, type]) => `${column} ${type}`);
    await sql
      .raw(
        `create table ${name} (network text not null, ${columns.join(", ")}, primary key (network, ${spec.key.join(", ")}))`,
      )
      .execute(db);
    for (const index of spec.indexes) {
      await sql
        .raw(`create index ${name}_${index.join("_").slice(0, 48)} on ${name} (network, ${index.join(", ")})`)
        .execute(db);
    }
  }
  await sql`create table chain (
    network text not null, chain_id text not null, role text not null, consumer_id text, dialect text, dialect_since int8,
    first_height int8, next_height int8, earliest_height int8, head_height int8, head_time_ns int8, head_seen_ns int8,
    state text not null, state_detail text, state_since_ns int8 not null, updated_ns int8 not null, memory jsonb,
    primary key (network, chain_id))`.execute(db);
  await sql`create table endpoint (
    network text not null, chain_id text not null, url text not null, info jsonb not null, updated_ns int8 not null,
    primary key (network, chain_id, url))`.execute(db);
  await sql`create table gap (
    network text not null, chain_id text not null, from_height int8 not null, to_height int8 not null,
    reason text not null, noticed_ns int8 not null, primary key (network, chain_id, from_height))`.execute(db);
}

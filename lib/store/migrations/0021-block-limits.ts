import { type Kysely, sql } from "kysely";

/** What the blocks of a chain may hold, since the block that told it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table block_limits (
        network text not null, chain_id text not null, max_bytes int8 not null, max_gas int8 not null,
        from_height int8 not null, until_height int8 not null, primary key (network, chain_id, from_height))`,
    )
    .execute(db);
  await sql.raw("create index block_limits_until_height on block_limits (network, chain_id, until_height)").execute(db);
}

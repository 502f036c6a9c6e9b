import { type Kysely, sql } from "kysely";

/** Networks that were imported from a file and are not followed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table record (
        network text primary key, source text not null, provider_chain_id text not null, explorer text not null,
        exported_ns int8 not null, imported_ns int8 not null, from_height int8 not null, until_height int8 not null,
        sha256 text not null, summary jsonb not null)`,
    )
    .execute(db);
}

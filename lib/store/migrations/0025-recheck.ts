import { type Kysely, sql } from "kysely";

/** Checks that readers have asked for and that the verifier has not got to yet. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table recheck (
        network text not null, chain_id text not null, height int8 not null, asked_ns int8 not null,
        primary key (network, chain_id, height))`,
    )
    .execute(db);
}

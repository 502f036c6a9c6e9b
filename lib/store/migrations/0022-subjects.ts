import { type Kysely, sql } from "kysely";

/**
 * Which subject of a chain has been read since which block, and by which version of its rules. A chain whose rows are older
 * than this table has none, which says that nobody noted it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table subject (
        network text not null, chain_id text not null, subject text not null, version int4 not null,
        from_height int8 not null, because text, reread text, primary key (network, chain_id, subject))`,
    )
    .execute(db);
}

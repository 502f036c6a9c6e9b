import { type Kysely, sql } from "kysely";

const TABLES = ["validator", "opted_in", "stored_validator", "assigned_key", "consumer_commission"];

/**
 * What began and what ended between two blocks is asked for at every block. The index of the heights at which rows end also
 * takes the heights at which they begin, instead of a further one beside it: no row costs more to write.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of TABLES) {
    await sql.raw(`drop index ${table}_until_height`).execute(db);
    await sql.raw(`create index ${table}_until_height on ${table} (network, until_height, from_height)`).execute(db);
  }
}

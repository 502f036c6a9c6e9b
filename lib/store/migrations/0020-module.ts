import { type Kysely, sql } from "kysely";

/** A provider whose module was removed: what is left of its store, and since which height its queries no longer answer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table chain add column module_state text, add column module_since int8").execute(db);
}

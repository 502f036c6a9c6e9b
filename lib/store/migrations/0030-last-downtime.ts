import { type Kysely, sql } from "kysely";

/** Of each address the last one is looked up by the primary key; nobody asks any more what began in a stretch of blocks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index outstanding_downtime_from_height`.execute(db);
}

import { type Kysely, sql } from "kysely";

/** When each consumer came into each phase, and to its channel, is told by two narrow indexes: its rows are wide. */
const STATEMENTS = [
  "create index consumer_phase on consumer (network, consumer_id, phase, from_height)",
  "create index consumer_channel on consumer (network, consumer_id, channel_id, from_height) where channel_id is not null",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from "kysely";

/**
 * When each consumer came into each phase and to its channel is told by one index in one pass, and what began in the last
 * blocks by another; those of 0028 took two passes for either.
 */
const STATEMENTS = [
  "drop index consumer_phase",
  "drop index consumer_channel",
  "create index consumer_life on consumer (network, consumer_id, phase, channel_id, from_height)",
  "create index consumer_from_height on consumer (network, from_height)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

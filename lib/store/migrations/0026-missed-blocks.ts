import { type Kysely, sql } from "kysely";

/**
 * The blocks that a set did not sign in ten thousand are some seven thousand short ranges, read together: by the index of the
 * heights at which they end, without a look at the rows. Nobody asks for their beginnings any more, so one index goes.
 */
const STATEMENTS = [
  "drop index missed_blocks_from_height",
  "drop index missed_blocks_until_height",
  "create index missed_blocks_until_height on missed_blocks (network, chain_id, until_height) include (address, from_height)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

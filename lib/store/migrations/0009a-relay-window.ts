import { type Kysely, sql } from "kysely";

/** The last relaying transactions of a chain are looked for by height. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("create index relay_tx_height on relay_tx (network, chain_id, height)").execute(db);
}

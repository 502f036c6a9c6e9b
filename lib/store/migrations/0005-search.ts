import { type Kysely, sql } from "kysely";

/** What a search looks for by hash. Blocks have one each; of the events only those of transactions do. */
const STATEMENTS = [
  "create index block_hash on block (network, hash)",
  "create index packet_event_tx_hash on packet_event (network, tx_hash) where tx_hash is not null",
  "create index timeline_event_tx_hash on timeline_event (network, tx_hash) where tx_hash is not null",
  "create index handshake_event_tx_hash on handshake_event (network, tx_hash) where tx_hash is not null",
  "create index relay_tx_tx_hash on relay_tx (network, tx_hash)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

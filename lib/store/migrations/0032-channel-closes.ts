import { type Kysely, sql } from "kysely";

/** Closed channels are asked for after every block, and few ever close: no other event has a part in this index. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index handshake_event_close on handshake_event (network, chain_id, height)
    where kind like 'channel_close%'`.execute(db);
}

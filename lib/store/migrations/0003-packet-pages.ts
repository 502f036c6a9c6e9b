import { type Kysely, sql } from "kysely";

/** Which of a consumer's light clients follows its provider, and the ways in which channels are looked for. */
const STATEMENTS = [
  "alter table consumer_chain_link add column provider_client_id text",
  "create index handshake_event_client on handshake_event (network, chain_id, client_id, height)",
  "create index handshake_event_counterparty on handshake_event (network, chain_id, counterparty_channel, height)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from "kysely";

/** In which blocks the packets of a channel were sent and acknowledged is told by the index of their numbers alone. */
const STATEMENTS = [
  "drop index packet_event_chain_id_kind_src_port_src_channel_sequence",
  `create index packet_event_chain_id_kind_src_port_src_channel_sequence
    on packet_event (network, chain_id, kind, src_port, src_channel, sequence) include (height)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from "kysely";

/** Who relayed what, how channels came about, and the ways in which packet pages look for their rows. */
const STATEMENTS = [
  `create table relay_tx (
    network text not null, chain_id text not null, tx_hash text not null, height int8 not null, relayer text,
    fee jsonb not null, client_updates int4 not null, primary key (network, chain_id, tx_hash))`,
  `create table handshake_event (
    network text not null, chain_id text not null, height int8 not null, event_index int4 not null, kind text not null,
    port_id text, channel_id text, connection_id text, client_id text, counterparty_channel text,
    counterparty_connection text, tx_hash text, primary key (network, chain_id, height, event_index))`,
  "create index handshake_event_channel on handshake_event (network, chain_id, channel_id, height)",
  "create index handshake_event_connection on handshake_event (network, chain_id, connection_id, height)",
  "create index packet_event_src_height on packet_event (network, chain_id, kind, src_port, src_channel, height, event_index)",
  "create index packet_event_dst_height on packet_event (network, chain_id, kind, dst_port, dst_channel, height, event_index)",
  "create index stored_validator_from on stored_validator (network, consumer_id, from_height)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

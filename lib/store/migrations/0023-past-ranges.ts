import { type Kysely, sql } from "kysely";

/** What began in a stretch of blocks long ago is found by its beginning: nearly every range of a long record ends later. */
const STATEMENTS = [
  "create index comet_validator_from_height on comet_validator (network, chain_id, from_height)",
  "create index missed_blocks_from_height on missed_blocks (network, chain_id, from_height)",
  "create index outstanding_downtime_from_height on outstanding_downtime (network, chain_id, from_height)",
  // How far each channel is, is asked of every channel after every block: without a look at the rows.
  "drop index packet_event_src_height",
  "create index packet_event_src_height on packet_event (network, chain_id, kind, src_port, src_channel, height, event_index) include (sequence)",
  "drop index packet_event_dst_height",
  "create index packet_event_dst_height on packet_event (network, chain_id, kind, dst_port, dst_channel, height, event_index) include (sequence)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

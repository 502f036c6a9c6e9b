import { type Kysely, sql } from "kysely";

/** What consumers sent as rewards, what the provider received, paid and held, and the way each packet came. */
const STATEMENTS = [
  `create table reward_total (
    network text not null, chain_id text not null, consumer_id text not null, denom text not null, source_denom text,
    source_channel text, trace text, counted_since int8 not null, base numeric, received numeric not null,
    validators numeric not null, community_pool numeric not null, is_allowed bool not null, from_height int8 not null,
    until_height int8 not null, primary key (network, chain_id, consumer_id, denom, from_height))`,
  "create index reward_total_until_height on reward_total (network, chain_id, until_height)",
  `create table reward_receipt (
    network text not null, chain_id text not null, height int8 not null, event_index int4 not null,
    consumer_id text not null, denom text not null, amount numeric not null, src_channel text, dst_channel text,
    sequence numeric, tx_hash text, msg_index int4, primary key (network, chain_id, height, event_index))`,
  "create index reward_receipt_packet on reward_receipt (network, chain_id, consumer_id, src_channel, sequence)",
  `create table reward_sent (
    network text not null, chain_id text not null, channel_id text not null, denom text not null,
    counted_since int8 not null, sent numeric not null, returned numeric not null, packets int4 not null,
    from_height int8 not null, until_height int8 not null,
    primary key (network, chain_id, channel_id, denom, from_height))`,
  "create index reward_sent_until_height on reward_sent (network, chain_id, until_height)",
  `create table reward_packet (
    network text not null, chain_id text not null, channel_id text not null, sequence numeric not null,
    denom text not null, amount numeric not null, from_height int8 not null, until_height int8 not null,
    primary key (network, chain_id, channel_id, sequence, from_height))`,
  "create index reward_packet_until_height on reward_packet (network, chain_id, until_height)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from "kysely";

/** The tables of the first version. History: never edited. */
const STATEMENTS = [
  `create table block (
    network text not null, chain_id text not null, height int8 not null, time_ns int8 not null, hash text not null,
    app_hash text not null, validators_hash text not null, next_validators_hash text not null,
    proposer text not null, tx_count int4 not null, failed_txs int4 not null, tx_bytes int8 not null,
    gas_used numeric not null, gas_wanted numeric not null, commit_flags text not null,
    evidence_count int4 not null, primary key (network, chain_id, height))`,
  "create index block_chain_id_time_ns on block (network, chain_id, time_ns)",
  `create table comet_validator (
    network text not null, chain_id text not null, address text not null, pub_key text not null,
    power numeric not null, from_height int8 not null, until_height int8 not null,
    primary key (network, chain_id, address, from_height))`,
  "create index comet_validator_chain_id_until_height on comet_validator (network, chain_id, until_height)",
  `create table provider_params (
    network text not null, params jsonb not null, from_height int8 not null, until_height int8 not null,
    primary key (network, from_height))`,
  "create index provider_params_until_height on provider_params (network, until_height)",
  `create table validator (
    network text not null, operator text not null, cons_address text not null, pub_key text not null,
    moniker text not null, identity text not null, website text not null, details text not null,
    commission_rate text not null, tokens numeric not null, status text not null, jailed bool not null,
    power numeric not null, active bool not null, from_height int8 not null, until_height int8 not null,
    primary key (network, operator, from_height))`,
  "create index validator_until_height on validator (network, until_height)",
  "create index validator_cons_address_until_height on validator (network, cons_address, until_height)",
  `create table consumer (
    network text not null, consumer_id text not null, chain_id text not null, phase text not null,
    owner text not null, metadata jsonb not null, init_params jsonb, power_shaping jsonb not null,
    infraction jsonb, client_id text, channel_id text, reward_denoms jsonb not null, min_power_in_top_n numeric,
    removal_time_ns int8, from_height int8 not null, until_height int8 not null,
    primary key (network, consumer_id, from_height))`,
  "create index consumer_until_height on consumer (network, until_height)",
  `create table opted_in (
    network text not null, consumer_id text not null, cons_address text not null, from_height int8 not null,
    until_height int8 not null, primary key (network, consumer_id, cons_address, from_height))`,
  "create index opted_in_consumer_id_until_height on opted_in (network, consumer_id, until_height)",
  "create index opted_in_cons_address_until_height on opted_in (network, cons_address, until_height)",
  "create index opted_in_until_height on opted_in (network, until_height)",
  `create table stored_validator (
    network text not null, consumer_id text not null, cons_address text not null, power numeric not null,
    pub_key text not null, join_height int8 not null, from_height int8 not null, until_height int8 not null,
    primary key (network, consumer_id, cons_address, from_height))`,
  "create index stored_validator_consumer_id_until_height on stored_validator (network, consumer_id, until_height)",
  "create index stored_validator_cons_address_until_height on stored_validator (network, cons_address, until_height)",
  "create index stored_validator_until_height on stored_validator (network, until_height)",
  `create table assigned_key (
    network text not null, consumer_id text not null, cons_address text not null, consumer_address text not null,
    pub_key text not null, from_height int8 not null, until_height int8 not null,
    primary key (network, consumer_id, cons_address, from_height))`,
  "create index assigned_key_consumer_id_until_height on assigned_key (network, consumer_id, until_height)",
  "create index assigned_key_consumer_address on assigned_key (network, consumer_address)",
  "create index assigned_key_cons_address_until_height on assigned_key (network, cons_address, until_height)",
  "create index assigned_key_until_height on assigned_key (network, until_height)",
  `create table consumer_commission (
    network text not null, consumer_id text not null, cons_address text not null, rate text not null,
    from_height int8 not null, until_height int8 not null,
    primary key (network, consumer_id, cons_address, from_height))`,
  "create index consumer_commission_consumer_id_until_height on consumer_commission (network, consumer_id, until_height)",
  "create index consumer_commission_cons_address_until_height on consumer_commission (network, cons_address, until_height)",
  "create index consumer_commission_until_height on consumer_commission (network, until_height)",
  `create table slash_meter (
    network text not null, meter numeric not null, allowance numeric not null, next_replenish_ns int8,
    from_height int8 not null, until_height int8 not null, primary key (network, from_height))`,
  "create index slash_meter_until_height on slash_meter (network, until_height)",
  `create table queued_packet (
    network text not null, consumer_id text not null, vsc_id numeric not null, data jsonb not null,
    from_height int8 not null, until_height int8 not null, primary key (network, consumer_id, vsc_id, from_height))`,
  "create index queued_packet_until_height on queued_packet (network, until_height)",
  `create table client_state (
    network text not null, chain_id text not null, client_id text not null, latest_height int8 not null,
    trusting_period_ns int8, frozen bool not null, from_height int8 not null, until_height int8 not null,
    primary key (network, chain_id, client_id, from_height))`,
  "create index client_state_chain_id_until_height on client_state (network, chain_id, until_height)",
  `create table vsc_epoch (
    network text not null, vsc_id numeric not null, epoch_height int8 not null, primary key (network, vsc_id))`,
  "create index vsc_epoch_epoch_height on vsc_epoch (network, epoch_height)",
  `create table packet_event (
    network text not null, chain_id text not null, height int8 not null, event_index int4 not null,
    kind text not null, src_port text not null, src_channel text not null, dst_port text not null,
    dst_channel text not null, sequence numeric not null, timeout_ns numeric, data jsonb, ack text, tx_hash text,
    msg_index int4, primary key (network, chain_id, height, event_index))`,
  "create index packet_event_chain_id_kind_src_port_src_channel_sequence on packet_event (network, chain_id, kind, src_port, src_channel, sequence)",
  "create index packet_event_chain_id_kind_dst_port_dst_channel_sequence on packet_event (network, chain_id, kind, dst_port, dst_channel, sequence)",
  `create table timeline_event (
    network text not null, consumer_id text not null, height int8 not null, event_index int4 not null,
    kind text not null, tx_hash text, detail jsonb not null,
    primary key (network, consumer_id, height, event_index))`,
  "create index timeline_event_height on timeline_event (network, height)",
  `create table consumer_chain_link (
    network text not null, chain_id text not null, consumer_id text not null, since_height int8 not null,
    primary key (network, chain_id))`,

  `create table chain (
    network text not null, chain_id text not null, role text not null, consumer_id text, dialect text, dialect_since int8,
    first_height int8, next_height int8, earliest_height int8, head_height int8, head_time_ns int8, head_seen_ns int8,
    state text not null, state_detail text, state_since_ns int8 not null, updated_ns int8 not null, memory jsonb,
    primary key (network, chain_id))`,
  `create table endpoint (
    network text not null, chain_id text not null, url text not null, info jsonb not null, updated_ns int8 not null,
    primary key (network, chain_id, url))`,
  `create table gap (
    network text not null, chain_id text not null, from_height int8 not null, to_height int8 not null,
    reason text not null, noticed_ns int8 not null, primary key (network, chain_id, from_height))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

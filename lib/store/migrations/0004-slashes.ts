import { type Kysely, sql } from "kysely";

/** Who was punished for what, what consumers asked for, and who missed which blocks. */
const STATEMENTS = [
  `create table punishment (
    network text not null, height int8 not null, ordinal int4 not null, cons_address text not null, kind text not null,
    cause text not null, consumer_id text, consumer_chain_id text, channel_id text, sequence numeric, because text,
    tx_hash text, msg_index int4, submitter text, consumer_address text, vsc_id numeric, infraction_height int8,
    fraction text, jailed_until_ns numeric, tombstoned bool not null, power numeric, amount numeric,
    amount_unbonding numeric, amount_because text, detail jsonb not null, primary key (network, height, ordinal))`,
  "create index punishment_cons_address on punishment (network, cons_address, height)",
  "create index punishment_consumer_id on punishment (network, consumer_id, height)",
  `create table unjailing (
    network text not null, height int8 not null, ordinal int4 not null, operator text not null, tx_hash text,
    primary key (network, height, ordinal))`,
  "create index unjailing_operator on unjailing (network, operator, height)",
  `create table slash_request (
    network text not null, chain_id text not null, height int8 not null, ordinal int4 not null,
    cons_address text not null, infraction text not null, vsc_id numeric,
    primary key (network, chain_id, height, ordinal))`,
  "create index slash_request_cons_address on slash_request (network, chain_id, cons_address, height)",
  `create table set_member (
    network text not null, chain_id text not null, address text not null, from_height int8 not null,
    until_height int8 not null, primary key (network, chain_id, address, from_height))`,
  "create index set_member_until_height on set_member (network, chain_id, until_height)",
  `create table missed_blocks (
    network text not null, chain_id text not null, address text not null, from_height int8 not null,
    until_height int8 not null, primary key (network, chain_id, address, from_height))`,
  "create index missed_blocks_until_height on missed_blocks (network, chain_id, until_height)",
  `create table outstanding_downtime (
    network text not null, chain_id text not null, address text not null, from_height int8 not null,
    until_height int8 not null, primary key (network, chain_id, address, from_height))`,
  "create index outstanding_downtime_until_height on outstanding_downtime (network, chain_id, until_height)",
  `create table slashing_params (
    network text not null, chain_id text not null, params jsonb not null, from_height int8 not null,
    until_height int8 not null, primary key (network, chain_id, from_height))`,
  "create index slashing_params_until_height on slashing_params (network, chain_id, until_height)",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

import { type Kysely, sql } from "kysely";

/** Proposals of x/gov, on the provider and on consumers that govern themselves. */
const STATEMENTS = [
  `create table proposal (
    network text not null, chain_id text not null, proposal_id numeric not null, known_height int8 not null,
    submit_height int8, submit_time_ns int8, tx_hash text, proposer text, title text not null, summary text not null,
    metadata text not null, expedited bool not null, messages jsonb not null,
    primary key (network, chain_id, proposal_id))`,
  `create table proposal_status (
    network text not null, chain_id text not null, proposal_id numeric not null, status text not null,
    deposit_end_ns int8, voting_start_ns int8, voting_end_ns int8, ended_ns int8, ended_height int8, reason text,
    total_deposit jsonb not null, rules jsonb, from_height int8 not null, until_height int8 not null,
    primary key (network, chain_id, proposal_id, from_height))`,
  `create table proposal_deposit (
    network text not null, chain_id text not null, height int8 not null, event_index int4 not null,
    proposal_id numeric not null, depositor text, amount text not null, tx_hash text,
    primary key (network, chain_id, height, event_index))`,
  "create index proposal_deposit_of on proposal_deposit (network, chain_id, proposal_id, height)",
  `create table proposal_vote (
    network text not null, chain_id text not null, height int8 not null, event_index int4 not null,
    proposal_id numeric not null, voter text not null, options jsonb not null, tx_hash text,
    primary key (network, chain_id, height, event_index))`,
  "create index proposal_vote_of on proposal_vote (network, chain_id, proposal_id, height)",
  `create table proposal_tally (
    network text not null, chain_id text not null, proposal_id numeric not null, height int8 not null,
    yes numeric not null, no numeric not null, abstain numeric not null, no_with_veto numeric not null,
    is_final bool not null, primary key (network, chain_id, proposal_id, height))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

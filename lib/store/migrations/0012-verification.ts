import { type Kysely, sql } from "kysely";

/** Trust roots, verified headers, what was proven or contradicted at which height, and endpoints that said otherwise. */
const STATEMENTS = [
  `create table trust_root (
    network text not null, chain_id text not null, height int8 not null, hash text not null, method text not null,
    since_ns int8 not null, primary key (network, chain_id))`,
  `create table light_block (
    network text not null, chain_id text not null, height int8 not null, time_ns int8 not null, hash text not null,
    app_hash text not null, block jsonb not null, primary key (network, chain_id, height))`,
  `create table verification (
    network text not null, chain_id text not null, consumer_id text not null, subject text not null, height int8 not null,
    outcome text not null, because text, says text not null, row_count int4 not null, evidence jsonb,
    checked_ns int8 not null, primary key (network, chain_id, consumer_id, subject, height))`,
  "create index verification_height on verification (network, chain_id, height)",
  `create table endpoint_verdict (
    network text not null, chain_id text not null, url text not null, height int8 not null, field text not null,
    expected text not null, answered text not null, is_proven bool not null, noticed_ns int8 not null,
    primary key (network, chain_id, url, height, field))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

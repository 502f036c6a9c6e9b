import { type Kysely, sql } from "kysely";

/**
 * Which figures of a chain were ever checked: a check tells nearly all of them, and those it does not tell any more (of a set
 * that is empty by now) are found by name instead of by going through all checks.
 */
const STATEMENTS = [
  `create table checked_subject (
    network text not null, chain_id text not null, consumer_id text not null, subject text not null,
    primary key (network, chain_id, consumer_id, subject))`,
  "insert into checked_subject select distinct network, chain_id, consumer_id, subject from verification",
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

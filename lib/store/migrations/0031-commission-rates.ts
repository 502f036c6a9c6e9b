import { type Kysely, sql } from "kysely";

/** What a validator's rates were is found by leaping from rate to rate; the index stands for one of the same size nobody asked. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index validator_cons_address_until_height`.execute(db);
  await sql`create index validator_commission_rate
    on validator (network, cons_address, commission_rate, from_height)`.execute(db);
}

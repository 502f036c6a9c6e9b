import { type Kysely, sql } from "kysely";

/** In which sets a validator ever was is found by leaping from consumer to consumer; nobody asked by the height its rows end. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("drop index stored_validator_cons_address_until_height").execute(db);
  await sql
    .raw(
      "create index stored_validator_cons_address on stored_validator (network, cons_address, consumer_id, from_height)",
    )
    .execute(db);
}

import type { Kysely } from "kysely";
import type { Database } from "./schema";

/**
 * The block in which a chain that becomes a consumer set its module up: there it begins to open its CCV channel itself, by the
 * genesis of its upgrade and by no transaction (ics-protocol.md §6.8). `undefined`: not up to that height.
 */
export async function findUpgradeHeight(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom("handshake_event")
    .select("height")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "<=", BigInt(height))
    .where("kind", "=", "channel_open_init")
    .where("port_id", "=", "consumer")
    .where("tx_hash", "is", null)
    .orderBy("height")
    .limit(1)
    .executeTakeFirst();
  return row && Number(row.height);
}

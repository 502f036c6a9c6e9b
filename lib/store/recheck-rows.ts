import { type Kysely, sql } from "kysely";
import type { Database } from "./schema";
import type { OnChain } from "./verification-rows";
import { nowNs } from "./write-batch";

/** So many checks of a network may wait: whoever asks beyond them is told to come again. */
export const MOST_WAITING = 20;

/**
 * Asks for a chain to be checked at a height once more. `waiting`: somebody has asked already; `full`: too many are waiting. One
 * statement, so that several servers at once do not go beyond the bound by more than their number.
 */
export async function askRecheck(
  db: Kysely<Database>,
  { network, chainId }: OnChain,
  height: number,
): Promise<"queued" | "waiting" | "full"> {
  const { rows } = await sql<{ waits: boolean; is_full: boolean }>`
    with held as (
      select count(*) as count, bool_or(chain_id = ${chainId} and height = ${height}) as waits
      from recheck where network = ${network}
    ), asked as (
      insert into recheck (network, chain_id, height, asked_ns)
      select ${network}, ${chainId}, ${height}, ${nowNs()} from held where count < ${MOST_WAITING} on conflict do nothing
    )
    select coalesce(waits, false) as waits, count >= ${MOST_WAITING} as is_full from held`.execute(db);
  if (rows[0]?.waits) return "waiting";
  return rows[0]?.is_full ? "full" : "queued";
}

/** The check that has waited longest; `undefined` when none does. */
export async function findRecheck(
  db: Kysely<Database>,
  network: string,
): Promise<{ readonly chainId: string; readonly height: number } | undefined> {
  const row = await db
    .selectFrom("recheck")
    .select(["chain_id", "height"])
    .where("network", "=", network)
    .orderBy("asked_ns")
    .limit(1)
    .executeTakeFirst();
  return row && { chainId: row.chain_id, height: Number(row.height) };
}

/** Takes a check off the list, whatever came of it. */
export async function endRecheck(db: Kysely<Database>, { network, chainId }: OnChain, height: number): Promise<void> {
  await db
    .deleteFrom("recheck")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "=", BigInt(height))
    .execute();
}

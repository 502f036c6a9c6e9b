import { type Kysely, sql } from "kysely";
import { type Database, OPEN_UNTIL } from "./schema";

const PROVIDER_TABLES = [
  "provider_params",
  "validator",
  "consumer",
  "opted_in",
  "stored_validator",
  "assigned_key",
  "consumer_commission",
  "slash_meter",
  "queued_packet",
  "queued_infraction",
] as const;
const CHAIN_TABLES = [
  "comet_validator",
  "client_state",
  "set_member",
  "missed_blocks",
  "outstanding_downtime",
  "slashing_params",
  "block_limits",
  "reward_total",
  "reward_sent",
  "reward_packet",
] as const;

export interface ResumeRows {
  readonly open: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly memory: unknown;
}

/** Everything that held after the last committed block: what an indexer must know to go on from there. */
export async function loadResumeState(
  db: Kysely<Database>,
  { network, chainId, role }: { network: string; chainId: string; role: "provider" | "consumer" },
): Promise<ResumeRows> {
  const open: Record<string, Record<string, unknown>[]> = {};
  for (const table of CHAIN_TABLES) {
    const rows = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} where network = ${network} and chain_id = ${chainId} and until_height = ${OPEN_UNTIL}`.execute(
      db,
    );
    open[table] = rows.rows;
  }
  if (role === "provider") {
    for (const table of PROVIDER_TABLES) {
      const rows = await sql<Record<string, unknown>>`
        select * from ${sql.table(table)} where network = ${network} and until_height = ${OPEN_UNTIL}`.execute(db);
      open[table] = rows.rows;
    }
  }
  const chain = await db
    .selectFrom("chain")
    .select("memory")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .executeTakeFirst();
  return { open, memory: chain?.memory ?? undefined };
}

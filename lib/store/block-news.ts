import { type Kysely, sql } from "kysely";
import pg from "pg";
import type { Database } from "./schema";

const CHANNEL = "explorer_blocks";
const RECONNECT_MS = 2_000;

/** Tells every process on a PostgreSQL database that blocks of a network were stored. */
export async function announceBlocks(db: Kysely<Database>, network: string): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${network})`.execute(db);
}

/**
 * Listens for what `announceBlocks` of any process tells. A hint that may be lost: whoever depends on it looks for itself as
 * well. Returns what ends it.
 */
export function listenForBlocks(databaseUrl: string, onBlocks: (network: string) => void): () => Promise<void> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const again = () => {
    if (isEnded || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, RECONNECT_MS);
    timer.unref();
  };
  const connect = async () => {
    const made = new pg.Client({ connectionString: databaseUrl, application_name: "explorer news", keepAlive: true });
    client = made;
    made.on("error", again);
    made.on("end", again);
    made.on("notification", ({ payload }) => payload && onBlocks(payload));
    try {
      await made.connect();
      await made.query(`listen ${CHANNEL}`);
    } catch {
      again();
    }
  };
  void connect();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}

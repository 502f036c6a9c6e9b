import { type Kysely, sql } from "kysely";
import pg from "pg";
import type { Database } from "./schema";

const CHANNEL = "explorer_blocks";
const RECONNECT_MS = 2_000;

/** A chain that is further from its head than this is catching up. */
export const CLOSE_TO_HEAD_BLOCKS = 3;

/** Blocks of a network were stored. */
export interface BlockNews {
  readonly network: string;
  /** The last of them, when they are the provider's: whoever hears of it finds it in the store. */
  readonly head?: { readonly chainId: string; readonly height: number; readonly time: string };
  /** Of the chain whose blocks these are, more are known to be there than anybody could look at before they are stored as well. */
  readonly isCatchingUp?: boolean;
}

/** Tells every process on a PostgreSQL database of blocks that were stored. */
export async function announceBlocks(db: Kysely<Database>, news: BlockNews): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(news)})`.execute(db);
}

/**
 * What `announceBlocks` has said; a build before 2026-11-28 said the network's name alone. `undefined`: somebody else's words.
 */
export function parseNews(payload: string): BlockNews | undefined {
  if (!payload.startsWith("{")) return { network: payload };
  try {
    const { network, head, isCatchingUp } = JSON.parse(payload) as Record<string, unknown>;
    if (typeof network !== "string") return undefined;
    return { network, ...(isHead(head) ? { head } : {}), ...(isCatchingUp === true ? { isCatchingUp } : {}) };
  } catch {
    return undefined;
  }
}

function isHead(head: unknown): head is NonNullable<BlockNews["head"]> {
  if (typeof head !== "object" || head === null) return false;
  const { chainId, height, time } = head as Record<string, unknown>;
  return typeof chainId === "string" && Number.isSafeInteger(height) && typeof time === "string";
}

/**
 * Listens for what `announceBlocks` of any process tells. A hint that may be lost: whoever depends on it looks for itself as
 * well. Returns what ends it.
 */
export function listenForBlocks(databaseUrl: string, onBlocks: (news: BlockNews) => void): () => Promise<void> {
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
    made.on("notification", ({ payload }) => {
      const news = parseNews(payload ?? "{}");
      if (news) onBlocks(news);
    });
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

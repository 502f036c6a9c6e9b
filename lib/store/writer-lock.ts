import pg from "pg";

/** Any number that nothing else in the database uses as an advisory lock: "ICSx" and "ICSv" in ASCII. */
const LOCK_KEYS = { writer: 0x4943_5378, verifier: 0x4943_5376 } as const;
/** How often one that stands by looks whether the writer has gone. */
const STAND_BY_MS = 3_000;
const QUERY_TIMEOUT_MS = 5_000;
/** The lock holder asks the server this often; a connection that was cut silently is noticed here. */
const CHECK_MS = 3_000;

export interface WriterLock {
  /** Aborts when the lock is lost: the server has let go of it, and another process may be writing already. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Waits until this process is the one that writes to a PostgreSQL database. The lock belongs to a session: the server lets go
 * of it when the process dies, so another takes over within seconds. Two can never write the same rows in any case, since
 * each batch moves a cursor that must stand where it is expected. Returns `undefined` when `signal` aborts first.
 */
export async function waitForWriterLock(
  databaseUrl: string,
  signal: AbortSignal,
  of: keyof typeof LOCK_KEYS = "writer",
): Promise<WriterLock | undefined> {
  while (!signal.aborted) {
    const client = await connect(databaseUrl);
    if (client) {
      if (await tryLock(client, LOCK_KEYS[of])) return hold(client);
      await client.end().catch(() => undefined);
    }
    await sleep(STAND_BY_MS, signal);
  }
  return undefined;
}

async function connect(databaseUrl: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "explorer writer",
    keepAlive: true,
    query_timeout: QUERY_TIMEOUT_MS,
    connectionTimeoutMillis: QUERY_TIMEOUT_MS,
  });
  client.on("error", () => undefined); // A cut connection shows in the next query.
  try {
    await client.connect();
    return client;
  } catch {
    return undefined; // The database is away; it is asked again.
  }
}

async function tryLock(client: pg.Client, key: number): Promise<boolean> {
  try {
    const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock($1) as held", [key]);
    return rows[0]?.held === true;
  } catch {
    return false;
  }
}

function hold(client: pg.Client): WriterLock {
  const lost = new AbortController();
  const lose = () => {
    clearInterval(timer);
    lost.abort();
  };
  const timer = setInterval(() => client.query("select 1").catch(lose), CHECK_MS);
  timer.unref();
  client.once("end", lose);
  client.once("error", lose);
  return {
    lost: lost.signal,
    release: async () => {
      clearInterval(timer);
      client.off("end", lose);
      await client.end().catch(() => undefined);
    },
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    if (signal.aborted) done();
  });
}

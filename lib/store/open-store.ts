import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { StoreError } from "./errors";
import { lockFolder } from "./folder-lock";
import { PglitePool } from "./pglite-pool";
import { PgliteServer } from "./pglite-server";
import type { Database } from "./schema";

export interface StoreOptions {
  /** PostgreSQL ≥ 15; absent: the embedded database in `dataDir`. */
  readonly databaseUrl?: string;
  /** Folder of the embedded database; `memory://` for one that lives as long as the process (tests). */
  readonly dataDir: string;
  /** Bundled worker that holds the embedded database. */
  readonly workerPath?: string;
  /** In-memory only: the content to start from. */
  readonly template?: Blob;
}

export interface Store {
  readonly kind: "pglite" | "postgres";
  readonly db: Kysely<Database>;
  /** A further door to the embedded database, to be transferred to another thread, which stands back for who asks for pages. */
  lendPort?(): MessagePort;
  /** Keeps the embedded database small; nothing to do on PostgreSQL. */
  maintain(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the store. Throws `StoreError` `locked` when another process holds the folder. Migrate before the first use. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.databaseUrl !== undefined) return openPostgres(options.databaseUrl);
  if (options.dataDir.startsWith("memory://")) return openInMemory(options);
  return openEmbedded(options);
}

/** The store behind a port that the process's owner of the embedded database has lent. */
export function openStoreOnPort(port: MessagePort): Store {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: new PglitePool(port) }) });
  return { kind: "pglite", db, maintain: async () => undefined, close: () => db.destroy() };
}

async function openInMemory(options: StoreOptions): Promise<Store> {
  const server = await PgliteServer.open(options.dataDir, options.template);
  const openPort = (isBackground: boolean) => {
    const { port1, port2 } = new MessageChannel();
    server.serve(port1, isBackground);
    port1.unref();
    return port2;
  };
  const lendPort = () => openPort(true);
  const store = openStoreOnPort(openPort(false));
  return {
    ...store,
    lendPort,
    maintain: () => server.maintain(),
    close: async () => {
      await store.db.destroy();
      await server.close();
    },
  };
}

async function openEmbedded(options: StoreOptions): Promise<Store> {
  const unlock = await lockFolder(options.dataDir);
  const workerPath = options.workerPath ?? path.join(process.cwd(), "dist/pglite-worker.mjs");
  const folder = path.join(options.dataDir, "pg");
  let worker: Worker;
  try {
    await createOnce(workerPath, folder);
    worker = await startWorker(workerPath, folder);
  } catch (error) {
    await unlock();
    throw error;
  }
  const openPort = (isBackground: boolean) => {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ type: "port", port: port1, isBackground }, [port1]);
    return port2;
  };
  const lendPort = () => openPort(true);
  const store = openStoreOnPort(openPort(false));
  worker.unref();
  return {
    ...store,
    lendPort,
    maintain: async () => {
      worker.postMessage({ type: "maintain" });
      const { error } = (await nextMessage(worker, "maintained")) as { error?: string };
      if (error !== undefined) throw new StoreError("unusable", `maintenance failed: ${error}`);
    },
    close: async () => {
      await store.db.destroy();
      worker.ref();
      worker.postMessage({ type: "close" });
      await nextMessage(worker, "closed").catch(() => undefined);
      await worker.terminate();
      await unlock();
    },
  };
}

async function startWorker(workerPath: string, folder: string): Promise<Worker> {
  const worker = new Worker(/* turbopackIgnore: true */ workerPath, { workerData: { dataDir: folder } });
  try {
    await nextMessage(worker, "ready");
    return worker;
  } catch (error) {
    await worker.terminate();
    throw new StoreError("unusable", `the database in ${folder} does not open: ${String(error)}`, error);
  }
}

/** Made beside its place and moved there when whole: a creation that was killed leaves nothing that looks like a database. */
async function createOnce(workerPath: string, folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await promisify(execFile)(process.execPath, [workerPath, unfinished]);
  } catch (error) {
    throw new StoreError(
      "unusable",
      `a database cannot be created in ${path.dirname(folder)}: ${String(error)}`,
      error,
    );
  }
  await rename(unfinished, folder);
}

function nextMessage(worker: Worker, type: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: { type: string }) => {
      if (message.type !== type) return;
      stop();
      resolve(message);
    };
    const onEnd = (reason: unknown) => {
      stop();
      reject(reason instanceof Error ? reason : new Error(`the database thread ended (${String(reason)})`));
    };
    const stop = () => {
      worker.off("message", onMessage);
      worker.off("error", onEnd);
      worker.off("exit", onEnd);
    };
    worker.on("message", onMessage);
    worker.on("error", onEnd);
    worker.on("exit", onEnd);
  });
}

const INT8 = 20;

/**
 * Compiling a plan and starting workers for it take longer than any page's query runs. Said on each connection: a pooler may
 * refuse it at the start.
 */
export function forShortQueries(pool: pg.Pool): pg.Pool {
  pool.on(
    "connect",
    (client) => void client.query("set jit = off; set max_parallel_workers_per_gather = 0").catch(() => undefined),
  );
  return pool;
}

function openPostgres(databaseUrl: string): Store {
  const pool = forShortQueries(
    new pg.Pool({
      connectionString: databaseUrl,
      max: 8,
      types: {
        getTypeParser: (oid, format) =>
          (oid === INT8 ? (text: string) => BigInt(text) : pg.types.getTypeParser(oid, format)) as never,
      },
    }),
  );
  pool.on("error", () => undefined); // An idle connection that the server closed; the next query opens another.
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { kind: "postgres", db, maintain: async () => undefined, close: () => db.destroy() };
}

import "server-only";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import type { NetworkConfig } from "@/lib/config/networks";
import type { BlockNews } from "@/lib/store/block-news";
import type { Store } from "@/lib/store/open-store";

export interface Written {
  readonly network: string;
  readonly chainId: string;
  readonly blocks: number;
  readonly rows: number;
}

export interface IndexerThreadOptions {
  readonly store: Store;
  readonly networks: readonly NetworkConfig[];
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly log: Pick<Logger, "error" | "warn" | "info">;
  /** Told of all blocks that were stored, as soon as they are. */
  readonly onCommitted?: (news: BlockNews) => void;
  /** Told how much was stored. */
  readonly onWritten?: (written: Written) => void;
  /** Told of every fault that the thread met and goes on after. */
  readonly onFault?: (of: { readonly network: string; readonly chainId: string }) => void;
  /** What the thread does; the bundle of `lib/<kind>/worker.ts` is started. Default: the indexer. */
  readonly kind?: "indexer" | "verifier";
  /** Another bundle. */
  readonly workerPath?: string;
}

export interface IndexerThread {
  /** Asks it to finish its transaction and end; ends it after a second. */
  stop(): Promise<void>;
}

const RESTART_MS = { first: 1_000, last: 60_000 };
const STOP_MS = 1_000;
/** A thread that lived this long was well; the next fault starts counting anew. */
const WELL_MS = 60_000;

/**
 * Runs the indexer, or the verifier, in a thread of its own, so that decoding blocks and checking signatures do not hold up
 * pages, and starts it again when it dies.
 * With the embedded database it works through a port that the store lends.
 */
export function startIndexerThread(options: IndexerThreadOptions): IndexerThread {
  const { log, kind = "indexer" } = options;
  let isStopping = false;
  let waitMs = RESTART_MS.first;
  let timer: NodeJS.Timeout | undefined;
  let worker = start();

  function start(): Worker {
    const startedAt = performance.now();
    const made = createWorker(options);
    made.on("message", (message: { type: string; news: BlockNews } & Written) => {
      if (message.type === "committed") {
        options.onCommitted?.(message.news);
        options.onWritten?.(message);
      }
      if (message.type === "fault") options.onFault?.(message);
      if (message.type === "fault") log.warn({ [kind]: message }, `the ${kind} met a fault and goes on`);
      if (message.type === "state") log.info({ [kind]: message }, kind);
    });
    made.on("error", (error) => log.error({ err: error }, `the ${kind} thread failed`));
    made.on("exit", (code) => {
      if (isStopping) return;
      if (performance.now() - startedAt > WELL_MS) waitMs = RESTART_MS.first;
      log.error({ code, againInMs: waitMs }, `the ${kind} thread ended`);
      timer = setTimeout(() => {
        worker = start();
      }, waitMs);
      waitMs = Math.min(waitMs * 2, RESTART_MS.last);
    });
    return made;
  }

  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
      worker.postMessage({ type: "stop" });
      const late = setTimeout(() => void worker.terminate(), STOP_MS);
      if (worker.threadId !== -1) await ended; // An ended thread has no id and sends no further exit.
      clearTimeout(late);
    },
  };
}

function createWorker({ store, networks, databaseUrl, dataDir, kind, workerPath }: IndexerThreadOptions): Worker {
  const file =
    workerPath ?? path.join(/* turbopackIgnore: true */ process.cwd(), `dist/${kind ?? "indexer"}-worker.mjs`);
  const port = databaseUrl === undefined ? store.lendPort?.() : undefined;
  return new Worker(/* turbopackIgnore: true */ file, {
    workerData: { networks, dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }), ...(port ? { port } : {}) },
    transferList: port ? [port] : [],
  });
}

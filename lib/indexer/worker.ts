import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { NetworkConfig } from "@/lib/config/networks";
import { formatIsoNanos } from "@/lib/ics/time";
import { standBack } from "@/lib/shared/thread-priority";
import { announceBlocks, type BlockNews, CLOSE_TO_HEAD_BLOCKS } from "@/lib/store/block-news";
import { openStore, openStoreOnPort } from "@/lib/store/open-store";
import { waitForWriterLock } from "@/lib/store/writer-lock";
import type { LoopEvents } from "./chain-run";
import { runIndexer } from "./run-indexer";

type Committed = Parameters<NonNullable<LoopEvents["onCommitted"]>>[0];

/** Pages go first. A block that has come waits for nobody where a processor is free, as it mostly is then. */
const NICENESS = 10;

/** What the server hands to the thread. Exactly one of `port` (embedded database) and `databaseUrl` is set. */
export interface IndexerWorkerData {
  readonly networks: readonly NetworkConfig[];
  readonly port?: MessagePort;
  readonly databaseUrl?: string;
  readonly dataDir: string;
}

/**
 * The indexer's own thread: reading and decoding blocks must not hold up the pages. On PostgreSQL it first waits until no other
 * process writes, and ends when it no longer is the one: started again, it stands by.
 */
async function main(): Promise<void> {
  const { networks, port, databaseUrl, dataDir } = workerData as IndexerWorkerData;
  const store = port ? openStoreOnPort(port) : await openStore({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  const stop = new AbortController();
  parentPort?.on("message", (message: { type: string }) => {
    if (message.type === "stop") stop.abort();
  });
  const post = (message: object) => parentPort?.postMessage(message);
  const lock = databaseUrl === undefined ? undefined : await waitForWriterLock(databaseUrl, stop.signal);
  lock?.lost.addEventListener("abort", () => stop.abort(), { once: true });
  try {
    await runIndexer(
      {
        store,
        networks,
        events: {
          onCommitted: (event) => {
            post({ type: "committed", ...event, news: newsOf(event) });
            // Only a hint for replicas: one that is lost costs them a poll.
            if (lock) announceBlocks(store.db, newsOf(event)).catch(() => undefined);
          },
          onState: (event) => post({ type: "state", ...event }),
          onFault: ({ error, ...event }) => post({ type: "fault", ...event, message: String(error) }),
        },
      },
      stop.signal,
    );
  } finally {
    await store.close();
    await lock?.release();
  }
  process.exit(0);
}

function newsOf({ network, chainId, role, height, timeNs, behind }: Committed): BlockNews {
  return {
    network,
    ...(role === "provider" ? { head: { chainId, height, time: formatIsoNanos(BigInt(timeNs)) } } : {}),
    ...(behind > CLOSE_TO_HEAD_BLOCKS ? { isCatchingUp: true } : {}),
  };
}

standBack(NICENESS);
await main();

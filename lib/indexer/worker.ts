import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { NetworkConfig } from "@/lib/config/networks";
import { openStore, openStoreOnPort } from "@/lib/store/open-store";
import { runIndexer } from "./run-indexer";

/** What the server hands to the thread. Exactly one of `port` (embedded database) and `databaseUrl` is set. */
export interface IndexerWorkerData {
  readonly networks: readonly NetworkConfig[];
  readonly port?: MessagePort;
  readonly databaseUrl?: string;
  readonly dataDir: string;
}

/** The indexer's own thread: reading and decoding blocks must not hold up the pages. */
async function main(): Promise<void> {
  const { networks, port, databaseUrl, dataDir } = workerData as IndexerWorkerData;
  const store = port ? openStoreOnPort(port) : await openStore({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  const stop = new AbortController();
  parentPort?.on("message", (message: { type: string }) => {
    if (message.type === "stop") stop.abort();
  });
  const post = (message: object) => parentPort?.postMessage(message);
  try {
    await runIndexer(
      {
        store,
        networks,
        events: {
          onCommitted: (event) => post({ type: "committed", ...event }),
          onState: (event) => post({ type: "state", ...event }),
          onFault: ({ error, ...event }) => post({ type: "fault", ...event, message: String(error) }),
        },
      },
      stop.signal,
    );
  } finally {
    await store.close();
  }
  process.exit(0);
}

await main();

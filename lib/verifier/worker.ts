import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { NetworkConfig } from "@/lib/config/networks";
import { standBack } from "@/lib/shared/thread-priority";
import { openStore, openStoreOnPort } from "@/lib/store/open-store";
import { waitForWriterLock } from "@/lib/store/writer-lock";
import { createNodeCrypto } from "./node-crypto";
import { runVerifier } from "./run-verifier";

/** Pages go first, then blocks. */
const NICENESS = 15;

/** What the server hands to the thread. Exactly one of `port` (embedded database) and `databaseUrl` is set. */
interface VerifierWorkerData {
  readonly networks: readonly NetworkConfig[];
  readonly port?: MessagePort;
  readonly databaseUrl?: string;
  readonly dataDir: string;
}

/** The verifier's own thread: checking signatures holds up neither pages nor indexing. On PostgreSQL one process verifies. */
async function main(): Promise<void> {
  const { networks, port, databaseUrl, dataDir } = workerData as VerifierWorkerData;
  const store = port ? openStoreOnPort(port) : await openStore({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  const stop = new AbortController();
  parentPort?.on("message", (message: { type: string }) => {
    if (message.type === "stop") stop.abort();
  });
  const post = (message: object) => parentPort?.postMessage(message);
  const lock = databaseUrl === undefined ? undefined : await waitForWriterLock(databaseUrl, stop.signal, "verifier");
  lock?.lost.addEventListener("abort", () => stop.abort(), { once: true });
  const events = {
    onChecked: ({ results, ...event }: { results: readonly { outcome: string }[] }) => {
      const count = (outcome: string) => results.filter((result) => result.outcome === outcome).length;
      const counts = { proven: count("proven"), contradicted: count("contradicted"), unproven: count("unproven") };
      post({ type: "state", state: "verified", ...event, ...counts });
    },
    onFault: ({ error, ...event }: { error: unknown }) => post({ type: "fault", ...event, message: String(error) }),
  };
  try {
    await runVerifier({ store, networks, crypto: createNodeCrypto(), events }, stop.signal);
  } finally {
    await store.close();
    await lock?.release();
  }
  process.exit(0);
}

standBack(NICENESS);
await main();

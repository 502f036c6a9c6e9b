import { isMainThread, type MessagePort, parentPort, workerData } from "node:worker_threads";
import { standBack } from "@/lib/shared/thread-priority";
import { PgliteServer } from "./pglite-server";

/** Before the indexer, which mostly waits for it; after the thread that answers visitors, which waits for it only where it must. */
const NICENESS = 5;

/** The thread that holds the embedded database. It runs queries on the thread it lives in, so it lives alone. */
type Message =
  | { readonly type: "port"; readonly port: MessagePort; readonly isBackground: boolean }
  | { readonly type: "maintain" }
  | { readonly type: "close" };

async function main(): Promise<void> {
  const { dataDir } = workerData as { dataDir: string };
  const server = await PgliteServer.open(dataDir);
  parentPort?.on("message", async (message: Message) => {
    if (message.type === "port") server.serve(message.port, message.isBackground);
    else if (message.type === "maintain") {
      const error = await server.maintain().then(
        () => undefined,
        (reason: unknown) => String(reason),
      );
      parentPort?.postMessage({ type: "maintained", ...(error === undefined ? {} : { error }) });
    } else {
      await server.close();
      parentPort?.postMessage({ type: "closed" });
      parentPort?.close();
    }
  });
  parentPort?.postMessage({ type: "ready" });
}

/** `node pglite-worker.mjs FOLDER`: creates the database and ends. Creating takes 800 MB, so a process of its own does it. */
async function create(dataDir: string): Promise<void> {
  const server = await PgliteServer.open(dataDir);
  await server.close();
}

const folder = process.argv[2];
if (!isMainThread) {
  standBack(NICENESS);
  await main();
} else if (folder !== undefined) await create(folder);

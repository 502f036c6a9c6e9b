import "server-only";
import { readEnvironment } from "@/lib/config/environment";
import { ConfigError } from "@/lib/config/errors";
import { readNetworksFile } from "@/lib/config/networks";
import { StoreError } from "@/lib/store/errors";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";
import { createCache, provideDeps } from "./deps";
import { startIndexerThread } from "./indexer-thread";
import { createLogger } from "./logger";

const MAINTENANCE_MS = 5 * 60_000;
const CLOSE_MS = 2_000;

/**
 * Starts what the pages stand on: store, migrations, indexer thread, upkeep of the embedded database. On SIGTERM and SIGINT
 * all of it is closed in reverse. A wrong configuration or a store that is in use ends the process with one sentence.
 */
export async function boot(): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StoreError)) console.error(error);
    else console.error(error.message);
    process.exit(error instanceof ConfigError ? error.exitCode : 1);
  }
}

async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const networks = await readNetworksFile(environment.networksFile);
  const log = createLogger(environment.logLevel);
  const { databaseUrl, dataDir, metricsToken, publicUrl } = environment;
  const database = databaseUrl === undefined ? {} : { databaseUrl };
  const store = await openStore({ dataDir, ...database });
  await migrate(store.db);
  const indexer = environment.isIndexer
    ? startIndexerThread({ store, networks, dataDir, log, ...database })
    : undefined;
  const upkeep = setInterval(() => {
    store.maintain().catch((error: unknown) => log.error({ err: error }, "upkeep of the database failed"));
  }, MAINTENANCE_MS);
  upkeep.unref();
  closeOnSignal(async () => {
    clearInterval(upkeep);
    await indexer?.stop();
    await store.close();
  });
  provideDeps({
    store,
    networks,
    log,
    cache: createCache(),
    now: Date.now,
    ...(metricsToken === undefined ? {} : { metricsToken }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
}

/** Next leaves signals to us (NEXT_MANUAL_SIG_HANDLE): by itself it would end before the store is closed. */
function closeOnSignal(close: () => Promise<void>): void {
  let isClosing = false;
  const end = () => {
    if (isClosing) return;
    isClosing = true;
    setTimeout(() => process.exit(0), CLOSE_MS).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

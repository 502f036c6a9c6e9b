import "server-only";
import { readEnvironment } from "@/lib/config/environment";
import { ConfigError } from "@/lib/config/errors";
import { readNetworksFile } from "@/lib/config/networks";
import { listenForBlocks } from "@/lib/store/block-news";
import { StoreError } from "@/lib/store/errors";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { createCache, provideDeps, type ServerDeps } from "./deps";
import { limitConnections } from "./front/connection-limits";
import { openFrontDoor } from "./front/front-door";
import { heedNews } from "./heed-news";
import { startIndexerThread } from "./indexer-thread";
import { KeepWarm } from "./keep-warm";
import { createLogger } from "./logger";
import { countFault, countWritten } from "./metrics";
import { enforceRateLimit } from "./rate-limit";
import { recordNetworks } from "./record-networks";
import { closeHubs, onHead } from "./stream/hubs";

/** The planner knows nothing of tables that just filled; later, upkeep is for what updates leave behind. */
const UPKEEP_MS = [10_000, 30_000, 120_000, 300_000] as const;
/** Then the process ends whether or not everything is closed. */
const CLOSE_MS = 1_800;

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
  limitConnections();
  const environment = readEnvironment(process.env);
  const followed = await readNetworksFile(environment.networksFile);
  const log = createLogger(environment.logLevel);
  const { databaseUrl, dataDir, metricsToken, publicUrl, rateLimit: perMinute, trustedProxies } = environment;
  const rateLimit = perMinute === 0 ? undefined : { perMinute, trustedProxies };
  const database = databaseUrl === undefined ? {} : { databaseUrl };
  const store = await openStore({ dataDir, ...database });
  await migrate(store.db);
  const networks = [...followed, ...(await recordNetworks(store, followed))];
  if (networks.length === 0) {
    throw new ConfigError(
      "NETWORKS_FILE lists no network and the store holds no record: there is nothing to show (see README)",
    );
  }
  const made: ServerDeps = {
    store,
    networks,
    log,
    cache: createCache(),
    now: Date.now,
    ...(environment.isIndexer && !environment.isVerifier ? { isVerifying: false } : {}),
    ...(metricsToken === undefined ? {} : { metricsToken }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
  if (rateLimit) enforceRateLimit(rateLimit, () => performance.now());
  const door = openFrontDoor(made, log);
  const warm = new KeepWarm(made, door.drawAhead);
  onHead((network) => door.beat({ network }));
  const onCommitted = heedNews(warm, door);
  const stopListening = databaseUrl === undefined ? undefined : listenForBlocks(databaseUrl, onCommitted);
  const indexer = environment.isIndexer
    ? startIndexerThread({
        store,
        networks: followed,
        dataDir,
        log,
        onCommitted,
        onWritten: countWritten,
        onFault: countFault,
        ...database,
      })
    : undefined;
  const verifier = environment.isVerifier
    ? startIndexerThread({ kind: "verifier", store, networks: followed, dataDir, log, ...database })
    : undefined;
  const stopUpkeep = keepUp(store, log);
  closeOnSignal(async () => {
    stopUpkeep();
    door.close();
    warm.stop();
    closeHubs();
    await stopListening?.();
    await Promise.all([indexer?.stop(), verifier?.stop()]);
    await store.close();
  });
  provideDeps(made);
}

/** Upkeep of the embedded database: soon after the start, then every few minutes. Returns what ends it. */
function keepUp(store: Store, log: ServerDeps["log"]): () => void {
  let runs = 0;
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(
      () => {
        store
          .maintain()
          .catch((error: unknown) => log.error({ err: error }, "upkeep of the database failed"))
          .finally(next);
      },
      UPKEEP_MS[Math.min(runs++, UPKEEP_MS.length - 1)],
    );
    timer.unref();
  };
  next();
  return () => clearTimeout(timer);
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

import { parseArgs } from "node:util";
import { readEnvironment } from "@/lib/config/environment";
import { readNetworksFile } from "@/lib/config/networks";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";
import { waitForWriterLock } from "@/lib/store/writer-lock";
import { runIndexer } from "./run-indexer";

/**
 * `npm run index -- --until H`: indexes to a provider height and exits, with figures (product.md §7). On PostgreSQL it waits
 * until nobody else writes.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { until: { type: "string" } } });
  const until = values.until === undefined ? undefined : Number(values.until);
  if (until === undefined || !Number.isSafeInteger(until) || until < 1) {
    console.error("npm run index -- --until H: H is a provider height, a whole number of at least 1");
    return 2;
  }
  const environment = readEnvironment(process.env);
  const networks = await readNetworksFile(environment.networksFile);
  const { databaseUrl, dataDir } = environment;
  const store = await openStore({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  await migrate(store.db);
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  const lock = databaseUrl === undefined ? undefined : await waitForWriterLock(databaseUrl, stop.signal);
  lock?.lost.addEventListener("abort", () => stop.abort(), { once: true });
  const started = performance.now();
  try {
    const chains = await runIndexer({ store, networks, untilProviderHeight: until }, stop.signal);
    const seconds = (performance.now() - started) / 1_000;
    const total = (pick: (chain: (typeof chains)[number]) => number) =>
      chains.reduce((sum, chain) => sum + pick(chain), 0);
    for (const chain of chains) {
      console.log(
        `${chain.network}/${chain.chainId}: ${chain.blocks} blocks, ${chain.rows} rows, ${(chain.calls / Math.max(1, chain.blocks)).toFixed(3)} calls/block, ${JSON.stringify(chain.counters)}`,
      );
    }
    const blocks = total((chain) => chain.blocks);
    const rss = Math.round(process.memoryUsage.rss() / 1_048_576);
    console.log(
      `${blocks} blocks in ${seconds.toFixed(1)} s: ${(blocks / seconds).toFixed(0)} blocks/s, ` +
        `${(total((chain) => chain.calls) / Math.max(1, blocks)).toFixed(3)} calls/block, ${total((chain) => chain.rows)} rows, RSS ${rss} MB`,
    );
    return stop.signal.aborted ? 130 : 0;
  } finally {
    await store.close();
    await lock?.release();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof Error && "exitCode" in error ? Number(error.exitCode) : 1);
  },
);

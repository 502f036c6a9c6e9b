import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startTape } from "@/devnet/tape/tape";
import { parseNetworks } from "@/lib/config/networks";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { createCache, type ServerDeps } from "@/lib/server/deps";
import { startIndexerThread } from "@/lib/server/indexer-thread";
import { readConsumerValidators } from "@/lib/server/read-consumer-validators";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";

const UNTIL = 300;
const ROUNDS = 3;
const READS = 40;

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined };

/**
 * What a reader waits for the validators of a consumer at a height nobody has asked for, while the verifier's thread is busy and
 * while there is none: both in turn, in one run, on the embedded database. Prints; a shared machine makes no test of it.
 */
export async function benchPagesBesideVerifier(): Promise<void> {
  const tape = await startTape({ dirs: [path.resolve("devnet/recordings/devnet")], speed: 0 });
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "explorer-bench-"));
  const store = await openStore({ dataDir });
  try {
    const [network] = parseNetworks(JSON.stringify(tape.networks), "the recording's networks file");
    if (!network) return;
    await migrate(store.db);
    await runIndexer({ store, networks: [network], untilProviderHeight: UNTIL }, new AbortController().signal);
    await store.maintain();
    // Every height is due: the thread goes from one to the next, header by header, and asks for the proofs of each.
    const verifyHeights = Array.from({ length: 200 }, (_, i) => 60 + i);
    const busy = {
      ...network,
      verify: { everyBlocks: 0, callsPerSecond: 50 },
      provider: { ...network.provider, verifyHeights },
    };
    const times = { idle: [] as number[], busy: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      await read(times.idle);
      const thread = startIndexerThread({ kind: "verifier", store, networks: [busy], dataDir, log: silent });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await read(times.busy);
      await thread.stop();
    }
    const [idle, beside] = [middle(times.idle), middle(times.busy)];
    console.log(
      `validators of a consumer at a height not asked before, p50: ${idle.toFixed(1)} ms, ` +
        `beside a busy verifier ${beside.toFixed(1)} ms (${(beside / idle).toFixed(2)} of it)`,
    );

    async function read(into: number[]): Promise<void> {
      // No cache from before: every read asks the store.
      const deps: ServerDeps = {
        store,
        networks: network ? [network] : [],
        log: silent as never,
        cache: createCache(),
        now: Date.now,
      };
      for (let i = 0; i < READS; i += 1) {
        const started = performance.now();
        const view = await readConsumerValidators(deps, "devnet", "1", { height: 150 + i });
        if (view.state !== "ok") throw new Error(view.message);
        into.push(performance.now() - started);
      }
    }
  } finally {
    await store.close();
    await tape.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

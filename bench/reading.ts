import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { Agent, request } from "undici";
import type { NetworkConfig } from "@/lib/config/networks";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";

export interface Measured {
  readonly blocks: number;
  readonly seconds: number;
  readonly calls?: number;
  readonly peakRssMb: number;
}

/** As the indexer asks: five heights a request, so many requests at once. */
const HEIGHTS_PER_REQUEST = 5;
const IN_FLIGHT = 6;

function urls(): string[] {
  const networks = JSON.parse(process.env.BENCH_NETWORKS ?? "[]") as NetworkConfig[];
  return networks.flatMap((network) => [network.provider, ...network.consumers].flatMap(({ rpc }) => rpc.slice(0, 1)));
}

async function timed(work: () => Promise<{ blocks: number; calls?: number }>): Promise<Measured> {
  const started = performance.now();
  const done = await work();
  return {
    ...done,
    seconds: (performance.now() - started) / 1_000,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}

async function post(url: string, dispatcher: Agent, body: unknown): Promise<unknown> {
  const response = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    dispatcher,
  });
  return JSON.parse(await response.body.text());
}

/** Nobody reads the blocks faster than this: the same requests at the same concurrency, parsed and thrown away. */
export function measureFloor(): Promise<Measured> {
  return timed(async () => {
    const counts = await Promise.all(
      urls().map(async (url) => {
        const dispatcher = new Agent({ connections: 16 });
        const status = (await post(url, dispatcher, { jsonrpc: "2.0", id: 1, method: "status", params: {} })) as {
          result: { sync_info: { latest_block_height: string } };
        };
        const head = Number(status.result.sync_info.latest_block_height);
        let next = 1;
        const reader = async () => {
          while (next <= head) {
            const from = next;
            next += HEIGHTS_PER_REQUEST;
            const heights = Array.from({ length: Math.min(HEIGHTS_PER_REQUEST, head - from + 1) }, (_, i) =>
              String(from + i),
            );
            const calls = heights.flatMap((height, i) => [
              { jsonrpc: "2.0", id: 2 * i, method: "block", params: { height } },
              { jsonrpc: "2.0", id: 2 * i + 1, method: "block_results", params: { height } },
            ]);
            await post(url, dispatcher, calls);
          }
        };
        await Promise.all(Array.from({ length: IN_FLIGHT }, reader));
        await dispatcher.close();
        return head;
      }),
    );
    return { blocks: counts.reduce((a, b) => a + b, 0) };
  });
}

/** The whole indexer: read, decode, decide, store. */
export async function measureIndex(): Promise<Measured> {
  const networks = JSON.parse(process.env.BENCH_NETWORKS ?? "[]") as NetworkConfig[];
  const databaseUrl = process.env.BENCH_DATABASE_URL;
  const dataDir = process.env.BENCH_DATA_DIR ?? "";
  const store = await openStore({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  await migrate(store.db);
  try {
    return await timed(async () => {
      const chains = await runIndexer({ store, networks, untilProviderHeight: 1_515 }, new AbortController().signal);
      const sum = (pick: (chain: (typeof chains)[number]) => number) =>
        chains.reduce((total, chain) => total + pick(chain), 0);
      return { blocks: sum((chain) => chain.blocks), calls: sum((chain) => chain.calls) };
    });
  } finally {
    await store.close();
  }
}

/** CosmJS as its documentation uses it: one client a chain, one block after the other, nothing kept. */
export function measureCosmjs(): Promise<Measured> {
  return timed(async () => {
    const counts = await Promise.all(
      urls().map(async (url) => {
        const client = await Comet38Client.connect(url);
        const head = (await client.status()).syncInfo.latestBlockHeight;
        for (let height = 1; height <= head; height += 1) {
          await Promise.all([client.block(height), client.blockResults(height)]);
        }
        client.disconnect();
        return head;
      }),
    );
    return { blocks: counts.reduce((a, b) => a + b, 0) };
  });
}

import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { request } from "undici";
import type { NetworkConfig } from "@/lib/config/networks";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";

export interface Measured {
  readonly blocks: number;
  readonly seconds: number;
  readonly calls?: number;
  readonly peakRssMb: number;
  /** Processor time of the reading process, all its threads. */
  readonly cpuSeconds: number;
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
  const before = process.cpuUsage();
  const done = await work();
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(before);
  return {
    ...done,
    seconds,
    cpuSeconds: (user + system) / 1_000_000,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
}

type Post = (url: string, body: string) => Promise<string>;

const HEADERS = { "content-type": "application/json" };

/** As anybody reads: the platform's `fetch`. */
const byFetch: Post = async (url, body) => (await fetch(url, { method: "POST", headers: HEADERS, body })).text();

/** The same without the layers of a browser's API: a stricter floor. */
const byRequest: Post = async (url, body) =>
  (await request(url, { method: "POST", headers: HEADERS, body })).body.text();

/** Nobody who keeps anything reads faster: the same requests at the same concurrency, parsed and thrown away. */
export const measureFloor = (): Promise<Measured> => readAll(byFetch);
export const measureBareFloor = (): Promise<Measured> => readAll(byRequest);

function readAll(post: Post): Promise<Measured> {
  const ask = async (url: string, calls: object): Promise<unknown> =>
    JSON.parse(await post(url, JSON.stringify(calls)));
  return timed(async () => {
    const counts = await Promise.all(
      urls().map(async (url) => {
        const status = (await ask(url, { jsonrpc: "2.0", id: 1, method: "status", params: {} })) as {
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
            await ask(url, calls);
          }
        };
        await Promise.all(Array.from({ length: IN_FLIGHT }, reader));
        return head;
      }),
    );
    return { blocks: counts.reduce((a, b) => a + b, 0) };
  });
}

/** The whole indexer from a cold start: read, decode, decide, store. */
export const measureIndex = (): Promise<Measured> => indexInto(false);

/**
 * The same in a process that has indexed the record before, under another name. The record is read in seconds, half of which
 * the engine spends on compiling; a real network is thousands of times as long, so this is nearer to what a backfill of one does.
 */
export const measureWarmIndex = (): Promise<Measured> => indexInto(true);

async function indexInto(isWarm: boolean): Promise<Measured> {
  const networks = JSON.parse(process.env.BENCH_NETWORKS ?? "[]") as NetworkConfig[];
  const databaseUrl = process.env.BENCH_DATABASE_URL;
  const dataDir = process.env.BENCH_DATA_DIR ?? "";
  const store = await openStore({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
  await migrate(store.db);
  const { signal } = new AbortController();
  const lastHeights = JSON.parse(process.env.BENCH_LAST_HEIGHTS ?? "[]") as number[];
  /** Each network to the end of its own recording, all of them at once. */
  const index = async (nameOf: (name: string) => string) => {
    const runs = networks.map((network, i) =>
      runIndexer(
        {
          store,
          networks: [{ ...network, name: nameOf(network.name) }],
          untilProviderHeight: lastHeights[i] ?? Number.NaN,
        },
        signal,
      ),
    );
    return (await Promise.all(runs)).flat();
  };
  try {
    if (isWarm) await index((name) => `${name}-before`);
    return await timed(async () => {
      const chains = await index((name) => name);
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

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { createCache, type ServerDeps } from "@/lib/server/deps";
import { readConsumers } from "@/lib/server/read-consumers";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { listGaps } from "@/lib/store/read-chain";
import { listSubjects } from "@/lib/store/subject-rows";
import { indexTape, serveRecording } from "../support/index-recording";
import { dumpStore } from "../support/store-dump";

const PROVIDER = "ics-devnet-provider-1";
const NETWORK = "devnet";
const BEFORE = 150;
const KEPT_FROM = 200;
const UNTIL = 260;

let tape: Tape;
let undisturbed: Record<string, string[]>;
/** A chain that consumer 1 runs on has its own heights: of each chain the last at or before the provider's. */
let consumer: { readonly chainId: string; readonly url: string };

beforeAll(async () => {
  tape = await serveRecording("devnet");
  const { store } = await indexTape(tape, UNTIL);
  undisturbed = await dumpStore(store);
  await store.close();
  const rows = (undisturbed.block ?? []).map((row) => JSON.parse(row) as { chain_id: string });
  const blocksOf = (chainId: string) => rows.filter((row) => row.chain_id === chainId).length;
  const [longest] = tape.chains
    .filter(({ isProvider }) => !isProvider)
    .toSorted((a, b) => blocksOf(b.chainId) - blocksOf(a.chainId));
  if (!longest) throw new Error("no consumer chain is served");
  consumer = longest;
}, 120_000);
afterAll(() => tape?.close());

const index = (store: Store, untilProviderHeight: number, signal = new AbortController().signal) =>
  runIndexer({ store, networks: tape.networks as never, untilProviderHeight, gapPatienceMs: 0 }, signal);

async function openIndexed(): Promise<Store> {
  const store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  await index(store, BEFORE);
  return store;
}

const urlsOf = (chainId: string) => [
  chainId,
  ...tape.chains.filter((one) => one.chainId === chainId).map(({ url }) => url),
];
const prune = (chainId: string, prunedBefore?: number) => {
  for (const url of urlsOf(chainId)) tape.misbehave(url, prunedBefore === undefined ? {} : { prunedBefore });
};
const gapsOf = async (store: Store) =>
  (await listGaps(store.db, NETWORK)).map(({ chainId, fromHeight, toHeight }) => ({ chainId, fromHeight, toHeight }));

test("a gap of the provider and of a consumer is closed when a node has the blocks again: the rows are an undisturbed run's", async () => {
  const store = await openIndexed();
  const stopped = (await store.db
    .selectFrom("chain")
    .select("next_height")
    .where("chain_id", "=", consumer.chainId)
    .executeTakeFirstOrThrow()) as { next_height: bigint | null };
  const next = Number(stopped.next_height);
  expect(next).toBeGreaterThan(1);
  prune(PROVIDER, KEPT_FROM);
  prune(consumer.chainId, next + 20);
  await index(store, KEPT_FROM + 20);
  expect(await gapsOf(store)).toEqual(
    expect.arrayContaining([
      { chainId: PROVIDER, fromHeight: BEFORE + 1, toHeight: KEPT_FROM - 1 },
      { chainId: consumer.chainId, fromHeight: next, toHeight: next + 19 },
    ]),
  );
  prune(PROVIDER);
  prune(consumer.chainId);
  await index(store, UNTIL);
  expect(await gapsOf(store)).toEqual([]);
  expect(await dumpStore(store)).toEqual(undisturbed);
  for (const row of await listSubjects(store.db, NETWORK)) {
    expect(row).not.toHaveProperty("because");
    expect(row).not.toHaveProperty("reread");
  }
  await store.close();
}, 240_000);

test("of a gap whose later blocks alone are kept again the earlier ones stay declared", async () => {
  const store = await openIndexed();
  prune(PROVIDER, KEPT_FROM);
  await index(store, KEPT_FROM + 10);
  prune(PROVIDER, KEPT_FROM - 20);
  await index(store, KEPT_FROM + 20);
  expect(await gapsOf(store)).toEqual([{ chainId: PROVIDER, fromHeight: BEFORE + 1, toHeight: KEPT_FROM - 21 }]);
  const heights = await store.db
    .selectFrom("block")
    .select("height")
    .where("network", "=", NETWORK)
    .where("chain_id", "=", PROVIDER)
    .orderBy("height")
    .execute();
  const stored = heights.map(({ height }) => Number(height));
  const wanted = Array.from({ length: KEPT_FROM + 20 }, (_, i) => i + 1).filter(
    (height) => height <= BEFORE || height >= KEPT_FROM - 20,
  );
  expect(stored).toEqual(wanted);
  const deps = {
    store,
    networks: tape.networks,
    cache: createCache(),
    now: Date.now,
    log: console,
  } as never as ServerDeps;
  const consumersAt = async (height: number) => {
    deps.cache.index.clear();
    return readConsumers(deps, NETWORK, { height });
  };
  expect(await consumersAt(BEFORE - 50)).toMatchObject({ state: "ok", isFinal: true });
  expect(await consumersAt(BEFORE + 5)).toMatchObject({ state: "fault", status: 404, code: "height-not-available" });
  const afterGap = await consumersAt(KEPT_FROM);
  // What is missing may be read one day, and is then told.
  expect(afterGap).toMatchObject({ state: "ok", isFinal: false });
  // What was read since the first block and by today's rules still is.
  for (const row of await listSubjects(store.db, NETWORK)) {
    if (row.chainId === PROVIDER) expect(row).toMatchObject({ fromHeight: 1 });
  }
  prune(PROVIDER);
  await index(store, UNTIL);
  expect(await gapsOf(store)).toEqual([]);
  expect(await dumpStore(store)).toEqual(undisturbed);
  expect(await consumersAt(BEFORE + 5)).toMatchObject({ state: "ok", isFinal: true });
  const closed = await consumersAt(KEPT_FROM);
  expect(closed).toMatchObject({ state: "ok", isFinal: true });
  if (closed.state === "ok" && afterGap.state === "ok") expect(closed.version).not.toBe(afterGap.version);
  await store.close();
}, 240_000);

test("while it follows the head, a run closes a gap as soon as a node shows the blocks, and needs no restart", async () => {
  const store = await openIndexed();
  prune(PROVIDER, KEPT_FROM);
  tape.setHead(UNTIL);
  const stop = new AbortController();
  const networks = tape.networks as never;
  const run = runIndexer({ store, networks, gapPatienceMs: 0 }, stop.signal);
  try {
    await expect.poll(() => gapsOf(store), { timeout: 60_000 }).toHaveLength(1);
    prune(PROVIDER);
    await expect.poll(() => gapsOf(store), { timeout: 120_000, interval: 500 }).toEqual([]);
  } finally {
    stop.abort();
    await run;
  }
  const after = await dumpStore(store);
  expect(after.block).toEqual(undisturbed.block);
  await store.close();
}, 240_000);

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { createCache, type ServerDeps } from "@/lib/server/deps";
import { type ProviderSnapshot, readSnapshot } from "@/lib/server/provider-snapshot";
import type { Store } from "@/lib/store/open-store";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/*
 * The state of a block is made of that of a block nearby and what changed in between. Whatever way a reader came, it must be
 * the state that reading everything gives.
 */

const LAST = 1_500;
/** Thirty heights: neighbours, epochs (every 30 blocks), leaps within a step, and leaps beyond it. */
const HEIGHTS = [
  2, 3, 4, 29, 30, 31, 60, 61, 120, 150, 151, 199, 240, 241, 242, 330, 480, 481, 500, 599, 700, 715, 720, 900, 901, 990,
  1_080, 1_200, 1_455, 1_500,
];

let tape: Tape;
let store: Store;
let deps: ServerDeps;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, LAST));
  deps = serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

async function snapshotAt(given: ServerDeps, height: number): Promise<ProviderSnapshot> {
  const { network, chain_id: providerChainId } = await store.db
    .selectFrom("chain")
    .select(["network", "chain_id"])
    .where("role", "=", "provider")
    .executeTakeFirstOrThrow();
  const snapshot = await readSnapshot(given, { network, height, providerChainId });
  if (!snapshot) throw new Error(`block ${height} is not stored`);
  return snapshot;
}

/** All that is in it, and what is derived from it for each consumer. */
function contentOf(snapshot: ProviderSnapshot) {
  const { nextSet, ...rest } = snapshot;
  return { ...rest, next: snapshot.consumers.map(nextSet) };
}

const whole = new Map<number, ReturnType<typeof contentOf>>();

beforeAll(async () => {
  for (const height of HEIGHTS) {
    whole.set(height, contentOf(await snapshotAt({ ...deps, cache: createCache() }, height)));
  }
}, 120_000);

const leaps = [...HEIGHTS].sort((a, b) => ((a * 7_919) % 101) - ((b * 7_919) % 101) || a - b);

test.each([
  ["forwards", HEIGHTS],
  ["backwards", HEIGHTS.toReversed()],
  ["to and fro", leaps],
])("the state of a block is the same however a reader came to it: %s", async (_name, heights) => {
  const walker = { ...deps, cache: createCache() };
  for (const height of heights) {
    const snapshot = await snapshotAt(walker, height);
    expect(contentOf(snapshot), `at block ${height}`).toEqual(whole.get(height));
    expect(
      snapshot.validators.map(({ operator }) => operator),
      `at block ${height}`,
    ).toEqual(whole.get(height)?.validators.map(({ operator }) => operator));
  }
});

test("the record moves enough for that to say something", () => {
  const powers = new Set([...whole.values()].map(({ totalPower }) => totalPower));
  const sets = new Set(
    [...whole.values()].map(({ stored }) => JSON.stringify([...stored].map(([, set]) => set.length))),
  );
  expect(powers.size).toBeGreaterThan(10);
  expect(sets.size).toBeGreaterThan(5);
});

test("what did not change between two blocks is the same object", async () => {
  const walker = { ...deps, cache: createCache() };
  const before = await snapshotAt(walker, 1_455);
  const after = await snapshotAt(walker, 1_456);
  expect(after.stored.size).toBeGreaterThan(0);
  for (const [consumerId, set] of after.stored) expect(set).toBe(before.stored.get(consumerId));
});

test("a store that was filled anew under the same names is read whole", async () => {
  const walker = { ...deps, cache: createCache() };
  await snapshotAt(walker, 900);
  // As left behind by a record whose block 900 was another one, with nobody in it.
  for (const [name, kept] of walker.cache.tables) {
    walker.cache.tables.set(
      name,
      kept.map((tables) => ({ ...tables, blockHash: "00", validators: [] })),
    );
  }
  expect(contentOf(await snapshotAt(walker, 901))).toEqual(whole.get(901));
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { listSubjects } from "@/lib/store/subject-rows";
import { indexTape, serveRecording } from "../support/index-recording";
import { dumpStore } from "../support/store-dump";

const PROVIDER = "ics-devnet-provider-1";
const NETWORK = "devnet";
/** The earlier build read so far. A validator was jailed before it, so its record lacks punishments. */
const EARLIER = 400;
const UNTIL = 450;
const UNKNOWN_TO_IT = ["punishments", "signing", "rewards"];

let tape: Tape;
let undisturbed: Record<string, string[]>;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  const { store } = await indexTape(tape, UNTIL);
  undisturbed = await dumpStore(store);
  await store.close();
}, 120_000);
afterAll(() => tape?.close());

async function indexedByAnEarlierBuild(without: readonly string[] = UNKNOWN_TO_IT): Promise<Store> {
  const store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  const networks = tape.networks as never;
  await runIndexer({ store, networks, untilProviderHeight: EARLIER, without }, new AbortController().signal);
  return store;
}

const ofProvider = async (store: Store) =>
  (await listSubjects(store.db, NETWORK)).filter(({ chainId }) => chainId === PROVIDER);

test("subjects an earlier build did not know are read again from the nodes: the rows are those of an undisturbed run", async () => {
  const store = await indexedByAnEarlierBuild();
  expect((await ofProvider(store)).map(({ subject }) => subject)).toEqual([
    "block-limits",
    "core",
    "proposals",
    "queued-infraction",
  ]);
  await indexTape(tape, UNTIL, store);
  expect(await dumpStore(store)).toEqual(undisturbed);
  for (const row of await listSubjects(store.db, NETWORK)) {
    expect(row).not.toHaveProperty("because");
    if (row.chainId === PROVIDER) expect(row.fromHeight).toBe(1);
  }
  expect(undisturbed.punishment?.length).toBeGreaterThan(0);
  await store.close();
}, 240_000);

test("a store that noted no versions is read again whole", async () => {
  const store = await indexedByAnEarlierBuild([]);
  await store.db.deleteFrom("subject").execute();
  await indexTape(tape, UNTIL, store);
  expect(await dumpStore(store)).toEqual(undisturbed);
  expect((await ofProvider(store)).every(({ fromHeight, because }) => fromHeight === 1 && because === undefined)).toBe(
    true,
  );
  await store.close();
}, 240_000);

test("rows made by rules that changed since give way to new ones; a second reading that was broken off goes on", async () => {
  const store = await indexedByAnEarlierBuild([]);
  await store.db.updateTable("subject").set({ version: 0 }).where("subject", "in", ["punishments", "core"]).execute();
  await store.db.updateTable("punishment").set({ amount: "1" }).where("network", "=", NETWORK).execute();
  const networks = tape.networks as never;
  // Ends, in the middle of reading again, as often as it takes to see it begun.
  for (let tries = 0; tries < 20; tries += 1) {
    const stop = new AbortController();
    const run = runIndexer({ store, networks, untilProviderHeight: UNTIL }, stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 500 + 250 * tries));
    stop.abort();
    await run;
    const begun = await store.db
      .selectFrom("block")
      .select("height")
      .where("network", "like", "%~%")
      .limit(1)
      .execute();
    if (begun.length > 0) break;
  }
  await indexTape(tape, UNTIL, store);
  expect(await dumpStore(store)).toEqual(undisturbed);
  await store.close();
}, 240_000);

test("where no node keeps those blocks nothing is lost and the gap is declared; it is healed by one that has them", async () => {
  const store = await indexedByAnEarlierBuild(["punishments"]);
  const urls = [PROVIDER, ...tape.chains.filter(({ chainId }) => chainId === PROVIDER).map(({ url }) => url)];
  for (const url of urls) tape.misbehave(url, { prunedBefore: EARLIER - 50 });
  const before = (await dumpStore(store)).timeline_event;
  await indexTape(tape, EARLIER + 20, store);
  const told = (await ofProvider(store)).find(({ subject }) => subject === "punishments");
  // The last fifty blocks are still there, and are read again.
  expect(told).toMatchObject({ fromHeight: EARLIER - 50 });
  expect((await dumpStore(store)).timeline_event).toEqual(expect.arrayContaining(before ?? []));
  for (const url of urls) tape.misbehave(url, { prunedBefore: EARLIER });
  await indexTape(tape, EARLIER + 30, store);
  expect((await ofProvider(store)).find(({ subject }) => subject === "punishments")).toMatchObject({
    fromHeight: EARLIER - 50,
    reread: expect.stringContaining("not-possible: the nodes keep blocks from"),
  });
  for (const url of urls) tape.misbehave(url, {});
  await indexTape(tape, UNTIL, store);
  expect(await dumpStore(store)).toEqual(undisturbed);
  await store.close();
}, 240_000);

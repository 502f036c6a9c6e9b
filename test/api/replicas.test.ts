import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { createCache, type ServerDeps } from "@/lib/server/deps";
import { heedNews } from "@/lib/server/heed-news";
import { startIndexerThread } from "@/lib/server/indexer-thread";
import { KeepWarm } from "@/lib/server/keep-warm";
import { readConsumerValidators } from "@/lib/server/read-consumer-validators";
import { readConsumers } from "@/lib/server/read-consumers";
import { readReadiness } from "@/lib/server/read-health";
import { readOverview } from "@/lib/server/read-overview";
import { readProposals } from "@/lib/server/read-proposals";
import { readSlashes } from "@/lib/server/read-slashes";
import { readValidators } from "@/lib/server/read-validators";
import { closeHubs, hubOf } from "@/lib/server/stream/hubs";
import { type BlockNews, listenForBlocks } from "@/lib/store/block-news";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { freshDatabase } from "@/lib/store/test-database";
import { bundleWorkers } from "../../scripts/lib/bundle.mjs";
import { serveRecording } from "../support/index-recording";

/*
 * Two processes that serve and two that may write, on one database: here two servers' memories in one process, and two
 * indexer threads, of which the database elects one.
 */

const NETWORK = "devnet";
const TAKEOVER_MS = 15_000;

interface Reader {
  readonly deps: ServerDeps;
  readonly store: Store;
  /** What the database told of blocks. */
  readonly news: BlockNews[];
  close(): Promise<void>;
}

const serverUrl = process.env.TEST_DATABASE_URL;
if (serverUrl === undefined && process.env.CI) throw new Error("TEST_DATABASE_URL is not set");

let tape: Tape;
let readers: Reader[] = [];
let writers: ReturnType<typeof startIndexerThread>[] = [];

beforeAll(async () => {
  if (serverUrl === undefined) return;
  await bundleWorkers();
  const databaseUrl = await freshDatabase(serverUrl);
  const admin = await openStore({ databaseUrl, dataDir: "" });
  await migrate(admin.db);
  await admin.close();
  tape = await serveRecording("devnet");
  tape.setHead(300);
  readers = await Promise.all([0, 1].map(() => openReader(databaseUrl)));
  const [first] = readers;
  if (!first) return;
  const { networks, log } = first.deps;
  for (const _ of [0, 1]) {
    writers.push(startIndexerThread({ store: first.store, networks, databaseUrl, dataDir: "", log }));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await until(async () => (await headOf(first, true)) === 300, 90_000);
}, 180_000);
afterAll(async () => {
  await Promise.all(writers.map((writer) => writer.stop()));
  await Promise.all(readers.map((reader) => reader.close()));
  await tape?.close();
});

/**
 * What `boot` makes of `INDEXER=0`. Its clock stands still, so that nothing kept for a moment runs out by itself: whatever is
 * seen of a new block is seen because the database told of it.
 */
async function openReader(databaseUrl: string): Promise<Reader> {
  const store = await openStore({ databaseUrl, dataDir: "" });
  const log = { error: () => undefined, warn: () => undefined, info: () => undefined } as never;
  const networks = tape.networks as readonly NetworkConfig[];
  const deps: ServerDeps = { store, networks, log, cache: createCache(), now: () => 0 };
  const warm = new KeepWarm(deps);
  const reader: Reader = {
    deps,
    store,
    news: [],
    close: async () => {
      warm.stop();
      await stop();
      await store.close();
    },
  };
  const stop = listenForBlocks(databaseUrl, heedNews(warm, { beat: (news) => void reader.news.push(news) }));
  return reader;
}

async function headOf({ deps }: Reader, looksAgain = false): Promise<number | undefined> {
  if (looksAgain) deps.cache.index.clear();
  const view = await readOverview(deps, NETWORK, {});
  return view.state === "ok" ? view.asOf.height : undefined;
}

async function until(isTrue: () => Promise<boolean>, ms: number): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < ms) {
    if (await isTrue()) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within ${ms} ms`);
}

async function answersOf({ deps }: Reader, height: number): Promise<string> {
  const at = { height };
  const views = await Promise.all([
    readOverview(deps, NETWORK, at),
    readConsumers(deps, NETWORK, at),
    readConsumerValidators(deps, NETWORK, "1", at),
    readValidators(deps, NETWORK, at),
    readSlashes(deps, NETWORK, at),
    readProposals(deps, NETWORK, at),
  ]);
  for (const view of views) expect(view.state).toBe("ok");
  return JSON.stringify(views);
}

test.runIf(serverUrl)(
  "a block that another process stored is seen by every reader because the database tells of it",
  async () => {
    // Consumers are behind or level by now; from here on only the news makes a reader look again.
    await until(async () => (await readReadiness((readers[0] as Reader).deps)).isReady || looksAgain(), 60_000);
    for (const reader of readers) expect(await headOf(reader, true)).toBe(300);
    const before = readers.map(({ news }) => news.length);
    tape.setHead(310);
    for (const [i, reader] of readers.entries()) {
      await until(async () => (await headOf(reader)) === 310, 20_000);
      expect(reader.news.length).toBeGreaterThan(before[i] ?? 0);
    }
  },
  120_000,
);

test.runIf(serverUrl)(
  "a block's height goes from the database to the streams of a process that does not index, before it is read",
  async () => {
    const [{ deps, news }] = readers as [Reader];
    let heard = "";
    const client = {
      send: (bytes: Uint8Array) => {
        heard += Buffer.from(bytes);
      },
      waitingBytes: () => 0,
      close: () => undefined,
    };
    const leave = await hubOf(deps, NETWORK)?.join(client, null);
    if (typeof leave !== "function") throw new Error("the stream was refused");
    try {
      heard = "";
      tape.setHead(311);
      await until(async () => /event: head/.test(heard), 20_000);
      const told = heard.split("\n\n").filter((frame) => frame.includes("event: block"));
      expect(told.map((frame) => JSON.parse(/data: (.*)/.exec(frame)?.[1] ?? "null"))).toEqual([
        { asOf: news.findLast(({ head }) => head !== undefined)?.head },
      ]);
      expect(told[0]).toContain('"height":311');
      expect(heard.indexOf("event: block")).toBeLessThan(heard.indexOf("event: head"));
    } finally {
      leave();
      closeHubs();
    }
  },
  60_000,
);

/** Lets a wait go on by looking at the store anew; never the end of one. */
function looksAgain(): false {
  for (const { deps } of readers) deps.cache.index.clear();
  return false;
}

test.runIf(serverUrl)("both say the same of the same height, live and pinned", async () => {
  const [one, other] = readers as [Reader, Reader];
  // The last blocks of a consumer may reach one reader a moment before the other.
  for (const height of [311, 305, 200, 120])
    await until(async () => (await answersOf(one, height)) === (await answersOf(other, height)), 5_000);
});

test.runIf(serverUrl)(
  "the writer ends, the other one takes over, and readers are told by it as before",
  async () => {
    const [first, ...others] = writers;
    await first?.stop();
    writers = others;
    tape.setHead(320);
    for (const reader of readers) await until(async () => (await headOf(reader)) === 320, TAKEOVER_MS + 20_000);
    const [one, other] = readers as [Reader, Reader];
    await until(async () => (await answersOf(one, 320)) === (await answersOf(other, 320)), 5_000);
  },
  90_000,
);

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { freshDatabase } from "@/lib/store/test-database";
import { waitForWriterLock } from "@/lib/store/writer-lock";
import { bundle } from "../../scripts/lib/bundle.mjs";
import { indexTape, serveRecording } from "../support/index-recording";
import { dumpStore } from "../support/store-dump";

const UNTIL = 420;
const TAKEOVER_MS = 15_000;

const serverUrl = process.env.TEST_DATABASE_URL;
if (serverUrl === undefined && process.env.CI) throw new Error("TEST_DATABASE_URL is not set");

let tape: Tape;
let folder: string;
let entry: string;
let databaseUrl = "";

beforeAll(async () => {
  if (serverUrl === undefined) return;
  databaseUrl = await freshDatabase(serverUrl);
  entry = await bundle("lib/indexer/main.ts", "dist/test/takeover-main.mjs");
  tape = await serveRecording("devnet");
  folder = await mkdtemp(path.join(os.tmpdir(), "explorer-takeover-"));
  await writeFile(path.join(folder, "networks.json"), JSON.stringify(tape.networks));
  const store = await openStore({ databaseUrl, dataDir: "" });
  await migrate(store.db);
  await store.close();
}, 120_000);
afterAll(async () => {
  await tape?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

function startWriter(): ChildProcess {
  const env = { ...process.env, NETWORKS_FILE: path.join(folder, "networks.json"), DATABASE_URL: databaseUrl };
  return spawn(process.execPath, [entry, "--until", String(UNTIL)], { env, stdio: "ignore" });
}

const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("exit", resolve));

async function blocksIn(store: Store): Promise<number> {
  const rows = await store.db.selectFrom("block").select("height").execute();
  return rows.length;
}

async function until(isTrue: () => Promise<boolean>, ms: number): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < ms) {
    if (await isTrue()) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within ${ms} ms`);
}

test.runIf(serverUrl)(
  "the lock is one process's, and the next one's when its session ends",
  async () => {
    const stop = new AbortController();
    const first = await waitForWriterLock(databaseUrl, stop.signal);
    const second = waitForWriterLock(databaseUrl, stop.signal);
    const admin = new pg.Client(databaseUrl);
    await admin.connect();
    await admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'explorer writer' and pid in (select pid from pg_locks where locktype = 'advisory') and datname = current_database()",
    );
    await admin.end();
    const lock = await second;
    expect(first?.lost.aborted).toBe(true);
    expect(lock?.lost.aborted).toBe(false);
    await lock?.release();
    stop.abort();
    expect(await waitForWriterLock(databaseUrl, stop.signal)).toBeUndefined();
  },
  30_000,
);

test.runIf(serverUrl)(
  "a writer that is killed is followed within 15 s, and no row is lost or doubled",
  async () => {
    for (const chain of tape.chains) tape.misbehave(chain.chainId, { latencyMs: 40 });
    const store = await openStore({ databaseUrl, dataDir: "" });
    const first = startWriter();
    const firstEnded = ended(first);
    await until(async () => (await blocksIn(store)) > 100, 60_000);
    const second = startWriter();
    const secondEnded = ended(second);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    first.kill("SIGKILL");
    expect(await firstEnded).toBeNull();
    const before = await blocksIn(store);
    const tookMs = await until(async () => (await blocksIn(store)) > before, TAKEOVER_MS);
    expect(tookMs).toBeLessThan(TAKEOVER_MS);
    for (const chain of tape.chains) tape.misbehave(chain.chainId, {});
    expect(await secondEnded).toBe(0);
    const after = await dumpStore(store);
    await store.close();
    const undisturbed = await indexTape(tape, UNTIL);
    expect(after).toEqual(await dumpStore(undisturbed.store));
    await undisturbed.store.close();
  },
  180_000,
);

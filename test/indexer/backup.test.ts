import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { backupFolder } from "@/lib/store/backup-folder";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { freshDatabase } from "@/lib/store/test-database";
import { bundleWorkers } from "../../scripts/lib/bundle.mjs";
import { findPostgres } from "../../scripts/lib/system-packages.mjs";
import { callRoute } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";
import { dumpStore } from "../support/store-dump";

const BACKED_UP = 260;
const UNTIL = 320;
const PATHS = [
  "overview",
  "consumers",
  "consumers/1/validators",
  "consumers/1/packets",
  "validators",
  "slashes",
  "proposals",
  "rewards",
  "security",
  "overview?height=200",
  "validators?height=150",
];

const serverUrl = process.env.TEST_DATABASE_URL;
if (serverUrl === undefined && process.env.CI) throw new Error("TEST_DATABASE_URL is not set");

let tape: Tape;
let folder: string;
let undisturbed: Record<string, string[]>;

beforeAll(async () => {
  await bundleWorkers();
  tape = await serveRecording("devnet");
  folder = await mkdtemp(path.join(os.tmpdir(), "explorer-backup-"));
  const { store } = await indexTape(tape, UNTIL);
  undisturbed = await dumpStore(store);
  await store.close();
}, 120_000);
afterAll(async () => {
  await tape?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** `data` of every path, as it goes over the wire. */
async function answersOf(store: Store): Promise<string[]> {
  restartServer(store, tape.networks as never, { now: () => 0 });
  const bodies: string[] = [];
  for (const where of PATHS) {
    const response = await callRoute("devnet", where);
    expect(response.status, where).toBe(200);
    bodies.push(JSON.stringify((await response.json()).data));
  }
  return bodies;
}

async function expectWhole(restored: Store, answers: readonly string[]): Promise<void> {
  await migrate(restored.db);
  expect(await answersOf(restored)).toEqual(answers);
  await indexTape(tape, UNTIL, restored);
  expect(await dumpStore(restored)).toEqual(undisturbed);
}

test("a copy of the embedded database answers the same, and indexing goes on in it without loss", async () => {
  const dataDir = path.join(folder, "data");
  const target = path.join(folder, "copy");
  const store = await openStore({ dataDir });
  await migrate(store.db);
  await indexTape(tape, BACKED_UP, store);
  const answers = await answersOf(store);
  await expect(backupFolder(dataDir, target)).rejects.toThrow(/in use by process/);
  await store.close();
  await backupFolder(dataDir, target);
  await expect(backupFolder(dataDir, target)).rejects.toThrow(/is there already/);
  // What happens to the original afterwards is none of the copy's business.
  await rm(dataDir, { recursive: true });
  const restored = await openStore({ dataDir: target });
  await expectWhole(restored, answers);
  await restored.close();
}, 180_000);

test.runIf(serverUrl)(
  "pg_dump and pg_restore, as the README says them: the same answers, and indexing goes on without loss",
  async () => {
    const databaseUrl = await freshDatabase(serverUrl as string);
    const store = await openStore({ databaseUrl, dataDir: "" });
    await migrate(store.db);
    await indexTape(tape, BACKED_UP, store);
    const answers = await answersOf(store);
    const dump = path.join(folder, "explorer.dump");
    // Taken while the store is open, as one would; what is written afterwards is not in it.
    run("pg_dump", ["-Fc", databaseUrl, "-f", dump]);
    await indexTape(tape, BACKED_UP + 20, store);
    await store.close();
    const target = await freshDatabase(serverUrl as string);
    run("pg_restore", ["--clean", "--if-exists", "--no-owner", "-d", target, dump]);
    const restored = await openStore({ databaseUrl: target, dataDir: "" });
    await expectWhole(restored, answers);
    await restored.close();
    // Over what is there: the newer rows are gone, as in the backup.
    run("pg_restore", ["--clean", "--if-exists", "--no-owner", "-d", databaseUrl, dump]);
    const reset = await openStore({ databaseUrl, dataDir: "" });
    expect(await answersOf(reset)).toEqual(answers);
    await reset.close();
  },
  180_000,
);

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(path.join(findPostgres() ?? "", program), args, { encoding: "utf8" });
  expect(status, stderr).toBe(0);
}

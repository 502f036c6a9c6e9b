import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";
import { bundle, bundleWorkers } from "../../scripts/lib/bundle.mjs";
import { indexTape, serveRecording } from "../support/index-recording";
import { dumpStore } from "../support/store-dump";

const UNTIL = 420;
const KILLS = 20;

let tape: Tape;
let folder: string;
let entry: string;

beforeAll(async () => {
  await bundleWorkers();
  entry = await bundle("lib/indexer/main.ts", "dist/test/indexer-main.mjs");
  tape = await serveRecording("devnet");
  folder = await mkdtemp(path.join(os.tmpdir(), "explorer-kill-"));
  await writeFile(path.join(folder, "networks.json"), JSON.stringify(tape.networks));
  // The folder is made once beforehand, so that the kills fall on indexing and not on its creation.
  const store = await openStore({ dataDir: path.join(folder, "data") });
  await migrate(store.db);
  await store.close();
}, 120_000);
afterAll(async () => {
  await tape?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the indexer as its own process; kills it after `killAfterMs`, or lets it end. Returns its exit code. */
function runIndexerProcess(killAfterMs: number | undefined): Promise<{ code: number | null; output: string }> {
  const env = {
    ...process.env,
    NETWORKS_FILE: path.join(folder, "networks.json"),
    DATA_DIR: path.join(folder, "data"),
    DATABASE_URL: "",
  };
  const child = spawn(process.execPath, [entry, "--until", String(UNTIL)], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  if (killAfterMs !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((resolve) => child.once("exit", (code) => resolve({ code, output })));
}

test("killed twenty times at random points, the rows are those of an undisturbed run", async () => {
  // Nodes answer slowly here, so that one run takes longer than the longest wait before a kill.
  for (const chain of tape.chains) tape.misbehave(chain.chainId, { latencyMs: 4 });
  let killed = 0;
  for (let i = 0; i < KILLS; i += 1) {
    const { code } = await runIndexerProcess(500 + Math.random() * 900);
    if (code === null) killed += 1;
  }
  for (const chain of tape.chains) tape.misbehave(chain.chainId, {});
  expect(killed).toBeGreaterThan(0);
  const last = await runIndexerProcess(undefined);
  expect(last.code, last.output).toBe(0);

  const survivor = await openStore({ dataDir: path.join(folder, "data") });
  const after = await dumpStore(survivor);
  await survivor.close();
  const { store } = await indexTape(tape, UNTIL);
  expect(after).toEqual(await dumpStore(store));
  await store.close();
}, 180_000);

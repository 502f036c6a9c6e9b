import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";
import { buildWhenStale } from "../scripts/lib/build.mjs";
import { fill, NETWORK, validatorsOf } from "./search";

export interface Zone {
  readonly validators: number;
  readonly consumers: number;
  /** Opted in and stored, of each consumer. */
  readonly members: number;
}

/** Runs the built explorer on a store filled for it, does the work with its address, and ends it. */
export async function withFilledExplorer<T>(zone: Zone, port: number, work: (base: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "explorer-zone-"));
  let server: ChildProcess | undefined;
  try {
    await buildWhenStale();
    await fillZone(dataDir, zone);
    server = await serve(dataDir, port);
    return await work(`http://127.0.0.1:${port}`);
  } finally {
    if (server) await stop(server);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function fillZone(dataDir: string, { validators, consumers, members }: Zone): Promise<void> {
  const store = await openStore({ dataDir });
  try {
    await migrate(store.db);
    await fill(store.db, validatorsOf(validators), { members, stored: members, consumers });
  } finally {
    await store.close();
  }
}

/** The built explorer over that store; its nodes do not answer. */
async function serve(dataDir: string, port: number): Promise<ChildProcess> {
  const networks = path.join(dataDir, "networks.json");
  writeFileSync(
    networks,
    JSON.stringify([{ name: NETWORK, provider: { rpc: ["http://127.0.0.1:9"] }, consumers: [] }]),
  );
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      PORT: String(port),
      NETWORKS_FILE: networks,
      DATA_DIR: dataDir,
      VERIFY: "0",
      RATE_LIMIT: "0",
      LOG_LEVEL: "fatal",
    },
  });
  for (let waited = 0; waited < 300; waited += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => undefined);
    if (answer?.ok) return child;
    if (child.exitCode !== null) throw new Error("the explorer did not start");
    await new Promise((done) => setTimeout(done, 500));
  }
  await stop(child);
  throw new Error("the explorer did not answer");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startTape } from "@/devnet/tape/tape";
import { findPostgres } from "../scripts/lib/system-packages.mjs";
import { startPostgres } from "../scripts/lib/temporary-postgres.mjs";
import { type Measured, measureBareFloor, measureCosmjs, measureFloor, measureIndex } from "./reading";

/*
 * npm run bench [-- index]: ratios measured in one run against a named floor. Each variant runs in a process of its own,
 * against the same served recording; no figure here is a test, since machines differ and their speed drifts.
 */

const RECORDING = path.resolve("devnet/recordings/devnet");

/** The served recording lives in this process, so its variants must not be waited for by blocking. */
async function inOwnProcess(variant: string, networks: string, databaseUrl?: string): Promise<Measured> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "explorer-bench-"));
  try {
    const env = {
      ...process.env,
      BENCH_NETWORKS: networks,
      BENCH_DATA_DIR: dataDir,
      BENCH_DATABASE_URL: databaseUrl ?? "",
    };
    const child = spawn(process.execPath, [process.argv[1] as string, "variant", variant], { env });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      complaint += chunk;
    });
    const [code] = await once(child, "exit");
    const line = output.split("\n").find((text) => text.startsWith("{"));
    if (code !== 0 || line === undefined) throw new Error(`${variant} failed: ${complaint.slice(0, 2_000)}`);
    return JSON.parse(line) as Measured;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function benchIndex(): Promise<void> {
  const tape = await startTape({ dirs: [RECORDING], speed: 0 });
  const networks = JSON.stringify(tape.networks);
  const postgres = findPostgres() ? await startPostgres() : undefined;
  try {
    await inOwnProcess("floor", networks); // Warms the server's file cache; not counted.
    const floor = await inOwnProcess("floor", networks);
    const pglite = await inOwnProcess("index", networks);
    const cosmjs = await inOwnProcess("cosmjs", networks);
    const bare = await inOwnProcess("bare-floor", networks);
    const rows: [string, Measured, string][] = [
      ["floor: fetch and JSON.parse", floor, ""],
      ["undici.request and JSON.parse", bare, `indexing on PGlite is ${ratio(pglite, bare)} of that`],
      ["index, PGlite", pglite, `${ratio(pglite, floor)} of the floor (named floor: 0.5)`],
    ];
    if (postgres) {
      const onPostgres = await inOwnProcess("index", networks, postgres.url);
      rows.push(["index, PostgreSQL", onPostgres, `${ratio(onPostgres, floor)} of the floor (named floor: 0.7)`]);
    }
    rows.push([
      "CosmJS, reading only",
      cosmjs,
      `indexing on PGlite is ${ratio(pglite, cosmjs)} × that (named floor: 5)`,
    ]);
    for (const [name, measured, note] of rows) {
      const speed = `${(measured.blocks / measured.seconds).toFixed(0)} blocks/s`;
      const calls =
        measured.calls === undefined ? "" : `${(measured.calls / measured.blocks).toFixed(3)} calls/block, `;
      console.log(
        `${name.padEnd(30)} ${speed.padStart(15)}  ${calls}${measured.cpuSeconds.toFixed(1)} s CPU, peak RSS ${measured.peakRssMb} MB  ${note}`,
      );
    }
  } finally {
    await postgres?.stop();
    await tape.close();
  }
}

function ratio(a: Measured, b: Measured): string {
  return (a.blocks / a.seconds / (b.blocks / b.seconds)).toFixed(2);
}

const VARIANTS: Readonly<Record<string, () => Promise<Measured>>> = {
  floor: measureFloor,
  "bare-floor": measureBareFloor,
  index: measureIndex,
  cosmjs: measureCosmjs,
};

async function main(): Promise<void> {
  const [command = "index", name = ""] = process.argv.slice(2);
  if (command === "variant") {
    const measure = VARIANTS[name];
    if (!measure) throw new Error(`there is no variant ${name}`);
    console.log(JSON.stringify(await measure()));
  } else if (command === "index") {
    await benchIndex();
  } else {
    console.error("npm run bench -- index");
    process.exit(2);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";
import { listRecords } from "@/lib/store/record-rows";
import { bundle, bundleWorkers } from "../../scripts/lib/bundle.mjs";
import { dumpStore } from "../support/store-dump";

/* The record that ships, through the command line, into the embedded database. */

const SHIPPED = path.resolve(import.meta.dirname, "../../records/devnet.icsrecord");
const KILLS = 3;

let entry: string;
let dataDir: string;

beforeAll(async () => {
  await bundleWorkers();
  entry = await bundle("lib/snapshot/main.ts", "dist/test/snapshot-main.mjs");
  dataDir = await mkdtemp(path.join(tmpdir(), "shipped-"));
  const store = await openStore({ dataDir });
  await migrate(store.db);
  await store.close();
}, 120_000);
afterAll(async () => {
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** Runs the command; kills it `killAfterMs` after it has begun to write. */
function run(
  args: readonly string[],
  killAfterMs?: number,
): Promise<{ code: number | null; output: string; ms: number }> {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "", NETWORKS_FILE: "" };
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const started = performance.now();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  if (killAfterMs !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((resolve) =>
    child.once("exit", (code) => resolve({ code, output, ms: performance.now() - started })),
  );
}

async function stored(): Promise<{ records: string[]; rows: number }> {
  const store = await openStore({ dataDir });
  try {
    const rows = Object.values(await dumpStore(store)).reduce((sum, table) => sum + table.length, 0);
    return { records: (await listRecords(store.db)).map(({ network }) => network), rows };
  } finally {
    await store.close();
  }
}

test("killed at any point, an import has left nothing; left alone it is there, proven", async () => {
  const checked = await run(["check", SHIPPED]);
  expect(checked.output).toMatch(/proven: 27\d figures and headers, by 37 headers/);
  for (let i = 1; i <= KILLS; i += 1) {
    // The killed ones end before the last, which takes at least as long as it took to check.
    await run(["import", SHIPPED, "--as", "kept"], (checked.ms * i) / (KILLS + 1));
    const found = await stored();
    if (found.records.length === 0) expect(found.rows).toBe(0);
    else expect(found.rows).toBeGreaterThan(5_000);
    if (found.records.length > 0) await run(["remove", "kept"]);
  }
  const { code, output } = await run(["import", SHIPPED, "--as", "kept"]);
  expect(output).toContain("it is the network kept from the next start of the explorer on");
  expect(code).toBe(0);
  expect((await stored()).records).toEqual(["kept"]);
  expect((await run(["import", SHIPPED, "--as", "kept"])).output.trim()).toBe(
    "the name kept is taken: choose another with --as NAME",
  );
  expect((await run(["import", SHIPPED, "--as", "consumers"])).output).toContain("the name consumers is taken");
  expect((await run(["list"])).output).toMatch(/^kept: blocks 1 to 1515 of ics-devnet-provider-1, exported at /);
}, 400_000);

test("a store that the explorer holds is refused in one sentence, and so is what is no command", async () => {
  const store = await openStore({ dataDir });
  try {
    const { code, output } = await run(["list"]);
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      `${dataDir} is in use by process ${process.pid}: stop it, or set DATA_DIR to another folder`,
    );
  } finally {
    await store.close();
  }
  for (const [args, sentence] of [
    [[], "what is to be done?"],
    [["import"], "FILE is missing"],
    [["fly"], "there is no command fly"],
    [["export", SHIPPED], "is there already: --force writes over it"],
    [["export", "x", "--network", "kept", "--height", "1", "--from", "2"], "one or the other"],
    [["import", SHIPPED, "--trust", "x"], "write CHAIN:HEIGHT:HASH"],
  ] as const) {
    const { code, output } = await run(args);
    expect(output).toContain(sentence);
    expect(code).toBe(2);
  }
}, 60_000);

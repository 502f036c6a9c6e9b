import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startTape } from "@/devnet/tape/tape";
import { findPostgres } from "../scripts/lib/system-packages.mjs";
import { startPostgres } from "../scripts/lib/temporary-postgres.mjs";
import type { Measured } from "./reading";

const DEFAULT_ROUNDS = 3;

/** How long a node that is not on this machine lets one wait: some hundred kilometres there and back, and its own work. */
const AWAY_MS = 20;

const RECORDINGS = ["devnet", "changeover"].map((name) => path.resolve("devnet/recordings", name));

/** Networks that are served, and the last height of each provider, as JSON. */
interface Served {
  readonly networks: string;
  readonly lastHeights: string;
}

/** The served recording lives in this process, so its variants must not be waited for by blocking. */
async function inOwnProcess(
  variant: string,
  { networks, lastHeights }: Served,
  databaseUrl?: string,
): Promise<Measured> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "explorer-bench-"));
  try {
    const env = {
      ...process.env,
      BENCH_NETWORKS: networks,
      BENCH_LAST_HEIGHTS: lastHeights,
      BENCH_DATA_DIR: dataDir,
      BENCH_DATABASE_URL: databaseUrl ?? "",
    };
    const args = [...process.execArgv, process.argv[1] as string, "variant", variant]; // Everyone runs under the same flags.
    const child = spawn(process.execPath, args, { env });
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

/** What is measured, what it is held against, and from which ratio of blocks/s on it is good enough. */
const COMPARED: readonly { variant: string; name: string; against?: readonly [variant: string, named?: number][] }[] = [
  { variant: "floor", name: "floor: fetch and JSON.parse" },
  { variant: "bare-floor", name: "undici.request and JSON.parse" },
  { variant: "pglite", name: "index, PGlite", against: [["floor", 0.5], ["bare-floor"], ["cosmjs", 5]] },
  { variant: "postgres", name: "index, PostgreSQL", against: [["floor", 0.7], ["bare-floor"], ["cosmjs", 5]] },
  { variant: "pglite-warm", name: "index once more, PGlite", against: [["floor"], ["bare-floor"], ["cosmjs"]] },
  { variant: "postgres-warm", name: "index once more, PostgreSQL", against: [["floor"], ["bare-floor"], ["cosmjs"]] },
  { variant: "cosmjs", name: "CosmJS, reading only" },
];

/** The same of nodes that are away: one round, since waiting is steady. */
const COMPARED_AWAY: typeof COMPARED = COMPARED.filter(
  ({ variant }) => variant !== "bare-floor" && !variant.endsWith("-warm"),
).map(({ against = [], ...rest }) => ({ ...rest, against: against.filter(([other]) => other !== "bare-floor") }));

/**
 * Backfill of the whole record, and of both recordings with `isBoth`, beside the floor and CosmJS. Prints; there is no verdict.
 *
 * Rounds in each of which everything is measured once, so that a ratio compares neighbours in time. A busy machine slows
 * both sides; the median over the rounds, and the same ratio in processor time, tell its noise from our doing.
 */
export async function benchIndex(rounds = DEFAULT_ROUNDS, isBoth = false): Promise<void> {
  const tape = await startTape({ dirs: isBoth ? RECORDINGS : RECORDINGS.slice(0, 1), speed: 0 });
  const networks: Served = {
    networks: JSON.stringify(tape.networks),
    lastHeights: JSON.stringify(
      tape.networks.map(
        ({ name }) => tape.chains.find((chain) => chain.network === name && chain.isProvider)?.lastHeight,
      ),
    ),
  };
  const postgres = findPostgres() ? await startPostgres() : undefined;
  try {
    await inOwnProcess("floor", networks); // Warms the server's file cache; not counted.
    report(COMPARED, await measureAll(COMPARED, rounds, networks, postgres?.url));
    for (const { url } of tape.chains) tape.misbehave(url, { latencyMs: AWAY_MS });
    console.log(`\nNodes that answer after ${AWAY_MS} ms, as those that are not on this machine do:`);
    report(COMPARED_AWAY, await measureAll(COMPARED_AWAY, 1, networks, postgres?.url));
  } finally {
    await postgres?.stop();
    await tape.close();
  }
}

async function measureAll(
  compared: typeof COMPARED,
  rounds: number,
  networks: Served,
  postgresUrl: string | undefined,
): Promise<Map<string, Measured[]>> {
  const measured = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const { variant } of compared) {
      const isPostgres = variant.startsWith("postgres");
      if (isPostgres && postgresUrl === undefined) continue;
      const database = isPostgres ? await freshDatabase(postgresUrl ?? "") : undefined;
      const figures = await inOwnProcess(variant, networks, database);
      measured.set(variant, [...(measured.get(variant) ?? []), figures]);
    }
  }
  return measured;
}

function report(compared: typeof COMPARED, measured: ReadonlyMap<string, readonly Measured[]>): void {
  for (const { variant, name, against = [] } of compared) {
    const all = measured.get(variant);
    if (!all) continue;
    const calls = all[0]?.calls === undefined ? "" : `, ${(all[0].calls / all[0].blocks).toFixed(3)} calls/block`;
    const rss = Math.max(...all.map(({ peakRssMb }) => peakRssMb));
    const cpu = median(all.map(({ cpuSeconds }) => cpuSeconds)).toFixed(1);
    console.log(`${name}: ${spread(all.map(speed), 0)} blocks/s, ${cpu} s CPU, peak RSS ${rss} MB${calls}`);
    for (const [other, named] of against) {
      const theirs = measured.get(other) ?? [];
      const ratios = (of: (one: Measured) => number) => all.map((mine, i) => of(mine) / of(theirs[i] as Measured));
      const floor = named === undefined ? "" : `, named: ${named}`;
      const byCpu = median(ratios(({ blocks, cpuSeconds }) => blocks / cpuSeconds)).toFixed(2);
      console.log(`    ${spread(ratios(speed), 2)} × ${other}${floor}; in blocks per CPU second ${byCpu}`);
    }
  }
}

let databases = 0;

async function freshDatabase(server: string): Promise<string> {
  databases += 1;
  const name = `bench_${databases}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}

const speed = ({ blocks, seconds }: Measured): number => blocks / seconds;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/** The median, and how far the rounds lie apart. */
function spread(values: readonly number[], digits: number): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = values.length > 1 ? ` (${least.toFixed(digits)} to ${most.toFixed(digits)})` : "";
  return `${median(values).toFixed(digits)}${range}`;
}

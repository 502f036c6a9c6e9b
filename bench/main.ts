import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startTape } from "@/devnet/tape/tape";
import { findPostgres } from "../scripts/lib/system-packages.mjs";
import { startPostgres } from "../scripts/lib/temporary-postgres.mjs";
import { benchCards } from "./cards";
import { benchCrowd, runCrowdPart } from "./crowd/crowd";
import { benchLight } from "./light";
import { benchPagesBesideVerifier } from "./light-pages";
import { benchMatrix } from "./matrix";
import { benchMillion } from "./million";
import { benchPackets } from "./packets";
import { benchPaint } from "./paint";
import {
  type Measured,
  measureBareFloor,
  measureCosmjs,
  measureFloor,
  measureIndex,
  measureWarmIndex,
} from "./reading";
import { benchSearch } from "./search";
import { benchSecurity } from "./security";

/*
 * npm run bench [-- cards | index [rounds [both]] | matrix [port] | million | packets | search | security]: ratios measured in one run against a named floor. Each variant runs in a process of its
 * own, against the same served recording; no figure here is a test, since machines differ and their speed drifts.
 */

const DEFAULT_ROUNDS = 3;

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

/**
 * Rounds in each of which everything is measured once, so that a ratio compares neighbours in time. A busy machine slows
 * both sides; the median over the rounds, and the same ratio in processor time, tell its noise from our doing.
 */
async function benchIndex(rounds: number, dirs: readonly string[]): Promise<void> {
  const tape = await startTape({ dirs, speed: 0 });
  const networks: Served = {
    networks: JSON.stringify(tape.networks),
    lastHeights: JSON.stringify(
      tape.networks.map(
        ({ name }) => tape.chains.find((chain) => chain.network === name && chain.isProvider)?.lastHeight,
      ),
    ),
  };
  const postgres = findPostgres() ? await startPostgres() : undefined;
  const measured = new Map<string, Measured[]>();
  try {
    await inOwnProcess("floor", networks); // Warms the server's file cache; not counted.
    for (let round = 0; round < rounds; round += 1) {
      for (const { variant } of COMPARED) {
        const isPostgres = variant.startsWith("postgres");
        if (isPostgres && !postgres) continue;
        const database = isPostgres
          ? await freshDatabase(postgres?.url ?? "", `${variant}_${round}`.replace("-", "_"))
          : undefined;
        const figures = await inOwnProcess(variant, networks, database);
        measured.set(variant, [...(measured.get(variant) ?? []), figures]);
      }
    }
  } finally {
    await postgres?.stop();
    await tape.close();
  }
  for (const { variant, name, against = [] } of COMPARED) {
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

async function freshDatabase(server: string, name: string): Promise<string> {
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

const VARIANTS: Readonly<Record<string, () => Promise<Measured>>> = {
  floor: measureFloor,
  "bare-floor": measureBareFloor,
  pglite: measureIndex,
  postgres: measureIndex,
  "pglite-warm": measureWarmIndex,
  "postgres-warm": measureWarmIndex,
  cosmjs: measureCosmjs,
};

/** On the server that `BENCH_DATABASE_URL` names, whose rows stay there for the next run, or on one of our own. */
async function onPostgres(work: (url: string) => Promise<boolean>): Promise<boolean> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given !== undefined && given !== "") return work(given);
  const postgres = await startPostgres();
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function main(): Promise<void> {
  const [command = "index", name = "", which = ""] = process.argv.slice(2);
  const rounds = name === "" ? DEFAULT_ROUNDS : Number(name);
  if (command === "variant") {
    const measure = VARIANTS[name];
    if (!measure) throw new Error(`there is no variant ${name}`);
    console.log(JSON.stringify(await measure()));
  } else if (command === "index" && Number.isInteger(rounds) && rounds > 0) {
    await benchIndex(rounds, which === "both" ? RECORDINGS : RECORDINGS.slice(0, 1));
  } else if (command === "packets") {
    await benchPackets(name === "" ? undefined : name);
  } else if (command === "search") {
    if (!(await benchSearch(process.env.BENCH_DATABASE_URL))) throw new Error("a named figure is missed");
  } else if (command === "crowd-part") {
    await runCrowdPart(name);
  } else if (command === "crowd") {
    if (!(await benchCrowd())) throw new Error("a named figure is missed");
  } else if (command === "paint") {
    if (!(await benchPaint(name === "" ? undefined : Number(name)))) throw new Error("a named figure is missed");
  } else if (command === "matrix") {
    if (!(await benchMatrix(name === "" ? undefined : Number(name)))) throw new Error("a named figure is missed");
  } else if (command === "light") {
    const isFast = benchLight();
    await benchPagesBesideVerifier();
    if (!isFast) throw new Error("a named figure is missed");
  } else if (command === "cards") {
    if (!(await benchCards())) throw new Error("a named figure is missed");
  } else if (command === "security") {
    if (!(await benchSecurity(process.env.BENCH_DATABASE_URL))) throw new Error("a named figure is missed");
  } else if (command === "million") {
    if (!(await onPostgres(benchMillion))) throw new Error("a named figure is missed");
  } else {
    console.error(
      "npm run bench -- cards | crowd | paint | light | index [rounds [both]] | matrix [port] | million | packets [PostgreSQL URL] | search | security",
    );
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

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startTape, type Tape } from "@/devnet/tape/tape";
import { buildWhenStale } from "../../scripts/lib/build.mjs";
import { freePorts, startTapeProcess } from "../../scripts/lib/tape.mjs";
import { type Explorer, startExplorer, until } from "./explorer";
import { type FloorAnswer, serveFloor } from "./floor";
import { type LoadPlan, type LoadResult, load } from "./load";
import { type PagesPlan, type PageTimes, timePages } from "./pages";
import { readPlan, startPart } from "./processes";
import { listenAll, type StreamPlan } from "./streams";

/*
 * npm run bench -- crowd: what a crowd costs. Hot routes against a bare Node server that sends the same heads and bodies, turn and
 * turn about in the same run, while nothing else happens and while twenty more networks are read from nodes; and a thousand streams.
 * Who asks, who answers, the floor and the nodes are processes of their own. 2026-11-28 · The nodes get what processor time the others
 * leave (nice 10): elsewhere they are other machines. The explorer's own threads run as they always do.
 */

const ROUTES = ["overview", "consumers", "consumers/1", "consumers/1/validators", "validators", "findings", "packets"];
const PAGES = ["", "/consumers", "/consumers/1", "/consumers/1/validators", "/validators", "/slashes", "/packets"];
const PAGE_TIMES = 15;
const ROUNDS = 3;
const SECONDS = 1.5;
const CONNECTIONS = 32;
/** Far below what either server can: latency is then what one request takes, not how long the queue is. */
const RATE = 300;
/** Enough that reading them outlasts the measuring; forty-eight were over before its end, which the bench then says. */
const COPIES = 80;
const CLIENTS = 1_000;
const NODES_NICENESS = 10;
const NAMED = { floorShare: 0.5, p99Times: 2, streamsMb: 300, pageP50Ms: 50 } as const;

interface Pair {
  readonly route: string;
  readonly floor: LoadResult[];
  readonly hot: LoadResult[];
}
interface Latency {
  readonly floor: LoadResult;
  readonly hot: LoadResult;
}

/** One of the processes of its own. */
export async function runCrowdPart(name: string): Promise<void> {
  if (name === "load") console.log(JSON.stringify(await load(await readPlan<LoadPlan>())));
  else if (name === "floor") serveFloor(await readPlan<Record<string, FloorAnswer>>());
  else if (name === "pages") console.log(JSON.stringify(await timePages(await readPlan<PagesPlan>())));
  else if (name === "streams") listenAll(await readPlan<StreamPlan>());
  else throw new Error(`there is no part ${name}`);
  if (name === "floor" || name === "streams") await new Promise(() => undefined);
}

/** Prints the figures; whether those named are met. */
export async function benchCrowd(): Promise<boolean> {
  await buildWhenStale();
  const folder = mkdtempSync(path.join(os.tmpdir(), "explorer-crowd-"));
  try {
    const hot = await benchBesideNodes(folder);
    const tape = await startTape({ dirs: [path.resolve("devnet/recordings/devnet")], speed: 0 });
    const streams = await benchStreams(folder, tape).finally(() => tape.close());
    return hot && streams;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchBesideNodes(folder: string): Promise<boolean> {
  const file = path.join(folder, "nodes.json");
  const at = ["--port", String(await freePorts(27_000, 8)), "--speed", "0", "--networks-file", file];
  const nodes = await startTapeProcess(["--dir", path.resolve("devnet/recordings/devnet"), ...at]);
  os.setPriority(nodes.pid as number, NODES_NICENESS);
  try {
    return await benchHot(folder, JSON.parse(readFileSync(file, "utf8")));
  } finally {
    nodes.kill("SIGTERM");
  }
}

async function benchHot(folder: string, networks: readonly { readonly name: string }[]): Promise<boolean> {
  const [network] = networks;
  if (!network) throw new Error("nothing is recorded");
  const data = path.join(folder, "hot");
  const idle = await during(await startExplorer(data, [network]), async (quiet) => {
    await until(() => isReady(quiet), 240);
    return measure(quiet, network.name);
  });
  const copies = Array.from({ length: COPIES }, (_, i) => ({ ...network, name: `copy-${i + 1}` }));
  const { before, filling, after } = await during(await startExplorer(data, [network, ...copies]), async (busy) => {
    await until(async () => (await indexed(busy)).filter(({ at }) => at > 0).length > 1, 120);
    return {
      before: await indexed(busy),
      filling: await measure(busy, network.name),
      after: await indexed(busy),
    };
  });
  const blocks = after.reduce((sum, { at }) => sum + at, 0) - before.reduce((sum, { at }) => sum + at, 0);
  console.log(
    `load of the machine, 1, 5 and 15 minutes: ${os
      .loadavg()
      .map((one) => one.toFixed(1))
      .join(", ")}`,
  );
  const isBackfilling = after.some(({ at, head }) => at < head - 3);
  console.log(
    `meanwhile ${blocks} provider blocks were stored; at its end ${isBackfilling ? "the backfill still ran" : "THE BACKFILL WAS OVER: these figures are of an idle server in part"}`,
  );
  let isMet = isBackfilling;
  const shares = (pairs: readonly Pair[]) =>
    pairs.map(({ floor, hot }) => median(hot.map(perSecond)) / median(floor.map(perSecond)));
  for (const [i, pair] of idle.pairs.entries()) {
    const busyPair = filling.pairs[i] as Pair;
    console.log(`${pair.route.padEnd(24)} ${lineOf(pair)} | backfilling: ${lineOf(busyPair)}`);
  }
  const [least, leastBusy] = [Math.min(...shares(idle.pairs)), Math.min(...shares(filling.pairs))];
  isMet &&= leastBusy >= NAMED.floorShare;
  console.log(
    `least share of the floor: idle ${least.toFixed(2)}, backfilling ${leastBusy.toFixed(2)} (named: ${NAMED.floorShare})`,
  );
  for (const [name, { floor, hot }] of [
    ["idle", idle.latency],
    ["backfilling", filling.latency],
  ] as const) {
    console.log(
      `at ${RATE} requests/s, ${name}: p50 ${ms(hot.p50Ms)}, p99 ${ms(hot.p99Ms)}; floor: p50 ${ms(floor.p50Ms)}, p99 ${ms(floor.p99Ms)}`,
    );
  }
  for (const [name, { pages }] of [
    ["idle", idle],
    ["backfilling", filling],
  ] as const) {
    const all = Object.entries(pages).map(([path, took]) => `${path} ${took.toFixed(0)}`);
    console.log(`pages, p50 in ms, ${name}: ${all.join(", ")} (named: ${NAMED.pageP50Ms} while indexing)`);
  }
  isMet &&= Math.max(...Object.values(filling.pages)) <= NAMED.pageP50Ms;
  const times = filling.latency.hot.p99Ms / idle.latency.hot.p99Ms;
  const floorTimes = filling.latency.floor.p99Ms / idle.latency.floor.p99Ms;
  console.log(
    `p99 backfilling over idle: ${times.toFixed(2)} (named: ${NAMED.p99Times}); of the floor, which shares the machine: ${floorTimes.toFixed(2)}`,
  );
  return isMet && times <= NAMED.p99Times;
}

/** Whatever comes of the work, the explorer does not outlive it. */
async function during<T>(explorer: Explorer, work: (explorer: Explorer) => Promise<T>): Promise<T> {
  try {
    return await work(explorer);
  } finally {
    await explorer.stop();
  }
}

interface Measured {
  readonly pairs: readonly Pair[];
  readonly latency: Latency;
  readonly pages: PageTimes;
}

async function measure(explorer: Explorer, network: string): Promise<Measured> {
  const paths = ROUTES.map((route) => `/api/v1/${network}/${route}`);
  const answers: Record<string, FloorAnswer> = {};
  for (const each of paths) answers[each] = await captured(explorer.port, each);
  const floor = startPart("floor", answers);
  try {
    const { port } = await floor.next<{ port: number }>();
    const run = async (to: number, each: string, more: Partial<LoadPlan> = {}): Promise<LoadResult> => {
      const plan: LoadPlan = { port: to, path: each, seconds: SECONDS, connections: CONNECTIONS, ...more };
      const part = startPart("load", plan);
      const result = await part.next<LoadResult>();
      if (result.failed > 0) throw new Error(`${each}: ${result.failed} answers were not 200`);
      return result;
    };
    // First, since it matters most that the backfill is under way then.
    const paced = { rate: RATE, seconds: 8 };
    const first = paths[0] as string;
    const latency = { floor: await run(port, first, paced), hot: await run(explorer.port, first, paced) };
    const pagePaths = PAGES.map((page) => `/${network}${page}`);
    const plan: PagesPlan = { port: explorer.port, paths: pagePaths, times: PAGE_TIMES };
    const pages = await startPart("pages", plan).next<PageTimes>();
    const pairs: Pair[] = paths.map((_, i) => ({ route: ROUTES[i] as string, floor: [], hot: [] }));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [i, each] of paths.entries()) {
        pairs[i]?.floor.push(await run(port, each));
        pairs[i]?.hot.push(await run(explorer.port, each));
      }
    }
    return { pairs, latency, pages };
  } finally {
    floor.stop();
  }
}

/** Head and body as the explorer sends them, without what Node adds by itself. */
async function captured(port: number, route: string): Promise<FloorAnswer> {
  const { get } = await import("node:http");
  return new Promise((resolve, reject) => {
    get({ port, path: route, headers: { accept: "application/json", "accept-encoding": "gzip" } }, (message) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.on("end", () => {
        const own = /^(?:date|connection|keep-alive|transfer-encoding|content-length)$/i;
        const body = Buffer.concat(chunks);
        const headers = message.rawHeaders.flatMap((name, i, all) =>
          i % 2 === 0 && !own.test(name) ? [name, all[i + 1] as string] : [],
        );
        resolve({ headers: [...headers, "content-length", String(body.length)], body: body.toString("base64") });
      });
    }).on("error", reject);
  });
}

async function benchStreams(folder: string, tape: Tape): Promise<boolean> {
  const [network] = tape.networks as readonly { readonly name: string }[];
  const last = tape.chains.find(({ isProvider }) => isProvider)?.lastHeight ?? 0;
  tape.setHead(last - 3);
  const explorer = await startExplorer(path.join(folder, "streams"), [network]);
  try {
    await until(() => isReady(explorer), 240);
    await fetch(`http://127.0.0.1:${explorer.port}/api/v1/${network?.name}/overview`);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const before = rssMb(explorer.pid);
    const part = startPart("streams", {
      port: explorer.port,
      path: `/api/v1/${network?.name}/stream`,
      clients: CLIENTS,
    });
    await part.next();
    const opened = rssMb(explorer.pid);
    const tookMs: number[] = [];
    for (let height = last - 2; height <= last; height += 1) {
      const at = Date.now();
      tape.setHead(height);
      const told = await part.next<{ height?: number; at: number }>();
      if (told.height !== height) throw new Error(`expected block ${height}, heard ${JSON.stringify(told)}`);
      tookMs.push(told.at - at);
    }
    const during = rssMb(explorer.pid);
    part.stop();
    const cost = Math.max(opened, during) - before;
    console.log(
      `${CLIENTS} streams: RSS ${before} → ${opened} MB, ${during} MB after three blocks; they cost ${cost} MB (named: ${NAMED.streamsMb}); the last of all heard of a block after ${tookMs.join(", ")} ms`,
    );
    return cost <= NAMED.streamsMb;
  } finally {
    await explorer.stop();
  }
}

async function isReady({ port }: Explorer): Promise<boolean> {
  return (await fetch(`http://127.0.0.1:${port}/api/ready`)).ok;
}

async function indexed({ port }: Explorer): Promise<{ at: number; head: number }[]> {
  const { data } = (await (await fetch(`http://127.0.0.1:${port}/api/v1/networks`)).json()) as {
    data: { indexedHeight: unknown; head: { height?: number } }[];
  };
  return data.map(({ indexedHeight, head }) => ({
    at: typeof indexedHeight === "number" ? indexedHeight : 0,
    head: head.height ?? Number.POSITIVE_INFINITY,
  }));
}

function rssMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kb) / 1_024);
}

function lineOf({ floor, hot }: Pair): string {
  const [theirs, ours] = [median(floor.map(perSecond)), median(hot.map(perSecond))];
  return `${ours.toFixed(0)} of ${theirs.toFixed(0)}/s = ${(ours / theirs).toFixed(2)}`;
}

const perSecond = (result: LoadResult): number => result.perSecond;
const ms = (value: number): string => `${value.toFixed(2)} ms`;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../scripts/lib/tape.mjs";
import { at } from "./search";

/*
 * The pictures of links (Open Graph) of the built explorer over HTTP: each kind at heights nobody has asked for, so that the
 * state of that height is read for it, and once more.
 */

/** What is drawn exists from here on. */
const SHOWN_FROM = 900;
const SAMPLES = 36;
const SPACING = 15;
/**
 * Of one kind of card; each has its own, so that none finds what was read for another, and one after the other they lie far
 * apart. So many that one in twenty is more than the slowest of all.
 */
const heightsOf = (kind: number) =>
  Array.from({ length: SAMPLES }, (_, i) => SHOWN_FROM + 50 + kind + ((i * 17) % SAMPLES) * SPACING);
const WARM_READS = 3;
/** Named in issue 8: milliseconds of the slowest but one in twenty, and bytes. */
const NAMED = { cold: 300, warm: 80, bytes: 120_000 } as const;
const SETTLE_MS = 5_000;
const READY_MS = 240_000;

/** Starts the demo on the whole record, draws, prints, and ends it. Whether every named figure is kept. */
export async function benchCards(): Promise<boolean> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "explorer-cards-"));
  const port = await freePorts(3_300, 1);
  const demo = spawn(process.execPath, ["scripts/demo.mjs"], {
    env: {
      ...process.env,
      PORT: String(port),
      DEMO_NETWORKS: "devnet",
      DEMO_SPEED: "0",
      DEMO_DIR: path.relative(process.cwd(), folder),
      RATE_LIMIT: "0",
      LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    const base = `http://127.0.0.1:${port}`;
    const pages = await pagesOf(base, demo);
    // Told apart: a process that has just read the record still clears up after it.
    const { ms } = await draw(`${base}/card/devnet/consumers/0.png`);
    console.log(`first picture, of a server that has just become ready: ${ms.toFixed(0)} ms`);
    await sleep(SETTLE_MS);
    let isKept = true;
    for (const [i, [kind, page]] of Object.entries(pages).entries()) {
      const [cold, warm, sizes]: [number[], number[], number[]] = [[], [], []];
      for (const height of heightsOf(i)) {
        const url = `${base}/card/devnet/${page}.png?height=${height}`;
        const first = await draw(url);
        cold.push(first.ms);
        sizes.push(first.bytes);
        for (let i = 0; i < WARM_READS; i += 1) warm.push((await draw(url)).ms);
      }
      for (const list of [cold, warm, sizes]) list.sort((a, b) => a - b);
      isKept &&= at(cold, 0.95) <= NAMED.cold && at(warm, 0.95) <= NAMED.warm && at(sizes, 1) <= NAMED.bytes;
      console.log(
        `${kind.padEnd(10)} cold p50 ${at(cold, 0.5).toFixed(0)} ms  p95 ${at(cold, 0.95).toFixed(0)} ms (named: ${NAMED.cold})  warm p50 ${at(warm, 0.5).toFixed(0)} ms  p95 ${at(warm, 0.95).toFixed(0)} ms (named: ${NAMED.warm})  ${Math.round(at(sizes, 1) / 1_000)} kB at most (named: ${NAMED.bytes / 1_000})`,
      );
    }
    return isKept;
  } finally {
    demo.kill("SIGTERM");
    if (demo.exitCode === null) await new Promise((resolve) => demo.once("exit", resolve));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One page of each kind that has a card, by what the explorer itself lists; once the record is read to its end. */
async function pagesOf(base: string, demo: ChildProcess): Promise<Record<string, string>> {
  const ends = Date.now() + READY_MS;
  while (true) {
    if (demo.exitCode !== null || Date.now() > ends) throw new Error("the explorer did not become ready");
    if (
      await fetch(`${base}/api/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    await sleep(500);
  }
  const first = async (list: string, pick: (item: Record<string, unknown>) => string) => {
    const { data } = (await fetchJson(`${base}/api/v1/devnet/${list}?limit=200&height=${SHOWN_FROM}`)) as {
      data: Record<string, unknown>[];
    };
    const item = data.find((one) => list !== "packets" || one.sequence !== undefined);
    if (!item) throw new Error(`there are no ${list}`);
    return pick(item);
  };
  return {
    overview: "",
    consumer: "consumers/1",
    validator: await first("validators", ({ operator }) => `validators/${operator}`),
    proposal: await first("proposals", ({ id }) => `proposals/${id}`),
    slash: await first("slashes", ({ id }) => `slashes/${id}`),
    packet: await first(
      "packets",
      ({ consumerId, direction, sequence }) => `packets/${consumerId}/${direction}/${sequence}`,
    ),
  };
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

async function draw(url: string): Promise<{ ms: number; bytes: number }> {
  const started = performance.now();
  const response = await fetch(url);
  const { byteLength: bytes } = await response.arrayBuffer();
  if (!response.ok || response.headers.get("content-type") !== "image/png")
    throw new Error(`${url}: ${response.status}`);
  return { ms: performance.now() - started, bytes };
}

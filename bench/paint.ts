import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import os from "node:os";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { startTape } from "@/devnet/tape/tape";
import { buildWhenStale } from "../scripts/lib/build.mjs";
import { findChromium } from "../scripts/lib/system-packages.mjs";
import { startExplorer, until } from "./crowd/explorer";

/*
 * npm run bench -- paint [blocks]: from the moment a node has a block until its height is painted in Chromium, on a page that is
 * told of it by the stream, and in the same run on one that asks every 6 s. Node, explorer and browser share the machine.
 */

const DEFAULT_BLOCKS = 120;
/** Apart from each other as blocks never are: no two are read together, and none falls in step with a timer. */
const PAUSE_MS = { least: 500, most: 1_100 };
const LATE_MS = 15_000;
const NAMED = { p50Ms: 60, p99Ms: 250 } as const;

interface Watched {
  readonly page: Page;
  /** When a height was first painted, wall clock. */
  readonly painted: Map<number, number>;
}

/** Prints the figures; whether those named are met. */
export async function benchPaint(blocks = DEFAULT_BLOCKS): Promise<boolean> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("there is no Chromium here; CHROMIUM_PATH names one");
  await buildWhenStale();
  const folder = mkdtempSync(path.join(os.tmpdir(), "explorer-paint-"));
  const tape = await startTape({ dirs: [path.resolve("devnet/recordings/devnet")], speed: 0 });
  const last = tape.chains.find(({ isProvider }) => isProvider)?.lastHeight ?? 0;
  tape.setHead(last - blocks);
  const [network] = tape.networks as readonly { readonly name: string }[];
  const explorer = await startExplorer(folder, [network]);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const url = `http://127.0.0.1:${explorer.port}`;
    await until(async () => (await fetch(`${url}/api/ready`)).ok, 240);
    const streamed = await watch(browser, url, true);
    const polled = await watch(browser, url, false);
    const told = listen(`${url}/api/v1/${network?.name}/stream`);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const served = new Map<number, number>();
    for (let height = last - blocks + 1; height <= last; height += 1) {
      served.set(height, Date.now());
      tape.setHead(height);
      await seen(streamed, height);
      const { least, most } = PAUSE_MS;
      await new Promise((resolve) => setTimeout(resolve, least + Math.random() * (most - least)));
    }
    await seen(polled, last);
    const stream = delays(served, (height) => streamed.painted.get(height));
    const event = delays(served, (height) => told.get(height));
    // One that asks now and then skips blocks: what counts is when it shows that height or a later one.
    const poll = delays(served, (height) => firstFrom(polled.painted, height));
    console.log(`block served → event heard: p50 ${at(event, 0.5)} ms, p99 ${at(event, 0.99)} ms`);
    console.log(
      `block served → painted: p50 ${at(stream, 0.5)} ms, p99 ${at(stream, 0.99)} ms over ${stream.length} blocks (named: ${NAMED.p50Ms} and ${NAMED.p99Ms}); asking every 6 s: p50 ${at(poll, 0.5)} ms, p99 ${at(poll, 0.99)} ms`,
    );
    return at(stream, 0.5) <= NAMED.p50Ms && at(stream, 0.99) <= NAMED.p99Ms;
  } finally {
    await browser.close();
    await explorer.stop();
    await tape.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A page of its own window that tells when it has painted a height. */
async function watch(browser: Browser, url: string, hasStream: boolean): Promise<Watched> {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const painted = new Map<number, number>();
  await page.exposeFunction("tellPainted", (height: number, when: number) => {
    if (!painted.has(height)) painted.set(height, when);
  });
  await page.addInitScript((withStream) => {
    if (!withStream) Reflect.deleteProperty(window, "EventSource");
    let last = 0;
    const tell = (window as unknown as { tellPainted: (height: number, when: number) => void }).tellPainted;
    const look = () => {
      const text = document.querySelector('a[href$="/status"] span.font-mono + span.font-mono')?.textContent ?? "";
      const height = Number(/\d+/.exec(text)?.[0] ?? 0);
      if (height <= last) return;
      last = height;
      // A frame that begins after the change has drawn it when the next task runs.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => tell(height, performance.timeOrigin + performance.now());
        port2.postMessage(0);
      });
    };
    document.addEventListener("DOMContentLoaded", () => {
      look();
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    });
  }, hasStream);
  await page.goto(url);
  return { page, painted };
}

async function seen({ painted }: Watched, height: number): Promise<void> {
  const endsAt = Date.now() + LATE_MS;
  while (firstFrom(painted, height) === undefined) {
    if (Date.now() > endsAt) throw new Error(`block ${height} was not painted within ${LATE_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Hears of heads as a page does, without a page. */
function listen(url: string): Map<number, number> {
  const told = new Map<number, number>();
  get(url, (message) => {
    message.setEncoding("utf8").on("data", (chunk: string) => {
      for (const [, height] of chunk.matchAll(/^event: block\ndata: .*?"height":(\d+)/gm))
        told.set(Number(height), Date.now());
    });
    message.on("error", () => undefined);
  }).on("error", () => undefined);
  return told;
}

function firstFrom(painted: ReadonlyMap<number, number>, height: number): number | undefined {
  const times = [...painted].filter(([shown]) => shown >= height).map(([, when]) => when);
  return times.length === 0 ? undefined : Math.min(...times);
}

function delays(served: ReadonlyMap<number, number>, whenOf: (height: number) => number | undefined): number[] {
  return [...served]
    .flatMap(([height, from]) => {
      const when = whenOf(height);
      return when === undefined ? [] : [Math.round(when - from)];
    })
    .sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

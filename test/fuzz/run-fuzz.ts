import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { FuzzWork } from "./worker";

export interface FuzzResult {
  readonly name: string;
  readonly calls: number;
  /** How many of them ended in the declared error. */
  readonly caught: number;
  readonly fault?: string;
}

/** Of one call; a machine that is busy with other tests makes everything slower, so the heartbeat allows three times as much. */
const HANG_MS = 1_000;
const WATCH_MS = 100;
const HEAP_MB = 512;

/** The thread that fuzzes, as a file that plain Node runs. */
export async function bundleFuzzer(): Promise<string> {
  const file = pathToFileURL(path.resolve("scripts/lib/bundle.mjs")).href;
  const { bundle } = (await import(file)) as typeof import("../../scripts/lib/bundle.mjs");
  return bundle("test/fuzz/worker.ts", "dist/test/fuzz-worker.mjs");
}

/**
 * Fuzzes decoders side by side in threads that may be ended: a decoder that hangs or takes memory without bound is a finding,
 * not the end of the run. `names` are those of `decodersOf`, in its order.
 */
export async function runFuzz(
  entry: string,
  names: readonly string[],
  {
    seed,
    seconds,
    threads,
    only,
    onResult,
  }: { seed: number; seconds: number; threads: number; only?: number; onResult?: (result: FuzzResult) => void },
): Promise<FuzzResult[]> {
  const results: FuzzResult[] = [];
  const queue = [...names];
  const take = (result: FuzzResult) => {
    results.push(result);
    onResult?.(result);
  };
  const runner = async () => {
    while (queue.length > 0) {
      const share = queue.splice(0, Math.max(1, Math.ceil(queue.length / (threads * 2))));
      await fuzzShare(entry, { names: share, seed, seconds, ...(only === undefined ? {} : { only }) }, take);
    }
  };
  await Promise.all(Array.from({ length: threads }, runner));
  return results;
}

function fuzzShare(entry: string, work: Omit<FuzzWork, "pulse">, take: (result: FuzzResult) => void): Promise<void> {
  return new Promise((resolve) => {
    const left = [...work.names];
    const pulse = new SharedArrayBuffer(24);
    const beat = new Float64Array(pulse);
    const worker = new Worker(entry, {
      workerData: { ...work, pulse },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    let isOver = false;
    const end = (fault?: string) => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      void worker.terminate();
      const [current, ...rest] = left;
      if (current !== undefined && fault !== undefined) take({ name: current, calls: 0, caught: 0, fault });
      // The others of this share have done nothing wrong: they are fuzzed by another thread.
      if (fault === undefined || rest.length === 0) resolve();
      else void fuzzShare(entry, { ...work, names: rest }, take).then(resolve);
    };
    const timer = setInterval(() => {
      const since = beat[2] ?? 0;
      if (since > 0 && Date.now() - since > HANG_MS * 3) end(`input ${beat[1]}: no end after ${HANG_MS * 3} ms`);
    }, WATCH_MS);
    worker.on("message", (message: FuzzResult | { isDone: true }) => {
      if ("isDone" in message) end();
      else {
        left.splice(left.indexOf(message.name), 1);
        take(message);
      }
    });
    worker.on("error", (error) => end(`input ${beat[1]}: ${String(error)}`));
    worker.on("exit", (code) => end(code === 0 ? undefined : `input ${beat[1]}: the thread ended (${code})`));
  });
}

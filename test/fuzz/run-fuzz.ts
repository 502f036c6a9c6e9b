import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Corpus } from "./corpus";
import type { FuzzTask, FuzzWork } from "./worker";

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
export function bundleFuzzer(): Promise<string> {
  return bundleOf("test/fuzz/worker.ts", "dist/test/fuzz-worker.mjs");
}

/** The process that compares what decoders reach (`reach.ts`). */
export function bundleReach(): Promise<string> {
  return bundleOf("test/fuzz/reach.ts", "dist/test/fuzz-reach.mjs");
}

async function bundleOf(entry: string, outfile: string): Promise<string> {
  const file = pathToFileURL(path.resolve("scripts/lib/bundle.mjs")).href;
  const { bundle } = (await import(file)) as typeof import("../../scripts/lib/bundle.mjs");
  return bundle(entry, outfile);
}

export interface FuzzRun {
  readonly seed: number;
  readonly threads: number;
  readonly corpus: Corpus;
  /** This input alone of each. */
  readonly only?: number;
  readonly onResult?: (result: FuzzResult) => void;
}

/**
 * Fuzzes decoders side by side in threads that may be ended: a decoder that hangs or takes memory without bound is a finding,
 * not the end of the run. Names are those of `decodersOf`; the longest come first, so that all threads end together.
 */
export async function runFuzz(entry: string, tasks: readonly FuzzTask[], run: FuzzRun): Promise<FuzzResult[]> {
  const results: FuzzResult[] = [];
  const queue = tasks.toSorted((a, b) => b.seconds - a.seconds);
  const { seed, corpus, only } = run;
  const runner = async () => {
    let thread: FuzzThread | undefined;
    for (let task = queue.shift(); task; task = queue.shift()) {
      thread ??= new FuzzThread(entry, { seed, corpus, ...(only === undefined ? {} : { only }) });
      const result = await thread.run(task);
      results.push(result);
      run.onResult?.(result);
      // What it holds and where it stands after a finding, nobody knows: the next decoder gets another.
      if (result.fault !== undefined) {
        await thread.end();
        thread = undefined;
      }
    }
    await thread?.end();
  };
  await Promise.all(Array.from({ length: run.threads }, runner));
  return results;
}

/** A thread that fuzzes one decoder after the other. */
class FuzzThread {
  readonly #pulse = new SharedArrayBuffer(16);
  readonly #beat = new Float64Array(this.#pulse);
  readonly #worker: Worker;

  constructor(entry: string, work: Omit<FuzzWork, "pulse">) {
    this.#worker = new Worker(entry, {
      workerData: { ...work, pulse: this.#pulse } satisfies FuzzWork,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  run(task: FuzzTask): Promise<FuzzResult> {
    return new Promise((resolve) => {
      const [worker, beat] = [this.#worker, this.#beat];
      const settle = (result: Omit<FuzzResult, "name">) => {
        clearInterval(timer);
        // Not all at once: threads of Node listen to themselves, and fall silent.
        for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
        resolve({ name: task.name, ...result });
      };
      const fail = (why: string) => settle({ calls: 0, caught: 0, fault: `input ${beat[0]}: ${why}` });
      const timer = setInterval(() => {
        const since = beat[1] ?? 0;
        if (since > 0 && Date.now() - since > HANG_MS * 3) fail(`no end after ${HANG_MS * 3} ms`);
      }, WATCH_MS);
      worker.on("message", settle);
      worker.on("error", (error) => fail(String(error)));
      worker.on("exit", (code) => fail(`the thread ended (${code})`));
      worker.postMessage(task);
    });
  }
}

import { parentPort, workerData } from "node:worker_threads";
import { seededChance } from "../chaos/random";
import type { Corpus } from "./corpus";
import type { Decoder } from "./decoder";
import { decodersOf } from "./decoders";

export interface FuzzTask {
  readonly name: string;
  readonly seconds: number;
}

export interface FuzzWork {
  readonly seed: number;
  /** This input alone of each; for looking at one again. */
  readonly only?: number;
  readonly corpus: Corpus;
  /** Shared with the one who watches: [input, busy since (ms)]. */
  readonly pulse: SharedArrayBuffer;
}

/** Memory beyond the heap that inputs of at most 200 kB may ever lead to. */
const MAX_BUFFERS = 512 * 1_048_576;
const { seed, only, corpus, pulse } = workerData as FuzzWork;
const beat = new Float64Array(pulse);

const decoders = new Map(decodersOf(corpus).map((decoder) => [decoder.name, decoder]));

// A fault in here ends the thread, and is then told as one of the decoder.
parentPort?.on("message", async ({ name, seconds }: FuzzTask) => {
  const decoder = decoders.get(name);
  if (!decoder) throw new Error(`there is no decoder ${name}`);
  parentPort?.postMessage(await fuzz(decoder, seconds));
});

/** Feeds a decoder with changed inputs, one after the other, up to its first bad end. */
async function fuzz(decoder: Decoder, seconds: number) {
  const end = performance.now() + seconds * 1_000;
  let [calls, caught] = [0, 0];
  let fault: string | undefined;
  for (let input = only ?? 0; fault === undefined && performance.now() < end; input += 1) {
    beat[0] = input;
    beat[1] = Date.now();
    try {
      await decoder.run(seededChance(seed * 1_000_003 + input));
    } catch (error) {
      caught += 1;
      if (!decoder.error || !(error instanceof decoder.error)) fault = wordsOf(error);
    }
    calls += 1;
    if (calls % 512 === 0) fault ??= memoryFault();
    if (fault !== undefined) fault = `input ${input}: ${fault}`;
    if (only !== undefined) break;
  }
  beat[1] = 0;
  return { calls, caught, ...(fault === undefined ? {} : { fault }) };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.stack ?? error.message}`.slice(0, 900) : String(error);
}

function memoryFault(): string | undefined {
  const { arrayBuffers, external } = process.memoryUsage();
  return arrayBuffers + external > MAX_BUFFERS ? `holds ${arrayBuffers + external} bytes outside the heap` : undefined;
}

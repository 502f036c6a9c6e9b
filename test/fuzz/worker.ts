import { parentPort, workerData } from "node:worker_threads";
import { seededChance } from "../chaos/random";
import { loadCorpus } from "./corpus";
import { decodersOf } from "./decoders";

export interface FuzzWork {
  readonly names: readonly string[];
  readonly seed: number;
  readonly seconds: number;
  /** Start at this input of each; for looking at one again. */
  readonly only?: number;
  /** Shared with the one who watches: [decoder, input, calls, busy since (ms)]. */
  readonly pulse: SharedArrayBuffer;
}

/** Memory beyond the heap that inputs of at most 200 kB may ever lead to. */
const MAX_BUFFERS = 512 * 1_048_576;

/** Feeds decoders with changed inputs, one after the other, and tells of the first bad end of each. */
async function main(): Promise<void> {
  const { names, seed, seconds, only, pulse } = workerData as FuzzWork;
  const beat = new Float64Array(pulse);
  const decoders = decodersOf(loadCorpus());
  for (const [i, decoder] of decoders.entries()) {
    if (!names.includes(decoder.name)) continue;
    const end = performance.now() + seconds * 1_000;
    let calls = 0;
    let fault: string | undefined;
    let caught = 0;
    for (let input = only ?? 0; fault === undefined && performance.now() < end; input += 1) {
      beat[0] = i;
      beat[1] = input;
      beat[2] = Date.now();
      try {
        await decoder.run(seededChance(seed * 1_000_003 + input));
      } catch (error) {
        caught += 1;
        if (!decoder.error || !(error instanceof decoder.error)) {
          fault = error instanceof Error ? `${error.stack ?? error.message}`.slice(0, 900) : String(error);
        }
      }
      calls += 1;
      if (calls % 512 === 0) {
        const { arrayBuffers, external } = process.memoryUsage();
        if (arrayBuffers + external > MAX_BUFFERS) fault = `holds ${arrayBuffers + external} bytes outside the heap`;
      }
      if (fault !== undefined) fault = `input ${input}: ${fault}`;
      if (only !== undefined) break;
    }
    beat[2] = 0;
    parentPort?.postMessage({ name: decoder.name, calls, caught, ...(fault === undefined ? {} : { fault }) });
  }
  parentPort?.postMessage({ isDone: true });
}

await main();

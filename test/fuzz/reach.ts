import { readFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { fileURLToPath } from "node:url";
import { seededChance } from "../chaos/random";
import { loadCorpus } from "./corpus";
import type { Decoder } from "./decoder";
import { decodersOf } from "./decoders";

/*
 * node --no-opt reach.mjs SEED INNER ENTRY: compares, branch by branch, what INNER inputs of each inner decoder reach with what inputs
 * of its entry do, up to ENTRY of them, a line of JSON each. Optimised code is not counted, hence a process of its own.
 */

export interface Reach {
  readonly name: string;
  readonly within: string;
  /** Characters of source, outside the tests, that its own inputs reach. */
  readonly reached: number;
  /** Of these, those that its entry's do not. */
  readonly missed: number;
  /** Beginnings of the longest pieces that were missed. */
  readonly examples: readonly string[];
  /** So many inputs of the entry were looked at. */
  readonly entryInputs: number;
}

const STEP = 1_000;
const source = readFileSync(fileURLToPath(import.meta.url), "utf8");
const session = new Session();

async function main(): Promise<void> {
  const [seed = 1, innerInputs = 500, mostInputs = 20_000] = process.argv.slice(2).map(Number);
  const decoders = decodersOf(loadCorpus());
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  for (const entry of decoders) {
    const inner = decoders.filter(({ within }) => within === entry.name);
    const own: Uint8Array[] = [];
    for (const decoder of inner) own.push(await reachOf(decoder, seed, 0, innerInputs));
    const byEntry = new Uint8Array(source.length);
    let entryInputs = 0;
    const isMissing = () => own.some((reached) => compare(reached, byEntry).missed > 0);
    while (entryInputs < mostInputs && isMissing()) {
      const more = await reachOf(entry, seed, entryInputs, STEP);
      for (let at = 0; at < more.length; at += 1) if (more[at] === 1) byEntry[at] = 1;
      entryInputs += STEP;
    }
    for (const [i, { name }] of inner.entries()) {
      const told = compare(own[i] as Uint8Array, byEntry);
      console.log(JSON.stringify({ name, within: entry.name, ...told, entryInputs } satisfies Reach));
    }
  }
}

async function reachOf(decoder: Decoder, seed: number, from: number, inputs: number): Promise<Uint8Array> {
  await session.post("Profiler.takePreciseCoverage");
  for (let input = from; input < from + inputs; input += 1) {
    try {
      await decoder.run(seededChance(seed * 1_000_003 + input));
    } catch {
      // Refusals are a part of it; whether they are the right ones, fuzzing looks at.
    }
  }
  const reached = reachedIn((await session.post("Profiler.takePreciseCoverage")).result);
  for (const { start, end } of TESTS) reached.fill(0, start, end);
  return reached;
}

interface Covered {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
  }[];
}

/** 1 where a character of this file was run: ranges of a function come from outer to inner, the inner say it better. */
function reachedIn(scripts: readonly Covered[]): Uint8Array {
  const reached = new Uint8Array(source.length);
  const script = scripts.find(({ url }) => url === import.meta.url);
  for (const { ranges } of script?.functions ?? [])
    for (const { startOffset, endOffset, count } of ranges) reached.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return reached;
}

/** Bundled, a file begins with a line that names it. */
const TESTS = sectionsOf(source).filter(({ file }) => file.startsWith("test/"));

function sectionsOf(text: string): { file: string; start: number; end: number }[] {
  const heads = [...text.matchAll(/^\/\/ ((?:test|lib|scripts|devnet)\/\S+)$/gm)];
  return heads.map((head, i) => ({ file: head[1] ?? "", start: head.index, end: heads[i + 1]?.index ?? text.length }));
}

function compare(inner: Uint8Array, entry: Uint8Array): Pick<Reach, "reached" | "missed" | "examples"> {
  let [reached, missed] = [0, 0];
  const pieces: { start: number; length: number }[] = [];
  for (let at = 0; at < inner.length; at += 1) {
    if (inner[at] !== 1) continue;
    reached += 1;
    if (entry[at] === 1) continue;
    missed += 1;
    const last = pieces.at(-1);
    if (last && last.start + last.length === at) last.length += 1;
    else pieces.push({ start: at, length: 1 });
  }
  const examples = pieces
    .sort((a, b) => b.length - a.length)
    .slice(0, 5)
    .map(({ start, length }) => `${length}: ${source.slice(start, start + Math.min(length, 120))}`);
  return { reached, missed, examples };
}

await main();

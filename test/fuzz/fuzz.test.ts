import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { seededChance } from "../chaos/random";
import { type Corpus, loadCorpus } from "./corpus";
import { isEntry } from "./decoder";
import { decodersOf } from "./decoders";
import { mutateBytes, mutateJson, mutateText } from "./mutate";
import type { Reach } from "./reach";
import { bundleReach, runFuzz } from "./run-fuzz";

/*
 * The fuzzing itself is a stage of `npm test`: half a minute for every entry. Here is what it rests on.
 */

test("an entry's inputs reach what the own inputs of its inner decoders reach, branch by branch", async () => {
  const args = ["--no-opt", await bundleReach(), "1", "300", "8000"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16_000_000 });
  const all = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Reach);
  const inner = decodersOf(loadCorpus()).filter(({ within }) => within !== undefined);
  expect(all.map(({ name }) => name).sort()).toEqual(inner.map(({ name }) => name).sort());
  // Eight thousand inputs take an entry a second or two of its thirty; what they leave is rare to its decoders as well.
  expect(all.filter(({ missed, reached }) => reached === 0 || missed > reached / 50)).toEqual([]);
}, 240_000);

test("nothing is both run by an entry and one itself", () => {
  const decoders = decodersOf(loadCorpus());
  const byName = new Map(decoders.map((decoder) => [decoder.name, decoder]));
  expect(byName.size).toBe(decoders.length);
  const withins = decoders.flatMap(({ within }) => (within === undefined ? [] : [byName.get(within)]));
  expect(withins.filter((entry) => entry === undefined || !isEntry(entry))).toEqual([]);
});

test("a hang, memory without end and an unforeseen end are findings, and the others are fuzzed all the same", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "explorer-fuzz-"));
  const file = path.join(folder, "worker.mjs");
  writeFileSync(file, MISBEHAVING);
  const tasks = ["good", "hang", "also-good", "grow", "exit", "last"].map((name) => ({ name, seconds: 1 }));
  const results = await runFuzz(file, tasks, { seed: 5, threads: 1, corpus: {} as Corpus });
  rmSync(folder, { recursive: true });
  expect(Object.fromEntries(results.map(({ name, fault }) => [name, fault]))).toEqual({
    good: undefined,
    hang: "input 7: no end after 3000 ms",
    "also-good": undefined,
    grow: expect.stringContaining("memory"),
    exit: "input 7: the thread ended (0)",
    last: undefined,
  });
}, 60_000);

/** Speaks as the thread of decoders does. */
const MISBEHAVING = `
import { parentPort, workerData } from "node:worker_threads";
const beat = new Float64Array(workerData.pulse);
parentPort.on("message", ({ name }) => {
  beat[0] = 7;
  beat[1] = Date.now();
  if (name === "hang") for (;;);
  if (name === "exit") process.exit(0);
  beat[1] = 0;
  const held = [];
  while (name === "grow") held.push(Array.from({ length: 100_000 }, () => ({ held })));
  parentPort.postMessage({ calls: 1, caught: 0 });
});
`;

test("inputs follow from their seed, and differ from what they were made of", () => {
  const bytes = Uint8Array.of(10, 3, 97, 98, 99, 16, 5);
  const json = { a: "1", b: [{ c: 2 }] };
  const of = (seed: number) => {
    const chance = seededChance(seed);
    return [mutateBytes(bytes, bytes, chance), mutateText("abc", "def", chance), mutateJson(json, chance)];
  };
  expect(of(4)).toEqual(of(4));
  const different = Array.from({ length: 50 }, (_, seed) => JSON.stringify(of(seed)));
  expect(new Set(different).size).toBeGreaterThan(45);
  expect(json).toEqual({ a: "1", b: [{ c: 2 }] });
});

test("changed JSON is something that a text can say", () => {
  const json = { list: [1, { a: [[2], 3] }, "4"] };
  for (let seed = 0; seed < 2_000; seed += 1) {
    const changed = mutateJson(json, seededChance(seed));
    // In an object what is undefined is not there; in a list it would be a hole.
    const holes = JSON.stringify(changed, (_, value) =>
      Array.isArray(value) && Object.keys(value).length !== value.length ? "a hole" : value,
    );
    expect(holes ?? "").not.toContain("a hole");
  }
});

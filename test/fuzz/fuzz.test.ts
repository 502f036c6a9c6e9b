import { beforeAll, expect, test } from "vitest";
import { seededChance } from "../chaos/random";
import { loadCorpus } from "./corpus";
import { decodersOf } from "./decoders";
import { mutateBytes, mutateJson, mutateText } from "./mutate";
import { bundleFuzzer, runFuzz } from "./run-fuzz";

/**
 * A bounded look in CI: 59 decoders share two threads, a minute in all. Thirty seconds each would be a quarter of an
 * hour, half of what CI has: they are for `npm run fuzz`.
 */
const SECONDS = 2;
const names = decodersOf(loadCorpus()).map(({ name }) => name);

let entry: string;
beforeAll(async () => {
  entry = await bundleFuzzer();
}, 60_000);

test("whatever nodes and people send, every decoder ends in a value or in its own error, soon", async () => {
  const results = await runFuzz(entry, names, { seed: 20_261_128, seconds: SECONDS, threads: 2 });
  expect(results.filter(({ fault }) => fault !== undefined)).toEqual([]);
  expect(results.map(({ name }) => name).sort()).toEqual([...names].sort());
  expect(Math.min(...results.map(({ calls }) => calls))).toBeGreaterThan(5);
}, 240_000);

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

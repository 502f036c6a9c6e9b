import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Recording } from "./recording";
import { cacheDirFor } from "./recording-cache";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tape-test-"));
});
afterEach(() => {
  chmodSync(dir, 0o755);
  rmSync(dir, { recursive: true, force: true });
});

const block = (height: number) => ({
  h: height,
  block: {
    block_id: { hash: `AA0${height}` },
    block: { header: { height: String(height), time: `2026-01-01T00:00:0${height}Z` }, data: { txs: null } },
  },
  results: { height: String(height), finalize_block_events: [] },
});
const LINES = [
  { genesis: { chain_id: "small-1", genesis_time: "2026-01-01T00:00:00Z", initial_height: "1", consensus_params: {} } },
  block(1),
  { h: 1, store: "provider", set: { "Aw==": "MQ==" }, del: [] },
  { d: "", h: 1, q: "/a.provider.v1.Query/X", r: { value: "AA==" } },
  block(2),
  { h: 2, store: "provider", set: {}, del: ["Aw=="] },
];
const lines = (all: readonly unknown[]) => all.map((line) => `${JSON.stringify(line)}\n`).join("");

function write(name: string, all: readonly unknown[] = LINES): string {
  const file = join(dir, name);
  const text = lines(all);
  writeFileSync(file, name.endsWith(".gz") ? gzipSync(text) : text);
  return file;
}
const caches = () => readdirSync(join(dir, ".cache"));

test("a recording is indexed once and opened from its cache after that", async () => {
  const file = write("small-1.ndjson.gz");
  (await Recording.open(file)).close();
  const [cache = ""] = caches();
  const made = statSync(join(dir, ".cache", cache)).mtimeMs;
  const again = await Recording.open(file);
  expect(caches()).toEqual([cache]);
  expect(statSync(join(dir, ".cache", cache)).mtimeMs).toBe(made);
  expect([again.chainId, again.isProvider, again.firstHeight, again.lastHeight]).toEqual(["small-1", true, 1, 2]);
  again.close();
});

test("the node's bytes come back as they were, whatever the order of keys in a line", async () => {
  const { h, block: one, results } = block(1);
  const reordered = await Recording.open(write("other.ndjson", [LINES[0], { results, block: one, h }, block(2)]));
  expect(reordered.block(1).toString()).toBe(JSON.stringify(one));
  expect(reordered.blockResults(1).toString()).toBe(JSON.stringify(results));
  expect(reordered.blockResults(2).toString()).toBe(JSON.stringify(block(2).results));
  reordered.close();
});

test("rows are there from the height that set them to the height that deleted them", async () => {
  const recording = await Recording.open(write("small-1.ndjson"));
  expect(recording.storeValue("provider", "03", 0)).toEqual({ value: undefined });
  expect(recording.storeValue("provider", "03", 1)?.value?.toString()).toBe("1");
  expect(recording.storeValue("provider", "03", 2)).toEqual({ value: undefined });
  expect(recording.storeValue("provider", "04", 2)).toBeUndefined();
  recording.close();
});

test("a changed recording gets a new cache and the old one goes", async () => {
  const file = write("small-1.ndjson");
  (await Recording.open(file)).close();
  const before = caches();
  write("small-1.ndjson", [...LINES, block(3)]);
  const recording = await Recording.open(file);
  expect(recording.lastHeight).toBe(3);
  expect(caches()).toHaveLength(1);
  expect(caches()).not.toEqual(before);
  recording.close();
});

test("a cache cut short is made again", async () => {
  const file = write("small-1.ndjson");
  (await Recording.open(file)).close();
  truncateSync(join(dir, ".cache", caches()[0] ?? ""), 20);
  const recording = await Recording.open(file);
  expect(recording.lastHeight).toBe(2);
  recording.close();
});

test("two that open at once both get a whole recording and leave no half file", async () => {
  const file = write("small-1.ndjson.gz");
  const both = await Promise.all([Recording.open(file), Recording.open(file)]);
  expect(both.map((recording) => recording.lastHeight)).toEqual([2, 2]);
  expect(caches()).toHaveLength(1);
  for (const recording of both) recording.close();
});

test("a folder that is not to be written keeps no cache of ours", async () => {
  const home = join(dir, "locked");
  mkdirSync(home);
  const file = join(home, "small-1.ndjson");
  writeFileSync(file, lines(LINES));
  utimesSync(file, 1_000, 1_000);
  chmodSync(home, 0o555);
  expect(cacheDirFor(file).startsWith(tmpdir())).toBe(true);
  const recording = await Recording.open(file);
  expect(recording.lastHeight).toBe(2);
  expect(readdirSync(home)).toEqual(["small-1.ndjson"]);
  recording.close();
  const ours = readdirSync(cacheDirFor(file)).filter(
    (name) => name.startsWith("small-1.ndjson-") && name.includes("-1000000"),
  );
  for (const name of ours) rmSync(join(cacheDirFor(file), name));
  chmodSync(home, 0o755);
});

test.each([
  ["a line that is not JSON", "{\n", "line 1 is not a line of a recording"],
  ["no genesis", lines([block(1)]), "has no genesis line"],
  ["a missing block", lines([LINES[0], block(1), block(3)]), "block 3 where 2 was expected"],
  ["no blocks", lines([LINES[0]]), "has no blocks"],
])("%s is refused with the file's name and nothing is left behind", async (_, text, sentence) => {
  const file = join(dir, "bad-1.ndjson");
  writeFileSync(file, text);
  await expect(Recording.open(file)).rejects.toThrow(`bad-1.ndjson: ${sentence}`.slice(0, 12));
  await expect(Recording.open(file)).rejects.toThrow(sentence);
  expect(caches()).toEqual([]);
});

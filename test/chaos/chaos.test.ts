import { beforeAll, expect, test } from "vitest";
import { bundleChild } from "./prepare";
import { runRound } from "./run-round";
import { type Kind, scheduleOf } from "./schedule";

/*
 * A short round of `npm run chaos` with a fixed seed, in which every fault is one that CI's machine can have: no PostgreSQL to kill
 * (test/indexer/takeover.test.ts does), no disk to fill. The whole of it runs by command.
 */
const KINDS: readonly Kind[] = [
  "down",
  "forked",
  "lie",
  "stale",
  "kill",
  "clock",
  "garbage",
  "wrong-app-hash",
  "all-pruned",
];

let child: Awaited<ReturnType<typeof bundleChild>>;
beforeAll(async () => {
  child = await bundleChild();
}, 120_000);

test("faults come and go, and every row and answer is that of an undisturbed run", async () => {
  const [round] = scheduleOf({ seed: 5, hasPostgres: false, kinds: KINDS, strikesPerRound: 9, blocksPerRound: 120 });
  if (!round) throw new Error("a schedule has at least one round");
  const result = await runRound(round, { ...child, seed: 5, log: () => undefined });
  expect(result.failures).toEqual([]);
  // How often it was looked at on the way depends on the machine; at the end every view is.
  expect(result.answersCompared).toBeGreaterThan(5);
  expect(result.starts).toBeGreaterThan(1);
}, 400_000);

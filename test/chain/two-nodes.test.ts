import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTape, type Tape } from "@/devnet/tape/tape";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import type { ChainClient, DecodedBlock } from "@/lib/chain/types";
import { recordingDir } from "../support/index-recording";

const PROVIDER = "ics-harbor-1";

let tape: Tape;
let first: string;
let second: string;
let truth: DecodedBlock[];
let client: ChainClient;

beforeAll(async () => {
  tape = await startTape({ dirs: [recordingDir("changeover")], speed: 0, from: 300 });
  first = tape.url(PROVIDER);
  second = await tape.addEndpoint(PROVIDER);
  const honest = createChainClient({ urls: [first], label: "honest" });
  truth = await honest.fetchBlocks(281, 300);
  await honest.close();
}, 60_000);
afterAll(() => tape.close());
beforeEach(() => {
  client = createChainClient({ urls: [first, second], label: "two nodes" });
});
afterEach(async () => {
  for (const url of [first, second]) tape.misbehave(url, {});
  await client.close();
});

const excludedNow = () => client.health().flatMap(({ url, excluded }) => (excluded ? [url] : []));

describe("of two nodes one lies, and its blocks are not used", () => {
  test.each([
    ["another app hash under the true hash", { wrongAppHash: 285 }],
    ["a fork whose hashes are made up", { forkedHeaderFrom: 285 }],
    ["a fork by the rules", { forkedHeaderFrom: 285, fittingHashes: true }],
    ["a fork of the last block alone", { forkedHeaderFrom: 300, fittingHashes: true }],
    ["transactions and events left out of a block", { lieAboutBlock: 290 }],
    ["answers of another shape", { wrongShape: true as const }],
  ])(
    "%s",
    async (_what, faults) => {
      for (const liar of [first, second]) {
        tape.misbehave(liar, faults);
        for (let from = 281; from <= 300; from += 5) {
          expect(await client.fetchBlocks(from, from + 4)).toEqual(truth.slice(from - 281, from - 276));
        }
        tape.misbehave(liar, {});
        await client.status();
      }
    },
    30_000,
  );

  test("one on a fork is asked no more, until it shows signed blocks again", async () => {
    tape.misbehave(first, { forkedHeaderFrom: 285, fittingHashes: true });
    for (let i = 0; i < 4; i += 1) await client.fetchBlocks(296, 300);
    expect(excludedNow()).toEqual([first]);
    expect((await client.status()).latestHeight).toBe(300);
    expect(excludedNow()).toEqual([first]);
    tape.misbehave(first, {});
    await client.status();
    expect(excludedNow()).toEqual([]);
  });

  test("the only one that answers must show signatures", async () => {
    await client.status();
    tape.misbehave(first, { forkedHeaderFrom: 285, fittingHashes: true });
    tape.misbehave(second, { resetRate: 1 });
    await expect(client.fetchBlocks(296, 300, AbortSignal.timeout(4_000))).rejects.toThrow();
    tape.misbehave(first, {});
    await client.status();
    expect(await client.fetchBlocks(296, 300)).toEqual(truth.slice(15));
  }, 30_000);
});

test("a node that has pruned more than the other is no reason to leave blocks out", async () => {
  tape.misbehave(first, { prunedBefore: 290 });
  expect((await client.status()).earliestHeight).toBe(1);
  expect(await client.fetchBlocks(281, 285)).toEqual(truth.slice(0, 5));
});

test("nodes of different chains: where nobody said which is wanted, the first that is configured decides, however slow", async () => {
  tape.misbehave(first, { latencyMs: 150 });
  tape.misbehave(second, { wrongChainId: "elsewhere-9" });
  expect((await client.status()).chainId).toBe(PROVIDER);
  expect(await client.fetchBlocks(296, 300)).toEqual(truth.slice(15));
});

test("blocks that are too large together are asked for one by one", async () => {
  await client.close();
  client = createChainClient({ urls: [first], label: "small", maxBytes: 2_000_000 });
  tape.misbehave(first, { bulkyBlocks: { from: 291, count: 2, bytes: 1_500_000 } });
  expect(await client.fetchBlocks(291, 295)).toEqual(truth.slice(10, 15));
});

test("a clock that is set back does not keep a node resting", async () => {
  const now = Date.now;
  try {
    tape.misbehave(first, { status502: 2 });
    tape.misbehave(second, { status502: 2 });
    await client.status().catch(() => undefined);
    Date.now = () => now() - 10 * 86_400_000;
    const blocks = client.fetchBlocks(296, 300, AbortSignal.timeout(10_000));
    expect(await blocks).toEqual(truth.slice(15));
  } finally {
    Date.now = now;
  }
}, 20_000);

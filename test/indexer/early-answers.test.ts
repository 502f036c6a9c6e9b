import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { detectProvider } from "@/lib/chain/detect";
import type { ProviderDialect } from "@/lib/chain/dialect";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import { parseConsumerId } from "@/lib/ics/ids";
import { EarlyAnswers } from "@/lib/indexer/early-answers";
import { ProviderProcess } from "@/lib/indexer/provider-process";
import { serveRecording } from "../support/index-recording";

const UNTIL = 420;
const AHEAD = 30;

let tape: Tape;
let url: string;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  url = tape.chains.find(({ isProvider }) => isProvider)?.url ?? "";
}, 60_000);
afterAll(() => tape?.close());

/** Takes the provider's blocks, each told of `AHEAD` blocks before its turn, or never. */
async function take(isForeseen: boolean) {
  const client = createChainClient({ urls: [url], label: "provider" });
  try {
    const { latestHeight } = await client.status();
    const found = await detectProvider(client, latestHeight);
    const process = new ProviderProcess(client, found.dialect as ProviderDialect);
    const before = client.counts();
    const blocks = [];
    for (let from = 1; from <= UNTIL; from += 5)
      blocks.push(...(await client.fetchBlocks(from, Math.min(UNTIL, from + 4))));
    for (const [i, block] of blocks.entries()) {
      if (isForeseen && i % 5 === 0) for (const next of blocks.slice(i + AHEAD - 5, i + AHEAD)) process.foresee(next);
      await process.step(block, false);
    }
    const { calls, requests } = client.counts();
    return {
      rows: process.drain(),
      memory: process.memory(),
      calls: calls - before.calls,
      requests: requests - before.requests,
    };
  } finally {
    await client.close();
  }
}

describe("questions asked ahead of their block", () => {
  it("give the rows of a run that asks at each block's turn, by no more calls and in fewer requests", async () => {
    const [foreseen, plain] = [await take(true), await take(false)];
    expect(plain.rows.consumer?.length).toBeGreaterThan(20);
    expect(foreseen.rows).toEqual(plain.rows);
    expect(foreseen.memory).toEqual(plain.memory);
    expect(foreseen.calls).toBe(plain.calls);
    expect(foreseen.requests).toBeLessThan(plain.requests);
  }, 60_000);
});

describe("a process that goes on from a store", () => {
  it("foresees nothing before it has taken a block: it does not know how many epochs lie between", async () => {
    const client = createChainClient({ urls: [url], label: "provider" });
    try {
      const { memory } = await take(false);
      const { latestHeight } = await client.status();
      const found = await detectProvider(client, latestHeight);
      const process = new ProviderProcess(client, found.dialect as ProviderDialect);
      process.resume({ open: {}, memory });
      const blocks = await client.fetchBlocks(UNTIL + 1, UNTIL + 60);
      const before = client.counts().calls;
      for (const block of blocks) process.foresee(block);
      await new Promise((resolve) => setTimeout(resolve, 50)); // Questions travel at the end of a turn.
      expect(client.counts().calls).toBe(before);
    } finally {
      await client.close();
    }
  }, 60_000);
});

describe("one question asked early", () => {
  const optIn = parseConsumerId("1") ?? expect.fail("1 is an id");

  /** The provider's own dialect, and how often its nodes were asked since. */
  async function ask(work: (early: EarlyAnswers, calls: () => number) => Promise<void>) {
    const client = createChainClient({ urls: [url], label: "provider" });
    try {
      const { latestHeight } = await client.status();
      const found = await detectProvider(client, latestHeight);
      const before = client.counts().calls;
      await work(new EarlyAnswers(found.dialect as ProviderDialect), () => client.counts().calls - before);
    } finally {
      await client.close();
    }
  }

  it("is handed out once; whoever asks again gets a new answer", () =>
    ask(async (early, calls) => {
      early.ask(["fetchSlashMeter", 900], undefined);
      early.ask(["fetchSlashMeter", 900], undefined);
      const first = await early.dialect.fetchSlashMeter(900);
      expect(calls()).toBe(1);
      expect(await early.dialect.fetchSlashMeter(900)).toEqual(first);
      expect(calls()).toBe(2);
    }));

  it("answers no other height and no other consumer", () =>
    ask(async (early, calls) => {
      early.ask(["fetchOptedIn", optIn, 900], undefined);
      await early.dialect.fetchOptedIn(optIn, 901);
      await early.dialect.fetchOptedIn(parseConsumerId("2") ?? optIn, 900);
      expect(calls()).toBe(3);
      expect(early.waiting).toBe(1);
    }));

  it("is forgotten when its block is taken, and a fault nobody fetches is nobody's", () =>
    ask(async (early) => {
      early.ask(["fetchConsumer", optIn, 900], undefined);
      early.ask(["fetchConsumer", optIn, 905], undefined);
      early.ask(["fetchSlashMeter", 9_999_999], undefined); // Beyond the head: no node can answer.
      early.forgetUntil(900);
      expect(early.waiting).toBe(2);
      await expect(early.dialect.fetchSlashMeter(9_999_999)).rejects.toThrow();
      early.forgetUntil(9_999_999);
      expect(early.waiting).toBe(0);
    }));
});

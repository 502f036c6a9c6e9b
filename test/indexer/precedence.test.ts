import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import { nanosOf } from "@/lib/ics/time";
import { runChain } from "@/lib/indexer/chain-loop";
import { ConsumerProcess } from "@/lib/indexer/consumer-process";
import { Precedence } from "@/lib/indexer/precedence";
import { startProvider } from "@/lib/indexer/start-provider";
import { upsertChain } from "@/lib/store/chain-rows";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { serveRecording } from "../support/index-recording";

const PROVIDER = "ics-devnet-provider-1";
const CONSUMER = "ics-replicated-1";
const { signal } = new AbortController();

/** Says what it was told, and lets everybody through. */
class Heard extends Precedence {
  readonly took: bigint[] = [];
  readonly asked: bigint[] = [];
  rests = 0;
  override providerTook(timeNs: bigint): void {
    this.took.push(timeNs);
  }
  override providerRests(): void {
    this.rests += 1;
  }
  override async giveWay(timeNs: bigint): Promise<void> {
    this.asked.push(timeNs);
  }
}

let tape: Tape;
let store: Store;
beforeAll(async () => {
  tape = await serveRecording("devnet");
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
}, 60_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

async function read(chainId: string, untilHeight: number): Promise<Heard> {
  const chain = tape.chains.find((one) => one.chainId === chainId);
  const client = createChainClient({ urls: [chain?.url ?? ""], label: chainId });
  const role = chain?.isProvider ? "provider" : "consumer";
  const key = { network: "devnet", chainId };
  const precedence = new Heard();
  try {
    await client.status();
    await upsertChain(store.db, { ...key, role });
    const [last] = await client.fetchBlocks(untilHeight, untilHeight);
    const createProcess = async () =>
      role === "provider"
        ? startProvider(store, { ...key, fromHeight: undefined }, client, signal)
        : new ConsumerProcess(client, undefined, async () => undefined);
    const job = { ...key, role, client, createProcess, precedence, untilTime: last?.time ?? "" } as const;
    await runChain(store, job, signal);
  } finally {
    await client.close();
  }
  return precedence;
}

it("a provider tells of every block it takes, and asks nobody", async () => {
  const heard = await read(PROVIDER, 60);
  expect(heard.took).toHaveLength(60);
  expect(heard.took).toEqual([...heard.took].sort((a, b) => (a < b ? -1 : 1)));
  expect(heard.asked).toEqual([]);
}, 60_000);

it("a consumer asks before each five blocks it takes, and tells nothing", async () => {
  const heard = await read(CONSUMER, 60);
  const client = createChainClient({
    urls: [tape.chains.find(({ chainId }) => chainId === CONSUMER)?.url ?? ""],
    label: CONSUMER,
  });
  const blocks = await client.fetchBlocks(1, 61).finally(() => client.close());
  const firstOfFive = blocks.filter((_, i) => i % 5 === 0).map(({ time }) => nanosOf(time));
  expect(heard.asked).toEqual(firstOfFive);
  expect(heard.took).toEqual([]);
}, 60_000);

it("a consumer at the head waits for nobody, and a provider there says that it rests", async () => {
  const [provider, consumer] = [await read(PROVIDER, 1_515), await read(CONSUMER, 1_386)];
  expect(provider.rests).toBeGreaterThan(0);
  const client = createChainClient({
    urls: [tape.chains.find(({ chainId }) => chainId === CONSUMER)?.url ?? ""],
    label: CONSUMER,
  });
  const [last] = await client.fetchBlocks(1_386, 1_386).finally(() => client.close());
  expect(consumer.asked.length).toBeGreaterThan(200);
  expect(consumer.asked.every((timeNs) => timeNs < nanosOf(last?.time ?? ""))).toBe(true);
}, 90_000);

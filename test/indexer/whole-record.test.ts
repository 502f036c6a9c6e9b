import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ChainFigures } from "@/lib/indexer/run-indexer";
import type { Store } from "@/lib/store/open-store";
import { indexTape, serveRecording } from "../support/index-recording";

let tape: Tape;
let store: Store;
let chains: ChainFigures[];

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store, chains } = await indexTape(tape, 1515, undefined, [...tape.networks] as never));
}, 120_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const of = (chainId: string) => chains.find((chain) => chain.chainId === chainId);

test("every block of the record is stored", () => {
  expect(Object.fromEntries(chains.map((chain) => [chain.chainId, chain.blocks]))).toEqual({
    "ics-devnet-provider-1": 1515,
    "ics-democ-1": 2838,
    "ics-optin-1": 1455,
    "ics-replicated-1": 1386,
    "ics-stalled-1": 1431,
  });
});

test("the nodes are asked at most 2.05 times a block, counted by the nodes themselves", () => {
  const counts = Object.values(tape.counts());
  const calls = counts.flatMap((count) => Object.values(count.calls)).reduce((sum, n) => sum + n, 0);
  expect(calls / 8625).toBeLessThanOrEqual(2.05);
});

test("no set had to be asked for twice: updates lead to the hash in the header, packets to the computed set", () => {
  expect(of("ics-devnet-provider-1")?.counters).toMatchObject({
    relearnedSets: 0,
    mispredictedSets: 0,
    auditMismatches: 0,
  });
  for (const chain of chains) expect(chain.counters).toMatchObject({ relearnedSets: 0 });
});

test("each chain says which consumer it is: the twin chain id belongs to consumer 1, not 8", async () => {
  const links = await store.db
    .selectFrom("consumer_chain_link")
    .select(["chain_id", "consumer_id"])
    .orderBy("chain_id")
    .execute();
  expect(links).toEqual([
    { chain_id: "ics-democ-1", consumer_id: "2" },
    { chain_id: "ics-optin-1", consumer_id: "1" },
    { chain_id: "ics-replicated-1", consumer_id: "0" },
    { chain_id: "ics-stalled-1", consumer_id: "3" },
  ]);
});

test("the silent fall-back of consumer 6 and the deletion of 7 are found without an event", async () => {
  const rows = await store.db
    .selectFrom("timeline_event")
    .select(["consumer_id", "kind"])
    .where("kind", "in", ["launch-failed", "deleted"])
    .orderBy("consumer_id")
    .execute();
  expect(rows).toEqual([
    { consumer_id: "6", kind: "launch-failed" },
    { consumer_id: "7", kind: "deleted" },
  ]);
});

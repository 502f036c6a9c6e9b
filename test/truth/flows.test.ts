import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerId } from "@/lib/ics/ids";
import { type ChainHistory, newHistory } from "@/lib/server/chain-history";
import type { ServerDeps } from "@/lib/server/deps";
import { readFlows } from "@/lib/server/provider-flows";
import type { Store } from "@/lib/store/open-store";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/*
 * How far the packets of each channel are is told by the last events of the chain where they suffice, and looked up where they
 * do not. Here it is counted from all events, one by one, at heights along the record and in any order.
 */

const LAST = 1_500;

interface Hop {
  readonly kind: string;
  readonly channel: string;
  readonly sequence: number;
  readonly height: number;
}

let tape: Tape;
let store: Store;
let deps: ServerDeps;
let network: string;
let providerChainId: string;
let hops: Hop[];
let times: Map<number, bigint>;
let channels: ReadonlyMap<ConsumerId, string>;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, LAST));
  deps = serveStore(store, tape.networks as never);
  ({ network, chain_id: providerChainId } = await store.db
    .selectFrom("chain")
    .select(["network", "chain_id"])
    .where("role", "=", "provider")
    .executeTakeFirstOrThrow());
  await readRecord();
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

async function readRecord(): Promise<void> {
  const { rows } = await sql<{ kind: string; channel: string; sequence: string; height: bigint }>`
    select kind, src_channel as channel, sequence, height from packet_event
    where chain_id = ${providerChainId} and src_port = 'provider'`.execute(store.db);
  hops = rows.map((row) => ({ ...row, sequence: Number(row.sequence), height: Number(row.height) }));
  const blocks = await store.db
    .selectFrom("block")
    .select(["height", "time_ns"])
    .where("chain_id", "=", providerChainId)
    .execute();
  channels = new Map(
    [...new Set(hops.map(({ channel }) => channel))].map((channel) => [channel as ConsumerId, channel]),
  );
  times = new Map(blocks.map((block) => [Number(block.height), block.time_ns]));
}

/** The same, hop by hop. */
function counted(channel: string, height: number) {
  const of = (kind: string) =>
    hops.filter((hop) => hop.kind === kind && hop.channel === channel && hop.height <= height);
  const first = (all: Hop[], sequence: number) =>
    Math.min(...all.filter((hop) => hop.sequence === sequence).map((hop) => hop.height));
  const [sends, acks] = [of("send"), of("ack")];
  const acked = [...new Set(acks.map(({ sequence }) => sequence))].sort((a, b) => b - a);
  const took = acked.slice(0, 21).map((sequence) => {
    const ns = (times.get(first(acks, sequence)) ?? 0n) - (times.get(first(sends, sequence)) ?? 0n);
    return Number(ns / 1_000_000n);
  });
  const waiting = sends.filter(({ sequence }) => sequence > (acked[0] ?? 0)).sort((a, b) => a.sequence - b.sequence)[0];
  return {
    sent: BigInt(Math.max(0, ...sends.map(({ sequence }) => sequence))),
    acked: BigInt(acked[0] ?? 0),
    usualMs: took.length === 0 ? undefined : took.sort((a, b) => a - b)[took.length >> 1],
    waiting: waiting && {
      sequence: BigInt(waiting.sequence),
      height: waiting.height,
      timeNs: times.get(waiting.height),
    },
    timedOutAt: of("timeout")[0]?.height,
  };
}

async function compareAt(history: ChainHistory, height: number): Promise<number> {
  const at = { network, providerChainId, height };
  const flows = await readFlows(deps, at, channels, history);
  expect([...flows.keys()]).toEqual([...channels.keys()]);
  for (const { channelId, sent, acked, usualMs, oldestUnacked, timedOut } of flows.values()) {
    const waiting = oldestUnacked && {
      sequence: oldestUnacked.sequence,
      height: oldestUnacked.height,
      timeNs: oldestUnacked.timeNs,
    };
    expect({ sent, acked, usualMs, waiting, timedOutAt: timedOut?.height }, `${channelId} at ${height}`).toEqual(
      counted(channelId, height),
    );
  }
  return flows.size;
}

test("at heights along the record, forwards and back, from what is kept and from nothing", async () => {
  const walker = newHistory(0, "");
  const heights = Array.from({ length: 30 }, (_, i) => 50 * (i + 1));
  let compared = 0;
  for (const height of [...heights, ...heights.toReversed()]) compared += await compareAt(walker, height);
  for (const height of [400, 1_090, LAST]) await compareAt(newHistory(0, ""), height);
  expect(compared).toBeGreaterThan(100);
  expect(hops.filter(({ kind }) => kind === "ack").length).toBeGreaterThan(50);
});

test("a channel silent for longer than the last events tell, and an old acknowledgement told again at the head", async () => {
  const [busy, silent] = [...new Set(hops.map(({ channel }) => channel))];
  const acks = hops.filter(({ kind, channel }) => kind === "ack" && channel === silent);
  const old = acks.reduce((least, hop) => (hop.sequence < least.sequence ? hop : least));
  // Three hundred packets of one channel and nothing of the other, but that its first acknowledgement is told once more.
  const next = Math.max(...hops.filter(({ channel }) => channel === busy).map(({ sequence }) => sequence)) + 1;
  const insert = (kind: string, index: number) =>
    sql.raw(`insert into packet_event select '${network}', '${providerChainId}', ${LAST}, ${index} + s, '${kind}', 'provider',
      '${busy}', 'consumer', 'channel-0', ${next} + s, 5, null, null, null, 0 from generate_series(0, 299) s`);
  await insert("send", 90_000).execute(store.db);
  await insert("ack", 91_000).execute(store.db);
  await sql
    .raw(`insert into packet_event select '${network}', '${providerChainId}', ${LAST}, 92000, 'ack', 'provider',
      '${silent}', 'consumer', 'channel-0', ${old.sequence}, 5, null, null, null, 0`)
    .execute(store.db);
  await readRecord();
  const { acked } = counted(silent ?? "", LAST);
  expect(acked).toBeGreaterThan(BigInt(old.sequence));
  expect(await compareAt(newHistory(0, ""), LAST)).toBeGreaterThan(1);
});

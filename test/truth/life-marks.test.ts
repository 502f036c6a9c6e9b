import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import { newHistory } from "@/lib/server/chain-history";
import type { ServerDeps } from "@/lib/server/deps";
import { channelsOf, readLifeMarks } from "@/lib/server/life-marks";
import type { Store } from "@/lib/store/open-store";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/*
 * When consumers first were in a phase is kept and moved on. Here it is looked up in all rows, at heights along the record and
 * in any order.
 */

const LAST = 1_500;

interface Row {
  readonly consumerId: string;
  readonly phase: string;
  readonly channelId: string | null;
  readonly from: number;
}

let tape: Tape;
let store: Store;
let deps: ServerDeps;
let place: { readonly network: string; readonly providerChainId: string };
let rows: Row[];
let times: Map<number, bigint>;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, LAST));
  deps = serveStore(store, tape.networks as never);
  const { network, chain_id: providerChainId } = await store.db
    .selectFrom("chain")
    .select(["network", "chain_id"])
    .where("role", "=", "provider")
    .executeTakeFirstOrThrow();
  place = { network, providerChainId };
  const consumers = await store.db.selectFrom("consumer").selectAll().execute();
  rows = consumers.map((row) => ({
    consumerId: row.consumer_id,
    phase: row.phase,
    channelId: row.channel_id,
    from: Number(row.from_height),
  }));
  const blocks = await store.db
    .selectFrom("block")
    .select(["height", "time_ns"])
    .where("chain_id", "=", providerChainId)
    .execute();
  times = new Map(blocks.map((block) => [Number(block.height), block.time_ns]));
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const first = (some: readonly Row[]) => some.toSorted((a, b) => a.from - b.from)[0];

function lookedUp(height: number) {
  const begun = rows.filter(({ from }) => from <= height);
  const lines: unknown[] = [];
  for (const consumerId of new Set(begun.map((row) => row.consumerId))) {
    const own = begun.filter((row) => row.consumerId === consumerId);
    for (const phase of new Set(own.map((row) => row.phase))) {
      const { from = 0 } = first(own.filter((row) => row.phase === phase)) ?? {};
      lines.push({ consumerId, mark: phase, height: from, timeNs: times.get(from) });
    }
    const channel = first(own.filter(({ channelId }) => channelId !== null));
    if (channel) {
      const { from, channelId } = channel;
      lines.push({ consumerId, mark: "channel", height: from, timeNs: times.get(from), channelId });
    }
  }
  return lines;
}

test("forwards, back, and from nothing", async () => {
  const kept = newHistory(0, "");
  const heights = [1, 2, 30, 61, 150, 151, 333, 600, 720, 900, 1_080, 1_200, 1_455, LAST];
  const walks = [...heights, ...heights.toReversed(), 600, LAST].map((height) => ({ height, history: kept }));
  for (const { height, history } of [...walks, { height: 720, history: newHistory(0, "") }]) {
    const marks = await readLifeMarks(deps, { ...place, height }, history);
    const lines = [...marks.values()].flatMap((all) => [...all.values()]);
    const expected = lookedUp(height);
    expect(lines, `at block ${height}`).toHaveLength(expected.length);
    expect(lines, `at block ${height}`).toEqual(expect.arrayContaining(expected));
  }
  const phases = new Set(rows.map(({ phase }) => phase));
  expect(phases.size).toBeGreaterThan(3);
  expect(rows.length).toBeGreaterThan(30);
});

test("no consumer ever had two channels: the first is the one it has", async () => {
  const marks = await readLifeMarks(deps, { ...place, height: LAST }, newHistory(0, ""));
  const pairs = new Set(
    rows.flatMap(({ consumerId, channelId }) => (channelId === null ? [] : [`${consumerId} ${channelId}`])),
  );
  expect(pairs.size).toBeGreaterThan(3);
  expect(new Set([...channelsOf(marks)].map(([consumerId, channelId]) => `${consumerId} ${channelId}`))).toEqual(pairs);
});

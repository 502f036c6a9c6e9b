import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import type { ConsumerRewardsView, RewardItem } from "@/lib/api/contracts/reward";
import type { Store } from "@/lib/store/open-store";
import { readProto } from "../record/proto-fields";
import { lpKey, storedSetOf } from "../record/provider-rows";
import { openRecord, type RecordedEvent, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { heightAt } from "./expected";

const HEIGHTS = [120, 249, 251, 300, 620, 905, 1210, 1499, 1515];
const CHAINS: Readonly<Record<string, string>> = {
  0: "ics-replicated-1",
  1: "ics-optin-1",
  2: "ics-democ-1",
  3: "ics-stalled-1",
};
const record = openRecord(recordingDir("first"));

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, 1515));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const ask = <T>(path: string, height: number) => getBody<{ data: T }>("devnet", `${path}?height=${height}`);

const attr = (event: RecordedEvent, key: string) => event.attributes.find((one) => one.key === key)?.value ?? "";

/** Events of a block that took effect. */
function eventsAt(chainId: string, height: number): RecordedEvent[] {
  const { results } = record.blockAt(chainId, height);
  const ofTxs = (results.txs_results ?? []).filter(({ code }) => !code).flatMap(({ events }) => events);
  return [...(results.finalize_block_events ?? []), ...ofTxs];
}

const wholeCoins = (text: string) => BigInt(/^(\d+)/.exec(text)?.[1] ?? "0");

/** Every reward a consumer sent, by sequence, from its own `ibc_transfer` and `send_packet` events. */
function sentBy(chainId: string): { height: number; sequence: string; amount: bigint }[] {
  const blocks = record.chain(chainId).heights;
  return blocks.flatMap((height) => {
    const events = (record.blockAt(chainId, height).results.finalize_block_events ?? []).filter(
      (event) => attr(event, "mode") === "EndBlock",
    );
    const amounts = events.filter(({ type }) => type === "ibc_transfer").map((event) => BigInt(attr(event, "amount")));
    const packets = events.filter(
      (event) => event.type === "send_packet" && attr(event, "packet_src_port") === "transfer",
    );
    expect(packets.length).toBe(amounts.length);
    return packets.map((packet, i) => ({
      height,
      sequence: attr(packet, "packet_sequence"),
      amount: amounts[i] as bigint,
    }));
  });
}

const sends = Object.fromEntries(Object.entries(CHAINS).map(([id, chain]) => [id, sentBy(chain)]));

/** What the provider's own events add up to per consumer, block by block. */
const provider = new Map<number, Record<string, Sums>>();
{
  const sums: Record<string, Sums> = {};
  for (const id of Object.keys(CHAINS)) sums[id] = { received: 0n, paid: 0n, pool: 0n, sequences: [] };
  for (const height of record.chain(record.provider).heights) {
    for (const event of eventsAt(record.provider, height)) {
      const sum = sums[attr(event, "consumer_id")];
      if (!sum) continue;
      if (event.type === "update_consumer" && attr(event, "reward_denom"))
        sum.received += BigInt(attr(event, "reward_amount"));
      if (event.type === "distributed_ics_rewards") {
        sum.paid += wholeCoins(attr(event, "distributed_rewards"));
        sum.pool += wholeCoins(attr(event, "community_pool_rewards"));
      }
    }
    for (const event of eventsAt(record.provider, height)) {
      if (event.type !== "recv_packet" || attr(event, "packet_dst_port") !== "transfer") continue;
      const memo = Buffer.from(attr(event, "packet_data_hex"), "hex").toString("utf8");
      const id = /consumerId\\":\\"(\d+)/.exec(memo)?.[1] ?? "";
      sums[id]?.sequences.push(attr(event, "packet_sequence"));
    }
    if (HEIGHTS.includes(height))
      provider.set(
        height,
        Object.fromEntries(Object.entries(sums).map(([id, sum]) => [id, { ...sum, sequences: [...sum.sequences] }])),
      );
  }
}

interface Sums {
  received: bigint;
  paid: bigint;
  pool: bigint;
  sequences: string[];
}

function sumsAt(height: number, id: string): Sums {
  const sums = provider.get(height)?.[id];
  if (!sums) throw new Error(`nothing summed up for consumer ${id} at ${height}`);
  return sums;
}

/** Prefix 55: whole units of each denom. */
function allocationOf(height: number, id: string): bigint {
  const prefix = lpKey(55, id);
  return [...record.storeAt(record.provider, "provider", height, prefix).values()]
    .flatMap((value) => readProto(value).messages(1))
    .reduce((sum, coin) => sum + BigInt(coin.text(2) || "0"), 0n);
}

describe.each(HEIGHTS)("at provider height %i", (height) => {
  const time = record.headerTimes(record.provider).get(height) as string;

  test("each consumer's sums are those of raw events, and what is left is prefix 55 to the last unit", async () => {
    const { data } = await ask<RewardItem[]>("rewards", height);
    for (const [id, chain] of Object.entries(CHAINS)) {
      const rows = data.filter(({ consumerId }) => consumerId === id);
      const at = heightAt(record, chain, time) ?? 0;
      const sent = (sends[id] ?? []).filter((packet) => packet.height <= at);
      if (sent.length === 0) {
        expect(rows).toEqual([]);
        continue;
      }
      expect(rows).toHaveLength(1);
      const [row] = rows as [RewardItem];
      const { received, paid, pool, sequences } = sumsAt(height, id);
      const underway = sent.filter(({ sequence }) => !sequences.includes(sequence));
      const returned = BigInt(row.returned ?? "0");
      expect(row).toMatchObject({
        sent: String(sent.reduce((sum, { amount }) => sum + amount, 0n)),
        received: String(received),
        inFlight: String(underway.reduce((sum, { amount }) => sum + amount, 0n) - returned),
        distributed: String(paid),
        communityPool: String(pool),
      });
      const raw = allocationOf(height, id);
      expect(raw % 10n ** 18n).toBe(0n);
      expect(row.allocated).toBe(String(raw / 10n ** 18n));
      // sent = received + in flight; received = paid + pool + held + remainder.
      expect(BigInt(row.sent as string)).toBe(BigInt(row.received) + BigInt(row.inFlight as string) + returned);
      expect(BigInt(row.received)).toBe(
        BigInt(row.distributed) +
          BigInt(row.communityPool) +
          BigInt(row.held as string) +
          BigInt(row.remainder as string),
      );
      expect(row.donated).toBeUndefined();
      if (row.providerDenom !== undefined) expect(row.providerDenom).toMatch(/^ibc\/[0-9A-F]{64}$/);
    }
  });
});

/** The provider block whose raw events tell of a consumer's first reward. */
function firstReceived(consumerId: string) {
  const height = record
    .chain(record.provider)
    .heights.find((one) =>
      eventsAt(record.provider, one).some(
        (event) =>
          event.type === "update_consumer" &&
          attr(event, "reward_denom") !== "" &&
          attr(event, "consumer_id") === consumerId,
      ),
    );
  return { height, time: record.headerTimes(record.provider).get(height ?? 0) };
}

test("whose denom was never allowed is held back, and says so; the others are not", async () => {
  const { data } = await ask<RewardItem[]>("rewards", 1515);
  const { data: consumers } = await ask<ConsumerListItem[]>("consumers", 1515);
  for (const row of data) {
    const isHeld = row.consumerId === "0" || row.consumerId === "3";
    expect(row.because).toBe(isHeld ? "denom-not-allowed" : undefined);
    expect(row.held).toBe(isHeld ? row.received : "0");
    const findings = consumers.find(({ consumerId }) => consumerId === row.consumerId)?.findings ?? [];
    const held = findings.find(({ code }) => code === "rewards-held");
    expect(held !== undefined).toBe(isHeld);
    if (held) expect(held.since).toEqual(firstReceived(row.consumerId));
  }
});

test("the day's rewards are all of them while the record is younger than a day", async () => {
  const { data } = await ask<ConsumerListItem[]>("consumers", 1515);
  const received = sumsAt(1515, "2").received;
  expect(data.find(({ consumerId }) => consumerId === "2")?.rewards24h).toEqual([
    { denom: "uagora", amount: String(received) },
  ]);
  expect(data.find(({ consumerId }) => consumerId === "4")?.rewards24h).toBeUndefined();
});

test("each payout is divided among those long enough in the set, by power", async () => {
  const { data } = await ask<ConsumerRewardsView>("consumers/2/rewards", 300);
  const payouts = eventsUpTo(300);
  expect(data.payouts.map(({ height, distributed, communityPool }) => [height, distributed, communityPool])).toEqual(
    payouts.map(({ height, paid, pool }) => [height, String(paid), String(pool)]).reverse(),
  );
  const unit = 10n ** 18n;
  const paid = new Map<string, bigint>();
  for (const payout of payouts) {
    const set = storedSetOf(record.storeAt(record.provider, "provider", payout.height - 1), "2").filter(
      ({ joinHeight }) =>
        payout.height - joinHeight >=
        (typeof data.eligibility === "object" && "blocks" in data.eligibility ? data.eligibility.blocks : 0),
    );
    const total = set.reduce((sum, { power }) => sum + power, 0n);
    for (const { consAddress, power } of set)
      paid.set(consAddress, (paid.get(consAddress) ?? 0n) + payout.paid * ((power * unit) / total));
  }
  const sorted = [...paid.values()].map((share) => share / unit).sort((a, b) => (a < b ? 1 : -1));
  expect(data.validators.map((validator) => validator.paid)).toEqual(sorted.map(String));
  const sum = data.validators.reduce((whole, validator) => whole + BigInt(validator.paid), 0n);
  const all = payouts.reduce((whole, payout) => whole + payout.paid, 0n);
  expect(all - sum).toBeLessThanOrEqual(BigInt(data.validators.length + payouts.length));
});

test.each([
  ["1", 620],
  ["2", 300],
  ["2", 620],
])("the commission of each validator of consumer %s at %i is what x/distribution said it was", async (id, height) => {
  const { data } = await ask<ConsumerRewardsView>(`consumers/${id}/rewards`, height);
  const denoms = new Set(data.validators.map(({ providerDenom }) => providerDenom));
  const told = { commission: new Map<string, bigint>(), rewards: new Map<string, bigint>() };
  for (const at of record.chain(record.provider).heights.filter((one) => one <= height))
    for (const event of record.blockAt(record.provider, at).results.finalize_block_events ?? []) {
      if (event.type !== "commission" && event.type !== "rewards") continue;
      const sums = told[event.type];
      for (const coin of attr(event, "amount").split(",")) {
        const [, whole = "", fraction = "", denom = ""] = /^(\d+)\.(\d{18})(.+)$/.exec(coin) ?? [];
        if (!denoms.has(denom)) continue;
        const key = `${attr(event, "validator")} ${denom}`;
        sums.set(key, (sums.get(key) ?? 0n) + BigInt(whole + fraction));
      }
    }
  const cut = (sums: ReadonlyMap<string, bigint>) =>
    [...sums].map(([key, amount]) => `${key} ${amount / 10n ** 18n}`).sort();
  const shown = (of: "commission" | "paid") =>
    data.validators.map((one) => `${one.operator} ${one.providerDenom} ${one[of]}`).sort();
  expect(told.commission.size).toBeGreaterThan(2);
  expect(shown("commission")).toEqual(cut(told.commission));
  expect(shown("paid")).toEqual(cut(told.rewards));
});

function eventsUpTo(height: number): { height: number; paid: bigint; pool: bigint }[] {
  return record
    .chain(record.provider)
    .heights.filter((at) => at <= height)
    .flatMap((at) =>
      (record.blockAt(record.provider, at).results.finalize_block_events ?? [])
        .filter((event) => event.type === "distributed_ics_rewards" && attr(event, "consumer_id") === "2")
        .map((event) => ({
          height: at,
          paid: wholeCoins(attr(event, "distributed_rewards")),
          pool: wholeCoins(attr(event, "community_pool_rewards")),
        }))
        .filter(({ paid, pool }) => paid + pool > 0n),
    );
}

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import {
  type BlockSpaceItem,
  type ConsumerBlocksView,
  consumerBlocksView,
  type PlumbingView,
  plumbingView,
} from "@/lib/api/contracts/plumbing";
import type { Store } from "@/lib/store/open-store";
import { readProto } from "../record/proto-fields";
import { clientOf, consumerIds, phaseOf } from "../record/provider-rows";
import { openRecord, type RecordedEvent, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { heightAt, nanos } from "./expected";

const HEIGHT = 420;
const CHAINS = { 0: "ics-replicated-1", 1: "ics-optin-1", 2: "ics-democ-1", 3: "ics-stalled-1" } as const;
const record = openRecord(recordingDir("first"));
const time = record.headerTimes(record.provider).get(HEIGHT) as string;

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEIGHT + 8));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const attr = (event: RecordedEvent, key: string) => event.attributes.find((one) => one.key === key)?.value;

/** Packets of CCV channels in successful transactions of a chain's blocks up to a height. */
function carried(chainId: string, height: number, type: string): number {
  let count = 0;
  for (let at = 1; at <= height; at += 1)
    for (const { code, events } of record.blockAt(chainId, at).results.txs_results ?? [])
      if (!code)
        count += events.filter(
          (event) => event.type === type && /^(?:provider|consumer)$/.test(attr(event, "packet_src_port") ?? ""),
        ).length;
  return count;
}

test("relayers together carried every packet of the recorded blocks, on each chain", async () => {
  const { data } = await getBody<{ data: PlumbingView }>("devnet", `network?height=${HEIGHT}`);
  for (const chainId of [record.provider, ...Object.values(CHAINS)]) {
    const height = chainId === record.provider ? HEIGHT : (heightAt(record, chainId, time) ?? 0);
    const rows = data.relayers.filter((row) => row.chainId === chainId);
    expect({ chainId, received: rows.reduce((sum, row) => sum + row.received, 0) }).toEqual({
      chainId,
      received: carried(chainId, height, "recv_packet"),
    });
    expect({ chainId, acked: rows.reduce((sum, row) => sum + row.acknowledged, 0) }).toEqual({
      chainId,
      acked: carried(chainId, height, "acknowledge_packet"),
    });
  }
  // Launched (3) or stopped (4) in the raw rows, and no node of theirs is recorded.
  const rows = record.storeAt(record.provider, "provider", HEIGHT);
  const alive = consumerIds(rows).filter((id) => [3, 4].includes(phaseOf(rows, id) ?? 0));
  expect(data.unread).toEqual(alive.filter((id) => !(id in CHAINS)));
  expect(data.unread.length).toBeGreaterThan(1);
});

/** Of every transaction of a chain that carried a CCV packet: who signed for it, its fee, its client updates. From raw bytes. */
function relaysOf(chainId: string, height: number) {
  const relays: { relayer: string; fee: Map<string, bigint>; updates: number }[] = [];
  for (let at = 1; at <= height; at += 1) {
    const { block, results } = record.blockAt(chainId, at);
    for (const [i, { code, events }] of (results.txs_results ?? []).entries()) {
      const isRelay = events.some(
        ({ type, attributes }) =>
          /^(?:recv|acknowledge|timeout)_packet$/.test(type) &&
          attributes.some(({ key, value }) => key === "packet_src_port" && /^(?:provider|consumer)$/.test(value)),
      );
      if (code || !isRelay) continue;
      const tx = readProto(Buffer.from(block.block.data.txs?.[i] ?? "", "base64"));
      const messages = tx
        .message(1)
        .messages(1)
        .map((any) => ({ type: any.text(1), value: any.message(2) }));
      // MsgRecvPacket has its signer in field 4, MsgAcknowledgement and MsgTimeout in field 5.
      const signers = messages.flatMap(({ type, value }) =>
        /\.MsgRecvPacket$/.test(type)
          ? [value.text(4)]
          : /\.Msg(?:Acknowledgement|Timeout)$/.test(type)
            ? [value.text(5)]
            : [],
      );
      const coins = tx
        .message(2)
        .message(2)
        .messages(1)
        .map((coin) => [coin.text(1), BigInt(coin.text(2))] as const);
      relays.push({
        relayer: signers[0] ?? "",
        fee: new Map(coins),
        updates: messages.filter(({ type }) => type.endsWith(".MsgUpdateClient")).length,
      });
    }
  }
  return relays;
}

test("what each relayer paid, and the client updates it carried, are those of its transactions", async () => {
  const { data } = await getBody<{ data: PlumbingView }>("devnet", `network?height=${HEIGHT}`);
  let paid = 0n;
  for (const chainId of [record.provider, ...Object.values(CHAINS)]) {
    const height = chainId === record.provider ? HEIGHT : (heightAt(record, chainId, time) ?? 0);
    const wanted = new Map<string, { transactions: number; updates: number; fees: Map<string, bigint> }>();
    for (const { relayer, fee, updates } of relaysOf(chainId, height)) {
      const sum = wanted.get(relayer) ?? { transactions: 0, updates: 0, fees: new Map<string, bigint>() };
      for (const [denom, amount] of fee) sum.fees.set(denom, (sum.fees.get(denom) ?? 0n) + amount);
      wanted.set(relayer, { transactions: sum.transactions + 1, updates: sum.updates + updates, fees: sum.fees });
    }
    const shown = data.relayers
      .filter((row) => row.chainId === chainId)
      .map(({ address, transactions, clientUpdates, fees }) => ({
        relayer: address,
        transactions,
        updates: clientUpdates,
        fees: new Map(fees.map(({ denom, amount }) => [denom, BigInt(amount)])),
      }));
    const byName = (a: { relayer: string | undefined }, b: { relayer: string | undefined }) =>
      (a.relayer ?? "") < (b.relayer ?? "") ? -1 : 1;
    expect({ chainId, shown: shown.sort(byName) }).toEqual({
      chainId,
      shown: [...wanted].map(([relayer, sum]) => ({ relayer, ...sum })).sort(byName),
    });
    for (const { fees } of wanted.values()) for (const amount of fees.values()) paid += amount;
  }
  expect(paid).toBeGreaterThan(0n);
});

test("each consumer's client, and the channels its rewards came over, are those of the record", async () => {
  const { data } = await getBody<{ data: PlumbingView }>("devnet", `network?height=${HEIGHT}`);
  expect(plumbingView.safeParse(data).error).toBeUndefined();
  const rows = record.storeAt(record.provider, "provider", HEIGHT);
  for (const link of data.links) {
    const client = link.clientOnProvider;
    if (client && "clientId" in client) expect(client.clientId).toBe(clientOf(rows, link.consumerId));
  }
  const link = data.links.find(({ consumerId }) => consumerId === "2");
  // The first recorded reward of ics-democ-1 names both ends.
  expect(link?.transfer).toEqual({ consumerChannelId: "channel-1", providerChannelId: "channel-5" });
  expect(link?.channel?.state).toBe("open");
  expect(link?.health).toBe("ok");
  expect(data.links.find(({ consumerId }) => consumerId === "4")?.health).toBe("none");
});

test("block space adds up what the recorded blocks hold", async () => {
  const { data } = await getBody<{ data: ConsumerBlocksView }>("devnet", `consumers/2/blocks?height=${HEIGHT}`);
  expect(consumerBlocksView.safeParse(data).error).toBeUndefined();
  const own = data.own as BlockSpaceItem;
  const chainId = CHAINS[2];
  const height = heightAt(record, chainId, time) as number;
  expect(own.asOf.height).toBe(height);
  const from = Math.max(1, height - data.window + 1);
  let [transactions, failed, gas, bytes, empty] = [0, 0, 0n, 0, 0];
  for (let at = from; at <= height; at += 1) {
    const { block, results } = record.blockAt(chainId, at);
    const txs = block.block.data.txs ?? [];
    transactions += txs.length;
    bytes += txs.reduce((sum, tx) => sum + Buffer.from(tx, "base64").length, 0);
    if (txs.length === 0) empty += 1;
    for (const result of results.txs_results ?? []) {
      if (result.code) failed += 1;
      gas += BigInt((result as { gas_used?: string }).gas_used ?? "0");
    }
  }
  expect(own).toMatchObject({
    blocks: height - from + 1,
    transactions: String(transactions),
    failed: String(failed),
    gasUsed: String(gas),
    bytes: String(bytes),
    emptyBlocks: empty,
  });
  // Before block `at` the chain told, with the block before it, what `at` may hold; of block 1 with itself.
  const told = (at: number) => {
    const { results } = record.blockAt(chainId, Math.max(1, at - 1));
    return (results as { consensus_param_updates?: { block: { max_bytes: string; max_gas: string } } })
      .consensus_param_updates?.block as { max_bytes: string; max_gas: string };
  };
  let [gasAllowed, bytesAllowed] = [0n, 0n];
  for (let at = from; at <= height; at += 1) {
    gasAllowed += BigInt(told(at).max_gas);
    bytesAllowed += BigInt(told(at).max_bytes);
  }
  const { max_gas: maxGas, max_bytes: maxBytes } = told(height + 1);
  expect(own).toMatchObject({ maxGas, maxBytes });
  expect(gasAllowed).toBeGreaterThan(0n);
  expect(Math.abs(Number(own.gasShare) - Number(gas) / Number(gasAllowed))).toBeLessThan(1e-6);
  expect(Math.abs(Number(own.bytesShare) - bytes / Number(bytesAllowed))).toBeLessThan(1e-6);
  const times = record.headerTimes(chainId);
  const span = nanos(times.get(height) as string) - nanos(times.get(from) as string);
  expect(own.blockTimeMs).toBe(Number(span / BigInt(height - from) / 1_000_000n));
  expect(own.parts.reduce((sum, part) => sum + part.blocks, 0)).toBe(own.blocks);
  expect(data.others.map(({ scope }) => scope).sort()).toEqual(["0", "1", "3"]);
});

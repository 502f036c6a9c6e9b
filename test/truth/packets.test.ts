import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { PacketView } from "@/lib/api/contracts/packet";
import type { Store } from "@/lib/store/open-store";
import { channelOf, consumerIds, queuedPacketsOf, storedSetOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { base64OfHex, bytesOfBech32, heightAt, nanos } from "./expected";
import { commitmentsOf, nextSequence, packetEventsOf, type RawPacketEvent, tally } from "./packet-expected";

const NETWORK = "devnet";
const HEAD = 1515;
const HEIGHTS = [
  60,
  95,
  120,
  153,
  210,
  276,
  330,
  453,
  500,
  570,
  623,
  700,
  763,
  870,
  1050,
  1130,
  1200,
  1290,
  1442,
  HEAD,
];
const CHAINS: Readonly<Record<string, string>> = {
  0: "ics-replicated-1",
  1: "ics-optin-1",
  2: "ics-democ-1",
  3: "ics-stalled-1",
};

const record = openRecord(recordingDir("first"));
const provider = record.provider;
const onProvider = packetEventsOf(record, provider);
const onConsumer = Object.fromEntries(Object.values(CHAINS).map((chain) => [chain, packetEventsOf(record, chain)]));

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEAD));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const packetsAt = async (path: string, height: number) => {
  const join = path.includes("?") ? "&" : "?";
  return (await getBody<{ data: PacketView[] }>(NETWORK, `${path}${join}height=${height}`)).data;
};
const timeOf = (chain: string, height: number) => record.headerTimes(chain).get(height) as string;
const upTo = (events: readonly RawPacketEvent[], height: number) => events.filter((event) => event.height <= height);
const of = (events: readonly RawPacketEvent[], type: string, srcPort: string) =>
  events.filter((event) => event.type === type && event.srcPort === srcPort);

/** Events on the provider of one of its channels. */
const ofChannel = (events: readonly RawPacketEvent[], channel: string) =>
  events.filter(
    ({ srcPort, srcChannel, dstChannel }) => (srcPort === "provider" ? srcChannel : dstChannel) === channel,
  );

/** State of every packet of one direction by raw commitments and counters of the sender and the receiver's events (§4.7). */
function statesOf(channel: string, chain: string, direction: "vsc" | "slash", height: number): string[] {
  const consumerHeight = heightAt(record, chain, timeOf(provider, height)) ?? 0;
  const own = upTo(onConsumer[chain] ?? [], consumerHeight);
  const theirs = ofChannel(upTo(onProvider, height), channel);
  const [port, sender, receiver] =
    direction === "vsc" ? (["provider", theirs, own] as const) : (["consumer", own, theirs] as const);
  const receiverTime = direction === "vsc" ? timeOf(chain, consumerHeight) : timeOf(provider, height);
  const received = new Set(of(receiver, "recv_packet", port).map(({ sequence }) => sequence));
  const sends = of(sender, "send_packet", port);
  if (direction === "vsc") {
    const committed = commitmentsOf(record, provider, "provider", channel, height);
    const nextAck = nextSequence(record, provider, "nextSequenceAck", "provider", channel, height) ?? 1;
    expect(sends.length).toBe(
      (nextSequence(record, provider, "nextSequenceSend", "provider", channel, height) ?? 1) - 1,
    );
    return sends.map(({ sequence, timeoutNs }) => {
      if (!committed.has(sequence)) return sequence < nextAck ? "acknowledged" : "timed-out";
      if (received.has(sequence)) return "received";
      return nanos(receiverTime) >= timeoutNs ? "expired" : "sent";
    });
  }
  const acked = new Set(of(sender, "acknowledge_packet", port).map(({ sequence }) => sequence));
  return sends.map(({ sequence, timeoutNs }) => {
    if (acked.has(sequence)) return "acknowledged";
    if (received.has(sequence)) return "received";
    return nanos(receiverTime) >= timeoutNs ? "expired" : "sent";
  });
}

describe.each(HEIGHTS)("at provider height %i every packet of the record is where the raw rows say", (height) => {
  test("by consumer and direction, and all of them in one list", async () => {
    const rows = record.storeAt(provider, "provider", height);
    const expected: string[] = [];
    for (const id of consumerIds(rows)) {
      const queued = queuedPacketsOf(rows, id).map(() => "queued");
      const channel = channelOf(rows, id);
      for (const direction of ["vsc", "slash"] as const) {
        const states = [
          ...(channel === undefined ? [] : statesOf(channel, CHAINS[id] as string, direction, height)),
          ...(direction === "vsc" ? queued : []),
        ];
        const packets = await packetsAt(`consumers/${id}/packets?direction=${direction}`, height);
        expect({ id, direction, states: tally(packets.map(({ state }) => state)) }).toEqual({
          id,
          direction,
          states: tally(states),
        });
        expected.push(...states);
      }
    }
    const all = await packetsAt("packets", height);
    expect(tally(all.map(({ state }) => state))).toEqual(tally(expected));
    for (const state of new Set(expected)) {
      const some = await packetsAt(`packets?state=${state}`, height);
      expect({ state, count: some.length }).toEqual({ state, count: expected.filter((one) => one === state).length });
      expect(some.every((packet) => packet.state === state)).toBe(true);
    }
  });
});

test("each hop of each packet is the event of the record: height, time, transaction, update id, timeout", async () => {
  for (const [id, chain] of Object.entries(CHAINS)) {
    const channel = channelOf(record.storeAt(provider, "provider", HEAD), id) as string;
    const own = onConsumer[chain] ?? [];
    const theirs = ofChannel(onProvider, channel);
    for (const packet of await packetsAt(`consumers/${id}/packets?limit=1000`, HEAD)) {
      if (packet.state === "queued") continue;
      const [port, sender, receiver, from, to] =
        packet.direction === "vsc"
          ? (["provider", theirs, own, provider, chain] as const)
          : (["consumer", own, theirs, chain, provider] as const);
      const find = (events: readonly RawPacketEvent[], type: string, chainId: string) => {
        const event = of(events, type, port).find(({ sequence }) => String(sequence) === packet.sequence);
        if (!event) return undefined;
        const { height, txHash } = event;
        return { chainId, height, time: timeOf(chainId, height), ...(txHash === undefined ? {} : { txHash }) };
      };
      expect(packet.sentAt).toEqual(find(sender, "send_packet", from));
      expect(packet.receivedAt).toEqual(find(receiver, "recv_packet", to));
      expect(packet.ackedAt).toEqual(find(sender, "acknowledge_packet", from));
      const sent = of(sender, "send_packet", port).find(({ sequence }) => String(sequence) === packet.sequence);
      expect(nanos(packet.timeoutAt as string)).toBe(sent?.timeoutNs);
      const data = JSON.parse(sent?.data ?? "") as {
        valset_update_id?: string;
        slashPacketData?: { valset_update_id: string; validator: { address: string; power: string } };
      };
      expect(packet.vscId).toBe(data.valset_update_id ?? data.slashPacketData?.valset_update_id);
      if (packet.direction === "slash") {
        expect(packet.slash?.power).toBe(data.slashPacketData?.validator.power);
        expect(bytesOfBech32(packet.slash?.consumerAddress ?? "")).toBe(
          Buffer.from(data.slashPacketData?.validator.address ?? "", "base64").toString("hex"),
        );
        const ack = of(receiver, "write_acknowledgement", port).find(
          (e) => String(e.sequence) === packet.sequence,
        )?.ack;
        const word = { '{"result":"Ag=="}': "slash-handled", '{"result":"Aw=="}': "slash-bounced" }[ack ?? ""];
        expect(packet.result).toBe(word);
      }
    }
  }
});

test("what each update changes is the difference of the raw stored sets around its epoch", async () => {
  const ids = ["0", "1", "2", "3", "8", "10"];
  const wanted = new Map<string, PacketView[]>();
  for (const id of ids) wanted.set(id, await packetsAt(`consumers/${id}/packets?direction=vsc`, HEAD));
  const epochs = [...new Set([...wanted.values()].flat().map((packet) => packet.queuedAt?.height ?? 0))].sort(
    (a, b) => a - b,
  );
  let keyChanges = 0;
  for (const epoch of epochs) {
    expect(epoch % 30).toBe(0);
    const before = record.storeAt(provider, "provider", epoch - 1);
    const sets = new Map(ids.map((id) => [id, storedSetOf(before, id)]));
    const after = record.storeAt(provider, "provider", epoch);
    for (const [id, packets] of wanted) {
      const packet = packets.find((one) => one.queuedAt?.height === epoch);
      if (!packet) continue;
      const was = new Map(sets.get(id)?.map((row) => [row.consAddress, row]));
      const is = new Map(storedSetOf(after, id).map((row) => [row.consAddress, row]));
      const expected = [...new Set([...was.keys(), ...is.keys()])].flatMap((address) => {
        const [a, b] = [was.get(address), is.get(address)];
        if (a?.power === b?.power && a?.pubKey === b?.pubKey) return [];
        const kind = !a ? "joins" : !b ? "leaves" : a.pubKey === b.pubKey ? "power" : "key";
        if (kind === "key") keyChanges += 1;
        const shown = (row: typeof a) => row && { power: String(row.power), key: base64OfHex(row.pubKey) };
        return [{ address, kind, before: shown(a), after: shown(b) }];
      });
      const said = (packet.changes ?? []).map((change) => ({
        address: bytesOfBech32(change.providerConsAddress ?? ""),
        kind: change.kind,
        before: change.before,
        after: change.after,
      }));
      const byAddress = (a: { address: string }, b: { address: string }) => (a.address < b.address ? -1 : 1);
      expect({ id, epoch, changes: said.sort(byAddress) }).toEqual({ id, epoch, changes: expected.sort(byAddress) });
    }
  }
  expect(keyChanges).toBeGreaterThan(0);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerValidatorView, ConsumerView } from "@/lib/api/contracts/consumer";
import type { PacketView } from "@/lib/api/contracts/packet";
import type { ConsumerPipelineView } from "@/lib/api/contracts/pipeline";
import type { Store } from "@/lib/store/open-store";
import { channelOf, clientOf, consumerIds, queuedPacketsOf, storedSetOf } from "../record/provider-rows";
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

describe("what the record must show", () => {
  const pipelineAt = async (id: string, height: number) =>
    (await getBody<{ data: ConsumerPipelineView }>(NETWORK, `consumers/${id}/pipeline?height=${height}`)).data;
  const consumerAt = async (id: string, height: number) =>
    (await getBody<{ data: ConsumerView }>(NETWORK, `consumers/${id}?height=${height}`)).data;

  test("consumer 3 at the head: counters, packets past their timeout, both light clients expired, the queue with its contents", async () => {
    const rows = record.storeAt(provider, "provider", HEAD);
    const channel = channelOf(rows, "3") as string;
    const chain = CHAINS[3] as string;
    const own = heightAt(record, chain, timeOf(provider, HEAD)) as number;
    const { vsc, clientOnProvider, clientOnConsumer } = await pipelineAt("3", HEAD);
    const count = (counter: "nextSequenceSend" | "nextSequenceAck") =>
      String((nextSequence(record, provider, counter, "provider", channel, HEAD) ?? 1) - 1);
    expect(vsc.sent).toBe(count("nextSequenceSend"));
    expect(vsc.acked).toBe(count("nextSequenceAck"));
    expect(vsc.received).toBe(
      String((nextSequence(record, chain, "nextSequenceRecv", "consumer", "channel-0", own) ?? 1) - 1),
    );
    const late = onProvider.filter(
      ({ type, srcPort, srcChannel, sequence, timeoutNs }) =>
        type === "send_packet" &&
        srcPort === "provider" &&
        srcChannel === channel &&
        sequence > Number(vsc.received) &&
        timeoutNs <= nanos(timeOf(chain, own)),
    );
    expect(late.length).toBeGreaterThan(0);
    expect(vsc.counts.expired).toBe(late.length);
    expect(vsc.stuckBecause).toBe("past-timeout");

    // The last client update each way is an event; the client expires at that header's time and its trusting period.
    const lastSeen = (on: string, until: number, of: string) => {
      let seen = 0;
      for (let height = 1; height <= until; height += 1) {
        const { txs_results: txs } = record.blockAt(on, height).results;
        for (const { type, attributes } of (txs ?? []).flatMap((tx) => (tx.code ? [] : tx.events))) {
          const value = (key: string) => attributes.find((attribute) => attribute.key === key)?.value;
          if (type === "update_client" && value("client_id") === of)
            seen = Math.max(seen, Number(value("consensus_height")?.split("-")[1]));
        }
      }
      return seen;
    };
    const clients = [
      {
        client: clientOnProvider,
        seen: lastSeen(provider, HEAD, clientOf(rows, "3") as string),
        of: chain,
        host: timeOf(provider, HEAD),
      },
      {
        client: clientOnConsumer,
        seen: lastSeen(chain, own, "07-tendermint-0"),
        of: provider,
        host: timeOf(chain, own),
      },
    ];
    for (const { client, seen, of: counterparty, host } of clients) {
      if (!client || !("status" in client)) throw new Error("a light client is missing");
      expect(client.latestHeight).toBe(seen);
      const expiry = nanos(timeOf(counterparty, seen)) + BigInt(client.trustingPeriodNs ?? 0);
      expect(client.status).toBe("expired");
      expect(nanos(client.since as string)).toBe(expiry);
      expect(expiry < nanos(host)).toBe(true);
    }
    const { findings } = await consumerAt("3", HEAD);
    const said = (code: string) => findings.find((finding) => finding.code === code)?.sentence ?? "";
    expect(said("timeout-not-relayed")).toContain(`${late.length} are past their timeout`);
    expect(said("client-expired")).toContain("This chain's light client of the provider expired");

    const queue = queuedPacketsOf(rows, "3");
    const shown = await packetsAt("consumers/3/packets?state=queued", HEAD);
    expect(shown.map(({ vscId }) => vscId)).toEqual(queue.map(({ vscId }) => String(vscId)));
    expect(shown.map(({ stuckBecause }) => stuckBecause)).toEqual(queue.map(() => "client-expired"));
    for (const [i, { updates }] of queue.entries()) {
      const keys = (shown[i]?.changes ?? []).flatMap(({ before, after }) => [before?.key, after?.key]);
      for (const key of updates.keys()) expect(keys).toContain(base64OfHex(key));
    }
  });

  test("consumer 10: updates queued with their contents, and no channel", async () => {
    const queue = queuedPacketsOf(record.storeAt(provider, "provider", HEAD), "10");
    const shown = await packetsAt("consumers/10/packets", HEAD);
    expect(shown.map(({ state, vscId }) => ({ state, vscId }))).toEqual(
      queue.map(({ vscId }) => ({ state: "queued", vscId: String(vscId) })),
    );
    expect(
      shown.every(({ stuckBecause, changes }) => stuckBecause === "no-channel" && (changes?.length ?? 0) > 0),
    ).toBe(true);
    const pipeline = await pipelineAt("10", HEAD);
    expect(pipeline.slash).toBeUndefined();
    expect(pipeline.road.channel.state).not.toBe("open");
  });

  test.each([
    // Between an epoch's packet and its receipt; consumer 1 while its relayer is away (heights 1040 to 1149).
    { id: "0", height: 150, behind: 1 },
    { id: "2", height: 900, behind: 1 },
    { id: "1", height: 1060, behind: 1 },
    { id: "1", height: 1090, behind: 2 },
    { id: "1", height: 1130, behind: 3 },
  ])(
    "consumer $id is $behind behind at height $height, and in sync with equal hashes at the head",
    async ({ id, height, behind }) => {
      const channel = channelOf(record.storeAt(provider, "provider", height), id) as string;
      const sent = (nextSequence(record, provider, "nextSequenceSend", "provider", channel, height) ?? 1) - 1;
      const own = heightAt(record, CHAINS[id] as string, timeOf(provider, height)) as number;
      const received = of(upTo(onConsumer[CHAINS[id] as string] ?? [], own), "recv_packet", "provider").length;
      expect(sent - received).toBe(behind);
      expect((await consumerAt(id, height)).sync).toEqual({ state: "behind", packets: behind, queued: 0 });
      const head = await getBody<{ proof?: { isEqual: boolean; storedSetHash: string; consumerSetHash: string } }>(
        NETWORK,
        `consumers/${id}/validators?height=${HEAD}`,
      );
      expect((await consumerAt(id, HEAD)).sync).toEqual({ state: "in-sync" });
      const ownHead = heightAt(record, CHAINS[id] as string, timeOf(provider, HEAD)) as number;
      expect(head.proof).toEqual({
        isEqual: true,
        storedSetHash: head.proof?.consumerSetHash,
        consumerSetHash: record.blockAt(CHAINS[id] as string, ownHead).block.block.header.validators_hash.toLowerCase(),
      });
    },
  );

  test("an outage: what piled up arrives in one block, each packet with its own hops", async () => {
    const together = onConsumer["ics-optin-1"]?.filter(({ type, height }) => type === "recv_packet" && height === 1090);
    expect(together?.map(({ sequence }) => sequence)).toEqual([30, 31, 32]);
    const packets = (await packetsAt("consumers/1/packets?direction=vsc", HEAD)).filter(({ sequence }) =>
      ["30", "31", "32"].includes(sequence ?? ""),
    );
    expect(packets.map(({ receivedAt }) => receivedAt && "height" in receivedAt && receivedAt.height)).toEqual([
      1090, 1090, 1090,
    ]);
    expect(new Set(packets.map(({ sentAt }) => sentAt && "height" in sentAt && sentAt.height)).size).toBe(3);
  });

  test("while a stored set is ahead, each differing validator names the packet that will settle it", async () => {
    const { data } = await getBody<{ data: ConsumerValidatorView[] }>(NETWORK, "consumers/1/validators?height=1130");
    const differing = data.filter(
      ({ stored, signing }) => stored?.power !== (signing && "power" in signing ? signing.power : undefined),
    );
    expect(differing.length).toBeGreaterThan(0);
    for (const { settledBy, stored } of differing) {
      expect(settledBy).toMatchObject({ state: "sent" });
      const [packet] = [await packetsAt(`packets/1/vsc/${settledBy?.sequence}`, 1130)] as unknown as PacketView[];
      expect(packet?.vscId).toBe(settledBy?.vscId);
      if (stored) expect(packet?.changes?.map(({ after }) => after?.key)).toContain(stored.key);
    }
  });

  test("pages fit together at any size, in one order, and are the same list", async () => {
    const whole = await packetsAt("packets?limit=1000", 1200);
    const paged: PacketView[] = [];
    let next = "packets?height=1200&limit=7";
    for (let page = 0; page < 100 && next !== ""; page += 1) {
      const body = await getBody<{ data: PacketView[]; next?: string }>(NETWORK, next);
      paged.push(...body.data);
      next = body.next === undefined ? "" : `packets?limit=7&cursor=${body.next}`;
    }
    expect(paged).toEqual(whole);
    const since = timeOf(provider, 700);
    const later = await packetsAt(`packets?since=${since}`, 1200);
    const isLater = ({ sentAt, queuedAt }: PacketView) => {
      const at = sentAt ?? queuedAt;
      return at !== undefined && "time" in at && nanos(at.time) >= nanos(since);
    };
    expect(later).toEqual(whole.filter(isLater));
  });
});

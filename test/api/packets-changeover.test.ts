import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { PacketView } from "@/lib/api/contracts/packet";
import type { ConsumerPipelineView } from "@/lib/api/contracts/pipeline";
import type { Store } from "@/lib/store/open-store";
import { openRecord, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { commitmentsOf, packetEventsOf, tally } from "../truth/packet-expected";

let tape: Tape;
let store: Store;
const record = openRecord(recordingDir("changeover"));

beforeAll(async () => {
  tape = await serveRecording("changeover");
  ({ store } = await indexTape(tape, 720));
  serveStore(store, tape.networks as never);
}, 240_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const packetsAt = async (height: number) =>
  (await getBody<{ data: PacketView[] }>("changeover", `consumers/1/packets?direction=vsc&height=${height}`)).data;

test("a timeout that nobody has relayed yet, then one that was: the channel closes, and what was sent after it never arrives", async () => {
  const events = packetEventsOf(record, record.provider);
  const timedOut = events.find(({ type }) => type === "timeout_packet");
  if (!timedOut) throw new Error("no timeout in the record");
  const { height, sequence, srcChannel: channel } = timedOut;

  const before = await packetsAt(height - 1);
  expect(before.find((packet) => packet.sequence === String(sequence))).toMatchObject({
    state: "expired",
    stuckBecause: "past-timeout",
  });
  const sent = events.filter((event) => event.type === "send_packet" && event.srcChannel === channel);
  for (const at of [height, 720]) {
    const packets = (await packetsAt(at)).filter(({ state }) => state !== "queued");
    const committed = commitmentsOf(record, record.provider, "provider", channel, at);
    const expected = sent
      .filter((event) => event.height <= at)
      .map((event) =>
        event.sequence === sequence ? "timed-out" : committed.has(event.sequence) ? "undeliverable" : "acknowledged",
      );
    expect(tally(packets.map(({ state }) => state))).toEqual(tally(expected));
    const told = packets.find((packet) => packet.sequence === String(sequence));
    expect(told).toMatchObject({ state: "timed-out", timedOutAt: { height, txHash: timedOut.txHash } });
    expect(told?.relayers.map(({ hop }) => hop)).toEqual(["timed-out"]);
  }
  const { data } = await getBody<{ data: ConsumerPipelineView }>("changeover", `consumers/1/pipeline?height=${height}`);
  expect(data.phase).toBe("stopped");
  expect(data.road.channel).toMatchObject({ state: "closed", channelId: channel, closedAt: { height } });
});

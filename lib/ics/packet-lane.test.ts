import fc from "fast-check";
import { expect, test } from "vitest";
import { countByState, deriveBands, isSettled, stateOfPacket } from "./packet-lane";

const lane = { sent: 12n, received: 10n, acked: 8n, isClosed: false };
const statesOf = (progress: Parameters<typeof stateOfPacket>[0], upTo: number) =>
  Array.from({ length: upTo }, (_, i) => stateOfPacket(progress, BigInt(i + 1)));

test("the hops of an ordered channel tell the state of every packet", () => {
  expect(deriveBands(lane)).toEqual([
    { state: "acknowledged", after: 0n, upTo: 8n },
    { state: "received", after: 8n, upTo: 10n },
    { state: "sent", after: 10n, upTo: 12n },
  ]);
  expect(stateOfPacket(lane, 13n)).toBeUndefined();
  expect(deriveBands({ sent: 0n, received: 0n, acked: 0n, isClosed: false })).toEqual([]);
});

test("a packet expires on the receiver's clock, not before, and not once it was received", () => {
  expect(stateOfPacket(lane, 11n, { timeoutNs: 100n, receiverTimeNs: 99n })).toBe("sent");
  expect(stateOfPacket(lane, 11n, { timeoutNs: 100n, receiverTimeNs: 100n })).toBe("expired");
  expect(stateOfPacket(lane, 10n, { timeoutNs: 100n, receiverTimeNs: 100n })).toBe("received");
  expect(stateOfPacket(lane, 11n, { timeoutNs: 100n })).toBe("sent");
});

test("a relayed timeout closes the channel: what was sent after it never arrives", () => {
  const closed = { sent: 5n, received: 2n, acked: 2n, timedOut: 3n, isClosed: true };
  expect(statesOf(closed, 5)).toEqual(["acknowledged", "acknowledged", "timed-out", "undeliverable", "undeliverable"]);
  expect(isSettled("undeliverable", closed)).toBe(true);
});

test("a channel closed without a timeout: what was not received never arrives, what was received is never acknowledged", () => {
  const closed = { sent: 4n, received: 3n, acked: 2n, isClosed: true };
  expect(statesOf(closed, 4)).toEqual(["acknowledged", "acknowledged", "received", "undeliverable"]);
  expect(isSettled("received", closed)).toBe(true);
  expect(isSettled("received", lane)).toBe(false);
});

test("without the consumer's node the provider alone proves what was acknowledged and timed out, and no more", () => {
  expect(statesOf({ sent: 4n, acked: 2n, isClosed: false }, 4)).toEqual([
    "acknowledged",
    "acknowledged",
    "unacknowledged",
    "unacknowledged",
  ]);
  expect(statesOf({ sent: 4n, acked: 1n, timedOut: 3n, isClosed: true }, 4)).toEqual([
    "acknowledged",
    "unacknowledged",
    "timed-out",
    "undeliverable",
  ]);
});

test("without the consumer's node its own packets are known once they are received", () => {
  expect(statesOf({ received: 2n, isClosed: false }, 3)).toEqual(["received", "received", undefined]);
});

test("an acknowledgement that never comes leaves its packet received, and those behind it too", () => {
  expect(statesOf({ sent: 3n, received: 3n, acked: 1n, isClosed: false }, 3)).toEqual([
    "acknowledged",
    "received",
    "received",
  ]);
});

test("a packet carried twice changes nothing: the counters do not move", () => {
  // The second MsgRecvPacket succeeds and emits no event (ics-protocol.md §5.1), so a hop's highest sequence stays.
  const once = { sent: 2n, received: 1n, acked: 1n, isClosed: false };
  expect(deriveBands({ ...once })).toEqual(deriveBands(once));
  expect(countByState(once, 0, 0)).toEqual({ acknowledged: 1, sent: 1 });
});

test("a receiver whose record is behind the acknowledgement does not make it unhappen", () => {
  expect(statesOf({ sent: 3n, received: 1n, acked: 2n, isClosed: false }, 3)).toEqual([
    "acknowledged",
    "acknowledged",
    "sent",
  ]);
});

test("counts add up to all packets that were sent and queued, in whatever state a lane is", () => {
  const hop = fc.option(fc.bigInt({ min: 0n, max: 50n }), { nil: undefined });
  fc.assert(
    fc.property(
      hop,
      hop,
      hop,
      hop,
      fc.boolean(),
      fc.nat(9),
      fc.nat(60),
      (sent, received, acked, timedOut, isClosed, queued, expired) => {
        const progress = {
          isClosed,
          ...(sent === undefined ? {} : { sent }),
          ...(received === undefined ? {} : { received }),
          ...(acked === undefined ? {} : { acked }),
          ...(timedOut === undefined || timedOut === 0n ? {} : { timedOut }),
        };
        const bands = deriveBands(progress);
        const last = [sent, received, acked, timedOut].reduce<bigint>((a, b) => ((b ?? 0n) > a ? (b ?? 0n) : a), 0n);
        expect(bands.at(-1)?.upTo ?? 0n).toBe(last);
        bands.forEach((band, i) => {
          expect(band.after).toBe(bands[i - 1]?.upTo ?? 0n);
          expect(band.upTo > band.after).toBe(true);
        });
        const total = Object.values(countByState(progress, queued, expired)).reduce((a, b) => a + b, 0);
        expect(total).toBe(Number(last) + queued);
      },
    ),
  );
});

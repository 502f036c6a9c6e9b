import { expect, test } from "vitest";
import { derivePacketFlow, deriveVscSync } from "./vsc-pipeline";

const counters = { nextSend: 13n, nextRecv: 11n, nextAck: 9n };

test("counts are one less than the next sequence", () => {
  expect(derivePacketFlow(counters)).toEqual({ sent: 12n, received: 10n, acked: 8n, inFlight: 2n, unacked: 4n });
  expect(derivePacketFlow({ nextSend: 1n, nextRecv: 1n, nextAck: 1n })).toEqual({
    sent: 0n,
    received: 0n,
    acked: 0n,
    inFlight: 0n,
    unacked: 0n,
  });
});

test("a consumer nobody reads leaves what was received unknown", () => {
  expect(derivePacketFlow({ nextSend: 13n, nextAck: 9n })).toEqual({ sent: 12n, acked: 8n, unacked: 4n });
});

test("a consumer read a moment later is not less than in sync", () => {
  expect(derivePacketFlow({ nextSend: 13n, nextRecv: 14n, nextAck: 13n }).inFlight).toBe(0n);
});

test("in sync needs both: nothing on its way, and the same set", () => {
  const arrived = derivePacketFlow({ nextSend: 5n, nextRecv: 5n, nextAck: 4n });
  expect(deriveVscSync(arrived, 0, true)).toEqual({ state: "in-sync" });
  expect(deriveVscSync(arrived, 0, false)).toEqual({ state: "set-differs" });
  expect(deriveVscSync(arrived, 0, undefined)).toBeUndefined();
  expect(deriveVscSync(arrived, 3, true)).toEqual({ state: "behind", packets: 0n, queued: 3 });
  expect(deriveVscSync(derivePacketFlow(counters), 0, true)).toEqual({ state: "behind", packets: 2n, queued: 0 });
  expect(deriveVscSync(derivePacketFlow({ nextSend: 5n, nextAck: 4n }), 0, undefined)).toBeUndefined();
});

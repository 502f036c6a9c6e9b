import { expect, test } from "vitest";
import { deriveStuck } from "./stuck-packet";

const moving = { hasChannel: true, isClosed: false, isStopped: false, ageMs: 5_000, usualMs: 30_000 };

test("a packet within its usual time is not stuck, nor is one that has arrived", () => {
  expect(deriveStuck({ ...moving, state: "sent" })).toBeUndefined();
  expect(deriveStuck({ ...moving, state: "received" })).toBeUndefined();
  expect(deriveStuck({ ...moving, state: "queued" })).toBeUndefined();
  expect(deriveStuck({ ...moving, state: "acknowledged", ageMs: 9e9 })).toBeUndefined();
});

test("ten times the usual is late; without a usual time nothing is said", () => {
  expect(deriveStuck({ ...moving, state: "sent", ageMs: 300_000 })).toBeUndefined();
  expect(deriveStuck({ ...moving, state: "sent", ageMs: 300_001 })).toBe("late");
  expect(deriveStuck({ ...moving, state: "received", ageMs: 300_001 })).toBe("not-acknowledged");
  const { usualMs: _usual, ...fresh } = moving;
  expect(deriveStuck({ ...fresh, state: "sent", ageMs: 9e9 })).toBeUndefined();
});

test("what waits on the provider says what it waits for", () => {
  expect(deriveStuck({ ...moving, state: "queued", hasChannel: false })).toBe("no-channel");
  expect(deriveStuck({ ...moving, state: "queued", senderClient: "expired" })).toBe("client-expired");
  expect(deriveStuck({ ...moving, state: "queued", senderClient: "frozen" })).toBe("client-frozen");
  expect(deriveStuck({ ...moving, state: "queued", isClosed: true })).toBe("channel-closed");
  expect(deriveStuck({ ...moving, state: "queued", isStopped: true, hasChannel: false })).toBe("consumer-stopped");
});

test("past its timeout it is stuck at once; where the consumer is not read nothing is said", () => {
  expect(deriveStuck({ ...moving, state: "expired" })).toBe("past-timeout");
  expect(deriveStuck({ ...moving, state: "timed-out" })).toBe("timed-out");
  expect(deriveStuck({ ...moving, state: "undeliverable" })).toBe("channel-closed");
  expect(deriveStuck({ ...moving, state: "unacknowledged", ageMs: 9e9 })).toBeUndefined();
});

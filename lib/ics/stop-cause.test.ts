import { expect, test } from "vitest";
import { deriveAfterlife } from "./afterlife";
import { type ChangeoverInput, deriveChangeover } from "./changeover";
import { deriveStopCause } from "./stop-cause";

test("a removal is its owner's or governance's, whatever else the block holds", () => {
  expect(deriveStopCause({ height: 380, request: { byGovernance: false }, closedAt: 300 })).toBe("owner");
  expect(deriveStopCause({ height: 380, request: { byGovernance: true }, timedOutAt: 380 })).toBe("governance");
});

test("a timeout stops in the block that relays it; a channel closed before stops when an epoch has to send", () => {
  expect(deriveStopCause({ height: 376, timedOutAt: 376, closedAt: 376 })).toBe("timeout");
  expect(deriveStopCause({ height: 380, closedAt: 371 })).toBe("channel-closed");
  expect(deriveStopCause({ height: 380, timedOutAt: 371, closedAt: 371 })).toBe("channel-closed");
});

test("what is not in the record is not guessed", () => {
  expect(deriveStopCause({ height: 380 })).toBeUndefined();
  expect(deriveStopCause({ height: 380, closedAt: 381 })).toBeUndefined();
});

const head = { height: 700, time: "2026-01-01T00:00:00Z" };

test("a chain that left goes on until ten of its block times pass without a block", () => {
  expect(deriveAfterlife({ head, blockMs: 6000, now: "2026-01-01T00:01:00Z" })).toBe("goes-on");
  expect(deriveAfterlife({ head, blockMs: 6000, now: "2026-01-01T00:01:01Z" })).toBe("stands-still");
  expect(deriveAfterlife({ blockMs: 6000, now: "2026-01-01T00:01:01Z" })).toBeUndefined();
  expect(deriveAfterlife({ head, now: "2026-01-01T00:01:01Z" })).toBeUndefined();
});

const planned: ChangeoverInput = { phase: "launched", plannedHeight: 147, hadChannel: false };

test.each<[string, Partial<ChangeoverInput>, object]>([
  ["not launched", { phase: "initialized", headHeight: 146 }, { stage: "preparing", lastOwnHeight: 148 }],
  ["waits for its upgrade", { headHeight: 146 }, { stage: "launched", firstHeight: 149 }],
  ["not read, no channel", {}, { stage: "launched" }],
  ["not read, with a channel", { hadChannel: true }, { stage: "switched", firstHeight: 149 }],
  ["upgraded", { upgradeHeight: 147, headHeight: 148 }, { stage: "upgraded" }],
  ["first block of the new set", { upgradeHeight: 147, headHeight: 149 }, { stage: "switched" }],
  ["upgraded later than planned", { upgradeHeight: 160, headHeight: 161 }, { stage: "upgraded", firstHeight: 162 }],
  ["stopped", { phase: "stopped", upgradeHeight: 147, headHeight: 400 }, { stage: "switched" }],
])("changeover: %s", (_name, changes, expected) => {
  expect(deriveChangeover({ ...planned, ...changes })).toMatchObject(expected);
});

import { expect, test } from "vitest";
import { isLate, networkNowMs, replayLagMs } from "./network-clock";

const clock = { networkTime: "2026-03-01T00:00:00.5Z", receivedAt: "2026-11-24T00:00:00Z", blockIntervalMs: 4_000 };
const wall = Date.UTC(2026, 10, 24, 0, 0, 10);

test("the network's now moves on with the wall clock from the moment its head was received", () => {
  expect(networkNowMs(clock, wall)).toBe(Date.UTC(2026, 2, 1, 0, 0, 10, 500));
});

test("a clock that runs backwards never takes the network back", () => {
  expect(networkNowMs(clock, wall - 60_000)).toBe(Date.UTC(2026, 2, 1, 0, 0, 0, 500));
});

test("a recording is a replay; a live network is not", () => {
  expect(replayLagMs(clock, wall)).toBe(wall - Date.UTC(2026, 2, 1, 0, 0, 10, 500));
  expect(
    replayLagMs({ networkTime: "2026-11-24T00:00:00Z", receivedAt: "2026-11-24T00:00:01Z" }, wall),
  ).toBeUndefined();
});

test("a head is late after three block times", () => {
  expect(isLate(12_000, 4_000)).toBe(false);
  expect(isLate(12_001, 4_000)).toBe(true);
});

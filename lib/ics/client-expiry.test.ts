import { expect, test } from "vitest";
import { clientExpiry, isClientExpiring } from "./client-expiry";

const client = { latestTime: "2026-01-01T00:00:00.5Z", trustingPeriodNs: 3_600_000_000_000n };

test("a client expires one trusting period after its latest header", () => {
  expect(clientExpiry(client)).toBe("2026-01-01T01:00:00.5Z");
  expect(clientExpiry({ latestTime: "2026-01-01T00:00:00Z" })).toBeUndefined();
});

test("it is expiring in the last third, and not a moment before", () => {
  expect(isClientExpiring(client, "2026-01-01T00:40:00.5Z")).toBe(false);
  expect(isClientExpiring(client, "2026-01-01T00:40:00.500000001Z")).toBe(true);
  expect(isClientExpiring({}, "2026-01-01T00:40:00Z")).toBe(false);
});

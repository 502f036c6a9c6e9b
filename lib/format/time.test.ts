import { expect, test } from "vitest";
import { formatAge, formatDurationNs, formatRelative, formatUtc, parseTimeMs, writeOutTimes } from "./time";

const plain = (text: string) => text.replaceAll("\u202f", " ");

test("ages take their two largest units", () => {
  expect(plain(formatAge(4_200))).toBe("4 s");
  expect(plain(formatAge(72_000))).toBe("1 m 12 s");
  expect(plain(formatAge(6_720_000))).toBe("1 h 52 m");
  expect(plain(formatAge(86_400_000 * 3))).toBe("3 d");
  expect(plain(formatAge(86_400_000 * 267 + 3_600_000))).toBe("267 d");
  expect(plain(formatAge(10))).toBe("0 s");
});

test("a time ahead is said to be ahead", () => {
  expect(plain(formatRelative(-72_000))).toBe("in 1 m 12 s");
  expect(plain(formatRelative(4_000))).toBe("4 s ago");
});

test("block times with nanoseconds are read and shown in UTC", () => {
  expect(parseTimeMs("2026-11-23T18:31:04.123456789Z")).toBe(Date.UTC(2026, 10, 23, 18, 31, 4, 123));
  expect(parseTimeMs("2026-11-23T18:31:04Z")).toBe(Date.UTC(2026, 10, 23, 18, 31, 4));
  expect(parseTimeMs("yesterday")).toBeUndefined();
  expect(formatUtc("2026-11-23T18:31:04.123456789Z")).toBe("23 Nov 2026 18:31:04 UTC");
});

test("durations in nanoseconds keep their size", () => {
  expect(plain(formatDurationNs("1209600000000000"))).toBe("14 d");
  expect(plain(formatDurationNs("600000000000"))).toBe("10 m");
  expect(plain(formatDurationNs("500000000"))).toBe("500 ms");
  expect(plain(formatDurationNs("0"))).toBe("0 s");
});

test("times inside a sentence are written out, the rest of it stays", () => {
  expect(writeOutTimes("Stopped at 2026-03-02T10:20:50.303249577Z: deleted at 2026-03-02T12:20:50Z.")).toBe(
    "Stopped at 2 Mar 2026 10:20:50 UTC: deleted at 2 Mar 2026 12:20:50 UTC.",
  );
});

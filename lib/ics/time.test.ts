import fc from "fast-check";
import { expect, test } from "vitest";
import { addNanos, formatIsoNanos, millisBetween, nanosOf, parseIsoNanos } from "./time";

test("nanoseconds survive, trailing zeros do not", () => {
  expect(nanosOf("2024-10-01T12:00:00Z")).toBe(1_727_784_000_000_000_000n);
  expect(formatIsoNanos(1_727_784_000_000_000_001n)).toBe("2024-10-01T12:00:00.000000001Z");
  expect(formatIsoNanos(nanosOf("2026-03-02T10:10:05.976815460Z"))).toBe("2026-03-02T10:10:05.97681546Z");
});

test("Go's zero time is before 1970 and still exact", () => {
  expect(nanosOf("0001-01-01T00:00:00Z")).toBe(-62_135_596_800_000_000_000n);
  expect(formatIsoNanos(-62_135_596_800_000_000_000n)).toBe("0001-01-01T00:00:00Z");
  expect(formatIsoNanos(-1n)).toBe("1969-12-31T23:59:59.999999999Z");
});

test("times of other forms are refused", () => {
  for (const bad of ["", "2024-10-01", "2024-10-01T12:00:00", "2024-10-01T12:00:00+01:00", "2024-13-01T00:00:00Z"]) {
    expect(parseIsoNanos(bad)).toBeUndefined();
    expect(() => nanosOf(bad)).toThrow("not a UTC time");
  }
});

test("time moves both ways", () => {
  expect(addNanos("2026-03-02T10:00:00Z", 600_000_000_001n)).toBe("2026-03-02T10:10:00.000000001Z");
  expect(millisBetween("2026-03-02T10:00:00Z", "2026-03-02T10:00:01.5Z")).toBe(1500);
  expect(millisBetween("2026-03-02T10:00:01Z", "2026-03-02T10:00:00Z")).toBe(-1000);
});

test("any instant of these centuries comes back", () => {
  const instants = fc.bigInt({ min: -62_135_596_800_000_000_000n, max: 9_223_372_036_854_775_807n });
  fc.assert(fc.property(instants, (nanos) => nanosOf(formatIsoNanos(nanos)) === nanos));
});

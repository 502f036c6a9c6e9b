import { expect, test } from "vitest";
import { isoToNs, nsToIso } from "./time";

test("block times keep their nanoseconds both ways", () => {
  expect(isoToNs("2026-03-02T10:08:51.966237476Z")).toBe(1772446131966237476n);
  expect(nsToIso(1772446131966237476n)).toBe("2026-03-02T10:08:51.966237476Z");
  expect(nsToIso(1772446131900000000n)).toBe("2026-03-02T10:08:51.9Z");
  expect(nsToIso(isoToNs("1969-12-31T23:59:59.5Z"))).toBe("1969-12-31T23:59:59.5Z");
});

test("what is no UTC time is refused", () => {
  for (const text of ["", "2026-03-02", "2026-03-02T10:08:51+01:00", "2026-13-02T10:08:51Z"]) {
    expect(() => isoToNs(text)).toThrow(RangeError);
  }
});

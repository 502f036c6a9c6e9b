import { expect, test } from "vitest";
import { bareKey, prefixedKey, timeKey, validatorKey, valsetUpdateKey } from "./keys";
import { decodePairs } from "./read-rows";
import { readDecimalInt, readGoTime, readPhase, readSortableTime, readUint64 } from "./values";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

// Vectors of ics-protocol.md §11.
test("keys", () => {
  expect(hex(prefixedKey(48, "12"))).toBe("3000000000000000023132");
  expect(hex(bareKey(17, "1"))).toBe("1131");
  expect(hex(valsetUpdateKey(5n))).toBe("0d0000000000000005");
  // 2024-10-01T12:00:00.000000007, by hand.
  expect(Buffer.from(timeKey(59, 1_727_784_000_000_000_007n)).toString("latin1")).toBe(
    ";2024-10-01T12:00:00.000000007",
  );
  expect(hex(validatorKey(31, "1", "ab".repeat(20)))).toBe(`1f000000000000000131${"ab".repeat(20)}`);
});

test("values", () => {
  expect(readPhase(bytes("0000000300000000"))).toBe("launched");
  expect(readGoTime(bytes("01 0000000ede8ddb40 00000000 ffff"))).toBe("2024-10-01T12:00:00Z");
  expect(readSortableTime(new TextEncoder().encode("2024-10-01T12:00:00.000000000"))).toBe("2024-10-01T12:00:00Z");
  expect(readUint64(bytes("ffffffffffffffff"))).toBe(18446744073709551615n);
  expect(readDecimalInt(new TextEncoder().encode("-1234"))).toBe(-1234n);
});

test("rows of a subspace, an empty value included", () => {
  expect(
    decodePairs(bytes("0a07 0a03 200101 1200 0a07 0a02 2001 1201 05")).map(({ key, value }) => [hex(key), hex(value)]),
  ).toEqual([
    ["200101", ""],
    ["2001", "05"],
  ]);
  expect(() => decodePairs(bytes("0a07 0a03"))).toThrow(/too early/);
});

test("a value that is none is loud", () => {
  for (const read of [readPhase, readGoTime, readSortableTime, readUint64, readDecimalInt])
    expect(() => read(new Uint8Array(3))).toThrow();
});

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  count,
  formatAmount,
  formatAmountShort,
  formatInteger,
  formatIntegerShort,
  formatShare,
  roundDecimal,
  shareOf,
} from "./number";

const plain = (text: string) => text.replaceAll("\u202f", " ");

test("whole numbers are grouped in threes, at any length", () => {
  expect(plain(formatInteger(0n))).toBe("0");
  expect(plain(formatInteger("999"))).toBe("999");
  expect(plain(formatInteger("1000"))).toBe("1 000");
  expect(plain(formatInteger("-1234567"))).toBe("−1 234 567");
  expect(plain(formatInteger("18446744073709551615"))).toBe("18 446 744 073 709 551 615");
});

test("text that is no number is left alone, so nothing is invented", () => {
  expect(formatInteger("abc")).toBe("abc");
  expect(formatShare("n/a")).toBe("n/a");
});

test("amounts are exact past 2^53", () => {
  expect(plain(formatAmount(9007199254740993n, 6))).toBe("9 007 199 254.740993");
  expect(plain(formatAmount("1500000", 6))).toBe("1.5");
  expect(plain(formatAmount("5", 6))).toBe("0.000005");
  expect(plain(formatAmount("-2000000", 6))).toBe("−2");
  expect(plain(formatAmount("42", 0))).toBe("42");
});

test("short amounts keep four figures and a unit mark", () => {
  expect(plain(formatAmountShort("377412345000000", 6))).toBe("377.4 M");
  expect(plain(formatIntegerShort("9999"))).toBe("9 999");
  expect(plain(formatIntegerShort("12345"))).toBe("12.3 k");
  expect(plain(formatIntegerShort("999950"))).toBe("1 000.0 k");
});

test("shares are rounded half up, and a share above nothing is never shown as nothing", () => {
  expect(plain(formatShare("0.7991"))).toBe("79.9 %");
  expect(plain(formatShare("0.0005"))).toBe("0.1 %");
  expect(plain(formatShare("0.0001"))).toBe("< 0.1 %");
  expect(plain(formatShare("0"))).toBe("0.0 %");
  expect(plain(formatShare("1"))).toBe("100.0 %");
  expect(plain(formatShare("0.05", 0))).toBe("5 %");
});

test("rounding carries", () => {
  expect(roundDecimal("9.96", 1)).toBe("10.0");
  expect(roundDecimal("0.5", 0)).toBe("1");
  expect(roundDecimal("-0.04", 1)).toBe("0.0");
});

test("shareOf agrees with exact division for any two numbers", () => {
  expect(shareOf(1n, 3n)).toBe("0.333333");
  expect(shareOf(1n, 0n)).toBe("0");
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 30n), (part, whole) => {
      const scaled = BigInt(shareOf(part, whole).replace(".", ""));
      expect(scaled * whole <= part * 1_000_000n && part * 1_000_000n < (scaled + 1n) * whole).toBe(true);
    }),
  );
});

test("one is singular", () => {
  expect(count(1, "validator")).toBe("1 validator");
  expect(count(0, "validator")).toBe("0 validators");
  expect(count(2, "other", "others")).toBe("2 others");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesToHex } from "../shared/bytes";
import { encodeBech32, parseBech32 } from "./bech32";

/** BIP-173, "Test vectors": the valid strings whose data is made of whole bytes, and the checksums alone. */
test("the valid strings of BIP-173 are read", () => {
  expect(parseBech32("A12UEL5L")).toEqual({ prefix: "a", bytes: new Uint8Array() });
  expect(parseBech32("a12uel5l")).toEqual({ prefix: "a", bytes: new Uint8Array() });
  expect(parseBech32("?1ezyfcl")).toEqual({ prefix: "?", bytes: new Uint8Array() });
  const long = parseBech32(
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
  );
  expect(long?.prefix).toBe("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio");
  expect(bytesToHex(parseBech32("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw")?.bytes ?? new Uint8Array())).toBe(
    "00443214c74254b635cf84653a56d7c675be77df",
  );
  const split = "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w";
  expect(bytesToHex(parseBech32(split)?.bytes ?? new Uint8Array())).toBe(
    "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d",
  );
  expect(bytesToHex(parseBech32(`11${"q".repeat(82)}c8247j`)?.bytes ?? new Uint8Array())).toBe("00".repeat(51));
});

test("the invalid strings of BIP-173 are refused", () => {
  const invalid = [
    "\x201nwldj5",
    "\x7f1axkwrx",
    "\x801eym55h",
    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
  ];
  for (const text of invalid) expect(parseBech32(text), text).toBeUndefined();
});

test("one wrong letter, mixed case and leftover padding bits are refused", () => {
  expect(parseBech32("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx")).toBeUndefined();
  expect(parseBech32("a12UEL5L")).toBeUndefined();
  // Right checksums over data that is no whole number of bytes: padding bits set, and a whole group of padding.
  expect(parseBech32("a1qpamnt9j")).toBeUndefined();
  expect(parseBech32("a1qqqd87cpp")).toBeUndefined();
});

test("any bytes come back as they were", () => {
  const prefix = fc.stringMatching(/^[a-z]{1,16}$/);
  fc.assert(
    fc.property(prefix, fc.uint8Array({ maxLength: 32 }), (hrp, bytes) => {
      expect(parseBech32(encodeBech32(hrp, bytes))).toEqual({ prefix: hrp, bytes });
    }),
  );
});

test("arbitrary text never throws", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void parseBech32(text)));
});

test("a prefix that would break the text is refused", () => {
  for (const bad of ["", "Cosmos", "co smos", "ä"])
    expect(() => encodeBech32(bad, new Uint8Array(20))).toThrow(RangeError);
  expect(() => encodeBech32("cosmos", new Uint8Array(80))).toThrow("at most 90");
});

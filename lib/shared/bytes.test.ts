import { expect, test } from "vitest";
import { bytesToBase64, bytesToHex, concatBytes, hexToBytes, parseBase64, parseHex } from "./bytes";

test("hex of either case is read, and written in lower case", () => {
  expect(parseHex("00fFA0")).toEqual(Uint8Array.of(0, 255, 160));
  expect(bytesToHex(Uint8Array.of(0, 255, 160))).toBe("00ffa0");
});

test("text that is not hex is refused", () => {
  for (const bad of ["0", "0x00", "zz", "0g", " 00"]) expect(parseHex(bad)).toBeUndefined();
  expect(() => hexToBytes("nope")).toThrow("not hex");
});

test("base64 must be canonical and padded", () => {
  expect(parseBase64("AQ==")).toEqual(Uint8Array.of(1));
  expect(bytesToBase64(Uint8Array.of(1))).toBe("AQ==");
  for (const bad of ["AQ", "AR==", "A===", "AQ= =", "A-_="]) expect(parseBase64(bad)).toBeUndefined();
});

test("parts are joined in order", () => {
  expect(concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
});

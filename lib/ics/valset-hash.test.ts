import { expect, test } from "vitest";
import { bytesToHex, concatBytes, hexToBytes } from "../shared/bytes";
import { parseEd25519Hex } from "./ids";
import { consOf, keyOf, sha256 } from "./test-validators";
import { addressOfKey, hashOfKeysAndPowers, validatorSetHash } from "./valset-hash";

test("an address is the first 20 bytes of the key's hash", () => {
  // strongest validator of the recorded network, as its `/validators` answer pairs them
  const key = parseEd25519Hex("811de760250d66de649ec4d27950f9265479b5b1e4c5c85957c5cd289d8efa50");
  expect(key && addressOfKey(key, sha256)).toBe("8cdca9742ce1c36434bf5122e91eda263316c5b9");
});

test("a set of one hashes to its leaf, worked out by hand", () => {
  // 00 ‖ 0a 22 (0a 20 key) ‖ 10 varint(300)
  const leaf = hexToBytes(`000a220a20${"07".repeat(32)}10ac02`);
  const hash = validatorSetHash([{ address: consOf(7), pubKey: keyOf(7), power: 300n }], sha256);
  expect(bytesToHex(hash)).toBe(bytesToHex(sha256(leaf)));
});

test("order of the input does not matter: power counts first, then the address", () => {
  const set = [
    { address: consOf(3), pubKey: keyOf(1), power: 5n },
    { address: consOf(2), pubKey: keyOf(2), power: 5n },
    { address: consOf(1), pubKey: keyOf(3), power: 9n },
  ];
  const leaf = (byte: string, power: string) => sha256(hexToBytes(`000a220a20${byte.repeat(32)}10${power}`));
  const inner = (left: Uint8Array, right: Uint8Array) => sha256(concatBytes(Uint8Array.of(1), left, right));
  const expected = bytesToHex(inner(inner(leaf("03", "09"), leaf("02", "05")), leaf("01", "05")));
  expect(bytesToHex(validatorSetHash(set, sha256))).toBe(expected);
  expect(bytesToHex(validatorSetHash(set.toReversed(), sha256))).toBe(expected);
});

test("no validators hash to the hash of nothing, and a negative power is refused", () => {
  expect(hashOfKeysAndPowers([], sha256)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(() => hashOfKeysAndPowers([{ pubKey: keyOf(1), power: -1n }], sha256)).toThrow("not negative");
});

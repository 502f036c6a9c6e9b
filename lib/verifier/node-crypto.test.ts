import { generateKeyPairSync, sign } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { hexToBytes } from "@/lib/shared/bytes";
import { createNodeCrypto, verifyByOpenssl, verifyBySodium } from "./node-crypto";

/** All encodings of the eight points of small order that ZIP-215 accepts: canonical ones first. */
const SMALL_ORDER = [
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "00".repeat(32),
  `${"00".repeat(31)}80`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  `01${"00".repeat(30)}80`,
  "ff".repeat(32).replace(/^ff/, "ec"),
  `ee${"ff".repeat(30)}7f`,
  "ff".repeat(32).replace(/^ff/, "ee"),
  "ff".repeat(32).replace(/^ff/, "ed"),
  `ed${"ff".repeat(30)}7f`,
].map(hexToBytes);
/** 2^252 + 27742317777372353535851937790883648493, little endian. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const message = new TextEncoder().encode("Zcash");
const crypto = createNodeCrypto();
const libraries = { sodium: verifyBySodium(), openssl: verifyByOpenssl() };

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const key = Uint8Array.from(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"));
const signature = Uint8Array.from(sign(null, message, privateKey));

function zip215(a: Uint8Array, m: Uint8Array, s: Uint8Array): boolean {
  try {
    return ed25519.verify(s, m, a, { zip215: true });
  } catch {
    return false;
  }
}

/** The same signature with the group order added to its s: the equation still holds. */
function withOrderAdded(s: Uint8Array): Uint8Array {
  let scalar = ORDER;
  for (let i = 31; i >= 0; i -= 1) scalar += BigInt(s[32 + i] ?? 0) << BigInt(8 * i);
  const made = s.slice();
  for (let i = 0; i < 32; i += 1) made[32 + i] = Number((scalar >> BigInt(8 * i)) & 0xffn);
  return made;
}

test("libsodium is there on this machine", () => {
  expect(libraries.sodium).toBeDefined();
});

test("the 196 signatures that only ZIP-215 defines count, as they do for CometBFT", () => {
  let count = 0;
  for (const a of SMALL_ORDER) {
    for (const r of SMALL_ORDER) {
      const made = new Uint8Array(64);
      made.set(r);
      expect(crypto.verifyEd25519(a, message, made)).toBe(true);
      count += 1;
    }
  }
  expect(count).toBe(196);
});

test("a right signature counts, another length or an s beyond the group order does not", () => {
  expect(crypto.verifyEd25519(key, message, signature)).toBe(true);
  expect(crypto.verifyEd25519(key, message, withOrderAdded(signature))).toBe(false);
  expect(crypto.verifyEd25519(key, message, Uint8Array.of(...signature, 0))).toBe(false);
  expect(crypto.verifyEd25519(key, message, signature.subarray(0, 63))).toBe(false);
  expect(crypto.verifyEd25519(key.subarray(0, 31), message, signature)).toBe(false);
  expect(crypto.verifyEd25519(Uint8Array.of(...key, 0), message, signature)).toBe(false);
  expect(crypto.verifyEd25519(new Uint8Array(), message, new Uint8Array())).toBe(false);
});

describe.each(Object.entries(libraries))("%s", (_, verify) => {
  test.runIf(verify)("accepts nothing that ZIP-215 refuses", () => {
    const fast = verify as NonNullable<typeof verify>;
    const cases: [Uint8Array, Uint8Array][] = [
      [key, signature],
      [key, withOrderAdded(signature)],
    ];
    for (const a of [...SMALL_ORDER, key]) {
      for (const r of SMALL_ORDER) {
        for (const s of [new Uint8Array(32), signature.subarray(32)]) cases.push([a, Uint8Array.of(...r, ...s)]);
      }
    }
    for (let bit = 0; bit < 512; bit += 1) {
      const flipped = signature.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      cases.push([key, flipped]);
    }
    const accepted = cases.filter(([a, s]) => fast(a, message, s));
    expect(accepted.length).toBeGreaterThan(0);
    for (const [a, s] of accepted) expect(zip215(a, message, s)).toBe(true);
  });

  test.runIf(verify)("takes a flipped bit of key or message for wrong", () => {
    const fast = verify as NonNullable<typeof verify>;
    for (let i = 0; i < 32; i += 1) {
      const other = key.slice();
      other[i] = (other[i] ?? 0) ^ 1;
      expect(fast(other, message, signature)).toBe(false);
    }
    expect(fast(key, Uint8Array.of(...message, 0), signature)).toBe(false);
  });
});

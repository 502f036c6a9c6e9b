import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { createRequire } from "node:module";
import { ed25519 } from "@noble/curves/ed25519.js";
import type { LightCrypto } from "@/lib/light/light-crypto";

const require = createRequire(import.meta.url);

type Verify = LightCrypto["verifyEd25519"];

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Keys are the same block after block, and making one costs more than using it. */
const MAX_KEYS = 4_096;

/**
 * SHA-256 of Node and ed25519 of libsodium, or of OpenSSL where libsodium has no binary for the machine (musl, rare processors).
 *
 * 2026-11-28 · Which signatures count is CometBFT's rule, ZIP-215: s below the group order, A and R any encoding of a point,
 * and [8]sB = [8]R + [8]hA with h over the bytes as given. libsodium and OpenSSL ask for more: s below the order too, no A of small
 * order (libsodium), and sB − hA encoded to the very bytes of R. The encoding of a point is one, so then sB = R + hA, and
 * eight times that is ZIP-215's equation: what the fast library accepts, CometBFT accepts. The converse does not hold, so
 * what it refuses is looked at again by noble under ZIP-215 itself. libsodium takes half the time of OpenSSL behind `node:crypto`
 * (measured: 6,970 to 3,592 signatures a second on one machine), and without it 40 headers of 150 signatures a second are not to be had.
 */
export function createNodeCrypto(): LightCrypto {
  const fast = verifyBySodium() ?? verifyByOpenssl();
  return {
    sha256: (bytes) => hash("sha256", bytes, "buffer"),
    verifyEd25519: (publicKey, message, signature) =>
      // libsodium reads the first 64 bytes of whatever is longer.
      publicKey.length === KEY_BYTES &&
      signature.length === SIGNATURE_BYTES &&
      (fast(publicKey, message, signature) || verifyByNoble(publicKey, message, signature)),
  };
}

/** `undefined` where its binary does not load. */
export function verifyBySodium(): Verify | undefined {
  try {
    const { crypto_sign_verify_detached: detached } = require("sodium-native") as {
      crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
    };
    return (publicKey, message, signature) => detached(signature, message, publicKey);
  } catch {
    return undefined;
  }
}

/** ed25519 of the OpenSSL that Node carries: everywhere, and half as fast. */
export function verifyByOpenssl(): Verify {
  const keys = new Map<string, KeyObject>();
  const keyOf = (publicKey: Uint8Array): KeyObject => {
    const x = Buffer.from(publicKey).toString("base64url");
    const known = keys.get(x);
    if (known) return known;
    if (keys.size >= MAX_KEYS) keys.clear();
    // JWK is imported an order of magnitude faster than DER.
    const made = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    keys.set(x, made);
    return made;
  };
  return (publicKey, message, signature) => {
    try {
      return verify(null, message, keyOf(publicKey), signature);
    } catch {
      return false;
    }
  };
}

function verifyByNoble(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: true });
  } catch {
    return false;
  }
}

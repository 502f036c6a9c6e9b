import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import type { LightCrypto } from "@/lib/light/light-crypto";

/** Keys are the same block after block, and making one costs more than using it. */
const MAX_KEYS = 4_096;

/** SHA-256 and ed25519 of Node. OpenSSL refuses some encodings that ZIP-215 accepts, so what it refuses is looked at again. */
export function createNodeCrypto(): LightCrypto {
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
  return {
    sha256: (bytes) => hash("sha256", bytes, "buffer"),
    verifyEd25519: (publicKey, message, signature) =>
      verifyByOpenssl(keyOf, publicKey, message, signature) || verifyByNoble(publicKey, message, signature),
  };
}

function verifyByOpenssl(
  keyOf: (publicKey: Uint8Array) => KeyObject,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(null, message, keyOf(publicKey), signature);
  } catch {
    return false;
  }
}

function verifyByNoble(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: true });
  } catch {
    return false;
  }
}

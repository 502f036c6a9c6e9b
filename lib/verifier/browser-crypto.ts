import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { LightCrypto } from "@/lib/light/light-crypto";

/** SHA-256 and ed25519 (ZIP-215) in a browser. Slower than a server's; a proof has a few hundred signatures. */
export function createBrowserCrypto(): LightCrypto {
  return {
    sha256,
    verifyEd25519: (publicKey, message, signature) => {
      try {
        return ed25519.verify(signature, message, publicKey, { zip215: true });
      } catch {
        return false;
      }
    },
  };
}

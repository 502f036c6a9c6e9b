/** Hashing and signatures, handed in: node:crypto on a server, WebCrypto or noble in a browser. */
export interface LightCrypto {
  sha256(bytes: Uint8Array): Uint8Array;
  /** Whether an ed25519 signature holds by ZIP-215, the rule of CometBFT. Must not throw on any 32 + 64 bytes. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

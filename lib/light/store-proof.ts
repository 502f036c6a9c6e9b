import { decodeProof } from "./ics23/decode-proof";
import { IAVL, SIMPLE } from "./ics23/tree-spec";
import { rootOf, rootShowing } from "./ics23/verify-proof";
import type { LightCrypto } from "./light-crypto";
import { invalid, LightError, malformed } from "./light-error";
import { isEqual } from "./verify-commit";

/** The two `proofOps` of a `/store/<name>/key` answer, their data as bytes. */
export interface StoreProof {
  readonly store: string;
  readonly ops: readonly { readonly type: string; readonly key: Uint8Array; readonly data: Uint8Array }[];
}

/**
 * Throws unless a store had this value under this key, or did not have the key (`value` undefined), in the state whose root is
 * `appHash`. The state after block H has its root in the header of H + 1 (ics-protocol.md §3.3).
 */
export function verifyStoreProof(
  { store, ops }: StoreProof,
  key: Uint8Array,
  value: Uint8Array | undefined,
  appHash: Uint8Array,
  crypto: LightCrypto,
): void {
  const [inner, outer] = ops;
  if (inner === undefined || outer === undefined || ops.length !== 2) throw malformed("a store's proof has two parts");
  if (inner.type !== "ics23:iavl" || outer.type !== "ics23:simple") throw malformed("a proof of another kind of store");
  const name = new TextEncoder().encode(store);
  if (!isEqual(inner.key, key) || !isEqual(outer.key, name)) throw invalid("the proof's parts are of another key");
  const storeRoot = rootShowing(decodeProof(inner.data), key, value, IAVL, crypto);
  const whole = decodeProof(outer.data);
  if (whole.kind !== "exist") throw invalid("the store itself is absent");
  if (!isEqual(whole.key, name)) throw invalid("the proof is of another store");
  if (!isEqual(whole.value, storeRoot)) throw invalid("the store's root is another one");
  if (!isEqual(rootOf(whole, SIMPLE, crypto), appHash)) throw invalid("the state's root is not the header's app hash");
}

/**
 * What a store had under a key, by a node's proof of it; `undefined`: nothing. An empty value and an absent row look alike in
 * the answers of some nodes (ics-protocol.md §3.1), not in proofs, so what the node says of it is not asked. Throws
 * `LightError` when the proof shows neither what the node says nor, where it says nothing, either of the two.
 */
export function readProven(
  proof: StoreProof,
  key: Uint8Array,
  said: Uint8Array | undefined,
  appHash: Uint8Array,
  crypto: LightCrypto,
): Uint8Array | undefined {
  const readings = said === undefined || said.length === 0 ? [said, undefined, new Uint8Array()] : [said];
  let first: unknown;
  for (const value of readings) {
    try {
      verifyStoreProof(proof, key, value, appHash, crypto);
      return value;
    } catch (error) {
      if (!(error instanceof LightError)) throw error;
      first ??= error;
    }
  }
  throw first;
}

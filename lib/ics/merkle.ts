import { concatBytes } from "../shared/bytes";

const LEAF = Uint8Array.of(0);
const INNER = Uint8Array.of(1);

/** SHA-256, handed in by the caller: node:crypto on the server, something else in a browser. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Hash of a leaf of CometBFT's Merkle trees (RFC 6962). */
export function leafHash(leaf: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concatBytes(LEAF, leaf));
}

/** Root over leaf hashes; over none, the hash of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256(new Uint8Array());
  if (leaves.length === 1) return only;
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(
    concatBytes(INNER, merkleRoot(leaves.slice(0, split), sha256), merkleRoot(leaves.slice(split), sha256)),
  );
}

import { malformed } from "../light-error";
import type { CommitmentProof, ExistenceProof, InnerOp, NonExistenceProof } from "./proof";
import { bytesOf, intOf, onlyFields, optionalBytes, readFields } from "./proto-reader";

const SHA256 = 1;
const NO_HASH = 0;
const VAR_PROTO = 1;
/** Deeper than any tree of 2^64 rows. */
const MAX_DEPTH = 128;

/**
 * Reads an `ics23.CommitmentProof` (ics-protocol.md §3.3). Only what both stores of a Cosmos chain use is read: SHA-256, keys as
 * they are, values hashed, lengths as varints. Throws `malformed` on anything else, so that no other hashing can be slipped in.
 */
export function decodeProof(bytes: Uint8Array): CommitmentProof {
  const fields = onlyFields(readFields(bytes), [1, 2]);
  const exist = optionalBytes(fields, 1);
  const nonexist = optionalBytes(fields, 2);
  if (exist !== undefined && nonexist === undefined) return { kind: "exist", ...decodeExistence(exist) };
  if (nonexist !== undefined && exist === undefined) return { kind: "nonexist", ...decodeNonExistence(nonexist) };
  throw malformed("a proof is neither of existence nor of absence");
}

function decodeNonExistence(bytes: Uint8Array): NonExistenceProof {
  const fields = onlyFields(readFields(bytes), [1, 2, 3]);
  const left = optionalBytes(fields, 2);
  const right = optionalBytes(fields, 3);
  return {
    key: bytesOf(fields, 1),
    ...(left === undefined ? {} : { left: decodeExistence(left) }),
    ...(right === undefined ? {} : { right: decodeExistence(right) }),
  };
}

function decodeExistence(bytes: Uint8Array): ExistenceProof {
  const all = onlyFields(readFields(bytes), [1, 2, 3, 4]);
  const steps = all.filter(({ no }) => no === 4);
  if (steps.length > MAX_DEPTH) throw malformed("a proof is deeper than any tree");
  const path = steps.map((field) => {
    if (!("bytes" in field)) throw malformed("a step of a proof is no message");
    return decodeInner(field.bytes);
  });
  const fields = all.filter(({ no }) => no !== 4);
  return { key: bytesOf(fields, 1), value: bytesOf(fields, 2), leafPrefix: decodeLeaf(bytesOf(fields, 3)), path };
}

function decodeLeaf(bytes: Uint8Array): Uint8Array {
  const fields = onlyFields(readFields(bytes), [1, 2, 3, 4, 5]);
  const isUsual =
    intOf(fields, 1) === SHA256 &&
    intOf(fields, 2) === NO_HASH &&
    intOf(fields, 3) === SHA256 &&
    intOf(fields, 4) === VAR_PROTO;
  if (!isUsual) throw malformed("a leaf is hashed in another way than these stores do");
  return bytesOf(fields, 5);
}

function decodeInner(bytes: Uint8Array): InnerOp {
  const fields = onlyFields(readFields(bytes), [1, 2, 3]);
  if (intOf(fields, 1) !== SHA256) throw malformed("a step is hashed in another way than these stores do");
  return { prefix: bytesOf(fields, 2), suffix: bytesOf(fields, 3) };
}

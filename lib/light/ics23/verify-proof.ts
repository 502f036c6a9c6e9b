import { concatBytes } from "../../shared/bytes";
import type { LightCrypto } from "../light-crypto";
import { invalid } from "../light-error";
import { varint } from "../protobuf";
import { isEqual } from "../verify-commit";
import type { CommitmentProof, ExistenceProof, InnerOp, NonExistenceProof } from "./proof";
import { checkShape, type TreeSpec } from "./tree-spec";

/**
 * Root of the tree in which a proof's key has its value. An empty value is hashed like any other: the provider's marker keys have
 * them (ics-protocol.md §3.3).
 */
export function rootOf(proof: ExistenceProof, spec: TreeSpec, crypto: LightCrypto): Uint8Array {
  if (proof.key.length === 0) throw invalid("a proof of an empty key");
  checkShape(proof, spec);
  const length = (bytes: Uint8Array) => varint(BigInt(bytes.length));
  const valueHash = crypto.sha256(proof.value);
  const leaf = concatBytes(proof.leafPrefix, length(proof.key), proof.key, length(valueHash), valueHash);
  return proof.path.reduce(
    (child, { prefix, suffix }) => crypto.sha256(concatBytes(prefix, child, suffix)),
    crypto.sha256(leaf),
  );
}

/** The root under which a proof shows `key` to have `value`, or to be absent (`undefined`). Throws `invalid` when it shows something else. */
export function rootShowing(
  proof: CommitmentProof,
  key: Uint8Array,
  value: Uint8Array | undefined,
  spec: TreeSpec,
  crypto: LightCrypto,
): Uint8Array {
  if (!isEqual(proof.key, key)) throw invalid("the proof is of another key");
  if (proof.kind === "exist") {
    if (value === undefined) throw invalid("the key is there, and was said to be absent");
    if (!isEqual(proof.value, value)) throw invalid("the key has another value");
    return rootOf(proof, spec, crypto);
  }
  if (value !== undefined) throw invalid("the key is absent, and was said to be there");
  return rootWithout(proof, spec, crypto);
}

/** Absent is a key between two neighbours with nothing between them, or beyond the outermost one. */
function rootWithout({ key, left, right }: NonExistenceProof, spec: TreeSpec, crypto: LightCrypto): Uint8Array {
  const roots = [left, right].flatMap((side) => (side === undefined ? [] : [rootOf(side, spec, crypto)]));
  const [root, other] = roots;
  if (root === undefined) throw invalid("a proof of absence without a neighbour");
  if (other !== undefined && !isEqual(root, other)) throw invalid("the neighbours are of different trees");
  if (left !== undefined && compareBytes(left.key, key) >= 0) throw invalid("the left neighbour is not left");
  if (right !== undefined && compareBytes(right.key, key) <= 0) throw invalid("the right neighbour is not right");
  if (left === undefined) checkOutermost(right?.path ?? [], "left", spec);
  else if (right === undefined) checkOutermost(left.path, "right", spec);
  else checkNeighbours(left.path, right.path, spec);
  return root;
}

type Side = "left" | "right";

/** Whether the child of a step is its left or its right half: the other half stands in the suffix or in the prefix. */
function sideOf({ prefix, suffix }: InnerOp, spec: TreeSpec): Side {
  const isLeft = suffix.length === spec.childSize && prefix.length >= spec.minPrefix && prefix.length <= spec.maxPrefix;
  const isRight =
    suffix.length === 0 &&
    prefix.length >= spec.minPrefix + spec.childSize &&
    prefix.length <= spec.maxPrefix + spec.childSize;
  if (isLeft === isRight) throw invalid("a step of a proof is neither left nor right");
  return isLeft ? "left" : "right";
}

function checkOutermost(path: readonly InnerOp[], side: Side, spec: TreeSpec): void {
  if (path.some((step) => sideOf(step, spec) !== side)) throw invalid(`the neighbour is not the ${side}most`);
}

/** From the root down the two paths are the same, part once (left to the left, right to the right), and then keep close. */
function checkNeighbours(left: readonly InnerOp[], right: readonly InnerOp[], spec: TreeSpec): void {
  const [downLeft, downRight] = [left.toReversed(), right.toReversed()];
  let depth = 0;
  while (isSameStep(downLeft[depth], downRight[depth])) depth += 1;
  const [a, b] = [downLeft[depth], downRight[depth]];
  if (a === undefined || b === undefined || sideOf(a, spec) !== "left" || sideOf(b, spec) !== "right")
    throw invalid("the neighbours do not part at one node");
  checkOutermost(downLeft.slice(depth + 1), "right", spec);
  checkOutermost(downRight.slice(depth + 1), "left", spec);
}

function isSameStep(a: InnerOp | undefined, b: InnerOp | undefined): boolean {
  return a !== undefined && b !== undefined && isEqual(a.prefix, b.prefix) && isEqual(a.suffix, b.suffix);
}

/** Order of keys in a store: byte by byte, a prefix before what it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

import { invalid } from "../light-error";
import type { ExistenceProof, InnerOp } from "./proof";

/** Shape of one kind of tree: without it, a leaf could be passed off as an inner node (ics23 specification, "ProofSpec"). */
export interface TreeSpec {
  readonly name: "iavl" | "simple";
  readonly leafPrefix: number;
  /** Length of the part of an inner prefix that is no child: least and most. */
  readonly minPrefix: number;
  readonly maxPrefix: number;
  /** Bytes a child takes: a hash, and in IAVL its length before it. */
  readonly childSize: number;
  /** Whether a prefix of a leaf is the whole of it, or begins it (IAVL adds height, size, version). */
  readonly leafIsExact: boolean;
}

export const IAVL: TreeSpec = {
  name: "iavl",
  leafPrefix: 0,
  minPrefix: 4,
  maxPrefix: 12,
  childSize: 33,
  leafIsExact: false,
};

export const SIMPLE: TreeSpec = {
  name: "simple",
  leafPrefix: 0,
  minPrefix: 1,
  maxPrefix: 1,
  childSize: 32,
  leafIsExact: true,
};

/** Throws unless a proof's leaf and steps have the shape of this tree. */
export function checkShape({ leafPrefix, path }: ExistenceProof, spec: TreeSpec): void {
  const isLeaf = leafPrefix[0] === spec.leafPrefix && (!spec.leafIsExact || leafPrefix.length === 1);
  if (!isLeaf) throw invalid(`a leaf of a proof is none of ${spec.name}`);
  if (spec.name === "iavl") checkIavlPrefix(leafPrefix, 0, true);
  for (const [depth, step] of path.entries()) checkStep(step, spec, depth + 1);
}

function checkStep({ prefix, suffix }: InnerOp, spec: TreeSpec, depth: number): void {
  const isInner =
    prefix[0] !== spec.leafPrefix &&
    prefix.length >= spec.minPrefix &&
    prefix.length <= spec.maxPrefix + spec.childSize &&
    suffix.length % spec.childSize === 0;
  if (!isInner) throw invalid(`a step of a proof is none of ${spec.name}`);
  if (spec.name === "iavl") checkIavlPrefix(prefix, depth, false);
}

/**
 * IAVL writes height, size and version as zig-zag varints before the hashes. They are bound by the hash, but a step whose height
 * is below its place, or that has more than a length byte or a child behind them, is no node of such a tree.
 */
function checkIavlPrefix(prefix: Uint8Array, minHeight: number, isLeaf: boolean): void {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = prefix[at];
      if (byte === undefined || shift > 63n) throw invalid("a node of a proof has no IAVL prefix");
      at += 1;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    return (value >> 1n) ^ -(value & 1n);
  };
  const [height, size, version] = [varint(), varint(), varint()];
  if (height < BigInt(minHeight) || size < 0n || version < 0n) throw invalid("a node of a proof is out of place");
  const rest = prefix.length - at;
  const isRight = isLeaf ? height === 0n && rest === 0 : rest === 1 || rest === 34;
  if (!isRight) throw invalid("a node of a proof is not built as IAVL builds them");
}

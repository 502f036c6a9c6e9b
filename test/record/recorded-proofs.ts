import { unbase64 } from "./proto-fields";
import type { RecordedNetwork } from "./record-reader";

/** A `/store/<store>/key` answer with proof, as recorded: key, value (`undefined` = absent), proof operators. */
export interface RecordedProof {
  readonly height: number;
  readonly store: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  readonly ops: readonly { readonly type: string; readonly key: Uint8Array; readonly data: Uint8Array }[];
}

interface WireProof {
  readonly h: number;
  readonly proof: string;
  readonly k: string;
  readonly v: string | null;
  readonly ops: readonly { readonly type: string; readonly key: string; readonly data: string }[];
}

/** All proofs of a chain. */
export function proofsOf(record: RecordedNetwork, chainId: string): RecordedProof[] {
  return record
    .chain(chainId)
    .linesContaining('"proof":')
    .map((line) => {
      const wire = line as WireProof;
      return {
        height: wire.h,
        store: wire.proof,
        key: unbase64(wire.k),
        value: wire.v === null ? undefined : unbase64(wire.v),
        ops: wire.ops.map((op) => ({ type: op.type, key: unbase64(op.key), data: unbase64(op.data) })),
      };
    });
}

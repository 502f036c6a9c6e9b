/** A step from a leaf to the root: `sha256(prefix ‖ child ‖ suffix)`. */
export interface InnerOp {
  readonly prefix: Uint8Array;
  readonly suffix: Uint8Array;
}

export interface ExistenceProof {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly leafPrefix: Uint8Array;
  readonly path: readonly InnerOp[];
}

export interface NonExistenceProof {
  readonly key: Uint8Array;
  readonly left?: ExistenceProof;
  readonly right?: ExistenceProof;
}

export type CommitmentProof =
  | ({ readonly kind: "exist" } & ExistenceProof)
  | ({ readonly kind: "nonexist" } & NonExistenceProof);

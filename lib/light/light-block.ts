/** Hashes and addresses are bytes; an empty array is the empty hash of a first block. Times are nanoseconds since 1970. */
export interface BlockId {
  readonly hash: Uint8Array;
  readonly partsTotal: number;
  readonly partsHash: Uint8Array;
}

export interface Header {
  readonly versionBlock: bigint;
  readonly versionApp: bigint;
  readonly chainId: string;
  readonly height: bigint;
  readonly timeNs: bigint;
  readonly lastBlockId: BlockId;
  readonly lastCommitHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly validatorsHash: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
  readonly consensusHash: Uint8Array;
  readonly appHash: Uint8Array;
  readonly lastResultsHash: Uint8Array;
  readonly evidenceHash: Uint8Array;
  readonly proposerAddress: Uint8Array;
}

/** One validator's part in a commit. An absent one carries nothing. */
export type CommitSignature =
  | { readonly flag: "absent" }
  | {
      readonly flag: "commit" | "nil";
      readonly address: Uint8Array;
      readonly timeNs: bigint;
      readonly signature: Uint8Array;
    };

export interface Commit {
  readonly height: bigint;
  readonly round: number;
  readonly blockId: BlockId;
  readonly signatures: readonly CommitSignature[];
}

export interface LightValidator {
  readonly address: Uint8Array;
  /** ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly power: bigint;
}

export interface SignedHeader {
  readonly header: Header;
  readonly commit: Commit;
}

/** A header, the commit that signs it, and the set that signed, in the order of the set. */
export interface LightBlock extends SignedHeader {
  readonly validators: readonly LightValidator[];
}

import { concatBytes } from "../shared/bytes";
import { encodeBlockId } from "./header-hash";
import type { BlockId, Commit } from "./light-block";
import { bytesField, delimited, fixed64Field, intField, messageField, timestamp } from "./protobuf";

const PRECOMMIT = 2n;
const encoder = new TextEncoder();

/** A commit's votes differ in their time alone, and in whether they are for the block or for nil. */
export interface SignBytes {
  forBlock(timeNs: bigint): Uint8Array;
  forNil(timeNs: bigint): Uint8Array;
}

/** The bytes a validator signs for a commit: `CanonicalVote`, length-delimited. A vote for nil leaves the block id out. */
export function signBytesOf(chainId: string, { height, round, blockId }: Commit): SignBytes {
  const chain = bytesField(6, encoder.encode(chainId));
  const before = (id: BlockId | undefined) =>
    concatBytes(
      intField(1, PRECOMMIT),
      fixed64Field(2, height),
      fixed64Field(3, BigInt(round)),
      id === undefined ? new Uint8Array() : messageField(4, encodeBlockId(id)),
    );
  const [block, nil] = [before(blockId), before(undefined)];
  const vote = (head: Uint8Array, timeNs: bigint) =>
    delimited(concatBytes(head, messageField(5, timestamp(timeNs)), chain));
  return { forBlock: (timeNs) => vote(block, timeNs), forNil: (timeNs) => vote(nil, timeNs) };
}

import { leafHash, merkleRoot } from "../ics/merkle";
import { concatBytes } from "../shared/bytes";
import type { BlockId, Header } from "./light-block";
import type { LightCrypto } from "./light-crypto";
import { bytesField, intField, messageField, timestamp } from "./protobuf";

const encoder = new TextEncoder();

/**
 * The hash a block goes by: the RFC 6962 Merkle root over the header's fourteen fields, each in protobuf, plain values wrapped
 * as `google.protobuf.*Value` (CometBFT data structures, "Header").
 */
export function headerHash(header: Header, crypto: LightCrypto): Uint8Array {
  const wrapped = (bytes: Uint8Array) => bytesField(1, bytes);
  const fields = [
    concatBytes(intField(1, header.versionBlock), intField(2, header.versionApp)),
    wrapped(encoder.encode(header.chainId)),
    intField(1, header.height),
    timestamp(header.timeNs),
    encodeBlockId(header.lastBlockId),
    wrapped(header.lastCommitHash),
    wrapped(header.dataHash),
    wrapped(header.validatorsHash),
    wrapped(header.nextValidatorsHash),
    wrapped(header.consensusHash),
    wrapped(header.appHash),
    wrapped(header.lastResultsHash),
    wrapped(header.evidenceHash),
    wrapped(header.proposerAddress),
  ];
  return merkleRoot(
    fields.map((field) => leafHash(field, crypto.sha256)),
    crypto.sha256,
  );
}

/** `BlockID{hash=1, part_set_header=2{total=1, hash=2}}`: the canonical form of a vote has the same bytes. */
export function encodeBlockId({ hash, partsTotal, partsHash }: BlockId): Uint8Array {
  const parts = concatBytes(intField(1, BigInt(partsTotal)), bytesField(2, partsHash));
  return concatBytes(bytesField(1, hash), messageField(2, parts));
}

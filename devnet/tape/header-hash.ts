import { createHash } from "node:crypto";
import type { HeaderJson } from "./node-view";

/**
 * The hash a header goes by: an RFC 6962 tree over its fourteen fields in protobuf (CometBFT data structures). Written here
 * a second time, apart from `lib/light`, so that a forged block fits by the rule and not by the reader's own code.
 */
export function headerHash(header: HeaderJson): string {
  const version = header.version as { block?: string; app?: string };
  const leaves = [
    Buffer.concat([number(1, BigInt(version.block ?? "0")), number(2, BigInt(version.app ?? "0"))]),
    wrapped(Buffer.from(header.chain_id, "utf8")),
    number(1, BigInt(header.height)),
    timestamp(header.time),
    blockId(header.last_block_id as { hash: string; parts: { total: number; hash: string } }),
    ...HASHES.map((name) => wrapped(Buffer.from(String(header[name] ?? ""), "hex"))),
  ].map((leaf) => sha256(Buffer.concat([Buffer.of(0), leaf])));
  return root(leaves).toString("hex").toUpperCase();
}

/** In the order of the header. */
const HASHES = [
  "last_commit_hash",
  "data_hash",
  "validators_hash",
  "next_validators_hash",
  "consensus_hash",
  "app_hash",
  "last_results_hash",
  "evidence_hash",
  "proposer_address",
] as const;

function root(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] as Buffer;
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha256(Buffer.concat([Buffer.of(1), root(leaves.slice(0, split)), root(leaves.slice(split))]));
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** A field of a number; left out where it is zero, as proto3 does. */
function number(field: number, value: bigint): Buffer {
  return value === 0n ? Buffer.alloc(0) : Buffer.concat([varint(BigInt(field << 3)), varint(value)]);
}

function bytesOf(field: number, bytes: Buffer, isMessage = false): Buffer {
  if (bytes.length === 0 && !isMessage) return bytes;
  return Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(bytes.length)), bytes]);
}

function wrapped(bytes: Buffer): Buffer {
  return bytesOf(1, bytes);
}

function timestamp(iso: string): Buffer {
  const [whole = "", fraction = ""] = iso.replace(/Z$/, "").split(".");
  const seconds = BigInt(Date.parse(`${whole}Z`)) / 1_000n;
  return Buffer.concat([number(1, seconds), number(2, BigInt(fraction.padEnd(9, "0").slice(0, 9)))]);
}

function blockId({ hash, parts }: { hash: string; parts: { total: number; hash: string } }): Buffer {
  const set = Buffer.concat([number(1, BigInt(parts?.total ?? 0)), bytesOf(2, Buffer.from(parts?.hash ?? "", "hex"))]);
  return Buffer.concat([bytesOf(1, Buffer.from(hash, "hex")), bytesOf(2, set, true)]);
}

import { hash } from "node:crypto";

/*
 * What a block says of itself and can be held to: its id is the hash of its header, and the header names the hash of its
 * transactions. On the hot path, so by hand over buffers; `lib/light` has the same rules for whoever has time.
 */

/** A header as CometBFT writes it in JSON. Whatever is missing hashes as empty, and then does not fit. */
interface WireHeader {
  readonly version?: { readonly block?: unknown; readonly app?: unknown } | null;
  readonly chain_id?: unknown;
  readonly height?: unknown;
  readonly last_block_id?: {
    readonly hash?: unknown;
    readonly parts?: { readonly total?: unknown; readonly hash?: unknown } | null;
  } | null;
  readonly [field: string]: unknown;
}

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
const LEAF = Buffer.of(0);
const INNER = Buffer.of(1);
const NONE = Buffer.alloc(0);

/**
 * Hash of a header in lower-case hex: the RFC 6962 tree over its fourteen fields in protobuf, plain values wrapped (CometBFT
 * data structures, "Header"; the same from 0.34 to 0.38). `timeNs` is its time, parsed.
 */
export function headerHashOf(header: WireHeader, timeNs: bigint): string {
  const leaves = [
    Buffer.concat([numberField(1, intOf(header.version?.block)), numberField(2, intOf(header.version?.app))]),
    bytesField(1, Buffer.from(String(header.chain_id ?? ""), "utf8")),
    numberField(1, intOf(header.height)),
    timestampOf(timeNs),
    blockIdOf(header.last_block_id),
  ];
  for (const name of HASHES) leaves.push(bytesField(1, hexOf(header[name])));
  return rootOf(leaves.map(leafHash)).toString("hex");
}

/** Hash of a block's transactions (base64) in lower-case hex: the tree over the hash of each. */
export function dataHashOf(txs: readonly string[]): string {
  if (txs.length === 0) return hash("sha256", NONE);
  return rootOf(txs.map((tx) => leafHash(hash("sha256", Buffer.from(tx, "base64"), "buffer")))).toString("hex");
}

function leafHash(leaf: Buffer): Buffer {
  return hash("sha256", Buffer.concat([LEAF, leaf]), "buffer");
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 1) return hashes[0] as Buffer;
  const split = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return hash("sha256", Buffer.concat([INNER, rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split))]), "buffer");
}

function intOf(value: unknown): bigint {
  const text = String(value ?? "0");
  return /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}

function hexOf(value: unknown): Buffer {
  return typeof value === "string" ? Buffer.from(value, "hex") : NONE;
}

function blockIdOf(id: WireHeader["last_block_id"]): Buffer {
  const parts = Buffer.concat([numberField(1, intOf(id?.parts?.total)), bytesField(2, hexOf(id?.parts?.hash))]);
  return Buffer.concat([bytesField(1, hexOf(id?.hash)), tagged(2, parts)]);
}

/** `google.protobuf.Timestamp`. */
function timestampOf(timeNs: bigint): Buffer {
  const nanos = ((timeNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = (timeNs - nanos) / 1_000_000_000n;
  return Buffer.concat([numberField(1, BigInt.asUintN(64, seconds)), numberField(2, nanos)]);
}

function numberField(field: number, value: bigint): Buffer {
  return value === 0n ? NONE : Buffer.concat([Buffer.of(field << 3), varint(value)]);
}

function bytesField(field: number, bytes: Buffer): Buffer {
  return bytes.length === 0 ? NONE : tagged(field, bytes);
}

function tagged(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of((field << 3) | 2), varint(BigInt(bytes.length)), bytes]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

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

/** First byte of what is hashed (RFC 6962), and tags of protobuf fields 1 and 2, plain and with a length. */
const [LEAF, INNER] = [0, 1];
const [NUMBER_1, NUMBER_2, BYTES_1, BYTES_2] = [0x08, 0x10, 0x0a, 0x12];
const PAIR = Buffer.alloc(65);
PAIR[0] = INNER;
/** Room for the largest leaf: a block id, or a text of `MAX_TEXT_BYTES`. */
const MAX_TEXT_BYTES = 1_000;
const SCRATCH = Buffer.alloc(MAX_TEXT_BYTES + 20);
SCRATCH[0] = LEAF;

/**
 * A hash is kept as a text of 32 characters, a byte each: `hash` makes one in a third of the time of a buffer, whose memory lies
 * outside the heap, and a block takes about fifteen.
 */
type Hash = string;

const hashOf = (bytes: Buffer): Hash => hash("sha256", bytes, "binary");
const hexOf = (text: Hash): string => Buffer.from(text, "latin1").toString("hex");

/** Hashes of fields that are the same in most blocks, by their text. */
const known = new Map<string, Hash>();
const MOST_KNOWN = 2_000;

/**
 * Hash of a header in lower-case hex: the RFC 6962 tree over its fourteen fields in protobuf, plain values wrapped (CometBFT
 * data structures, "Header"; the same from 0.34 to 0.38). `timeNs` is its time, parsed.
 */
export function headerHashOf(header: WireHeader, timeNs: bigint): string {
  const { version, chain_id: chainId } = header;
  const field = (name: string) => {
    const text = header[name];
    return typeof text === "string" ? text : "";
  };
  const [validators, proposer] = [field("validators_hash"), field("proposer_address")];
  const named = once(`named ${JSON.stringify([version?.block, version?.app, chainId])}`, () =>
    pair(versionLeaf(version), textLeaf(String(chainId ?? ""))),
  );
  const moment = pair(heightLeaf(header.height), timeLeaf(timeNs));
  const before = pair(blockIdLeaf(header.last_block_id), hexLeaf(field("last_commit_hash")));
  const [data, next] = [field("data_hash"), field("next_validators_hash")];
  const content = oncePair(data, validators);
  const rules = field("consensus_hash");
  const ahead = oncePair(next, rules);
  const results = field("last_results_hash");
  const state = pair(
    hexLeaf(field("app_hash")),
    once(`one ${results}`, () => hexLeaf(results)),
  );
  const evidence = field("evidence_hash");
  const maker = oncePair(evidence, proposer);
  const first = pair(pair(named, moment), pair(before, content));
  return hexOf(pair(first, pair(pair(ahead, state), maker)));
}

/** Hash of a block's transactions (base64) in lower-case hex: the tree over the hash of each. */
export function dataHashOf(txs: readonly string[]): string {
  if (txs.length === 0) return hash("sha256", Buffer.alloc(0));
  return hexOf(
    rootOf(
      txs.map((tx) => {
        SCRATCH.write(hashOf(Buffer.from(tx, "base64")), 1, "latin1");
        return leafOf(33);
      }),
    ),
  );
}

function rootOf(hashes: readonly Hash[]): Hash {
  if (hashes.length === 1) return hashes[0] as Hash;
  const split = 2 ** Math.floor(Math.log2(hashes.length - 1));
  return pair(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)));
}

/** A hash made once for a text that comes again. */
function once(text: string, make: () => Hash): Hash {
  const found = known.get(text);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = make();
  known.set(text, made);
  return made;
}

/** No two pairs of texts have the same name, whatever a node writes into them. */
function oncePair(left: string, right: string): Hash {
  return once(`two ${left.length} ${left}${right}`, () => pair(hexLeaf(left), hexLeaf(right)));
}

function pair(left: Hash, right: Hash): Hash {
  PAIR.write(left, 1, "latin1");
  PAIR.write(right, 33, "latin1");
  return hashOf(PAIR);
}

/** Of what was written to `SCRATCH`, up to `end`. */
function leafOf(end: number): Hash {
  return hashOf(SCRATCH.subarray(0, end));
}

function hexLeaf(text: string): Hash {
  return leafOf(writeHex(1, BYTES_1, text));
}

function textLeaf(text: string): Hash {
  const bytes = Buffer.from(text, "utf8").subarray(0, MAX_TEXT_BYTES);
  if (bytes.length === 0) return leafOf(1);
  SCRATCH[1] = BYTES_1;
  const at = writeVarint(2, bytes.length);
  return leafOf(at + bytes.copy(SCRATCH, at));
}

function versionLeaf(version: WireHeader["version"]): Hash {
  return leafOf(writeNumber(writeNumber(1, NUMBER_1, numberOf(version?.block)), NUMBER_2, numberOf(version?.app)));
}

function heightLeaf(height: unknown): Hash {
  return leafOf(writeNumber(1, NUMBER_1, numberOf(height)));
}

/** `google.protobuf.Timestamp`. A block before 1970 has no hash of ours. */
function timeLeaf(timeNs: bigint): Hash {
  const seconds = Number(timeNs / 1_000_000_000n);
  return leafOf(writeNumber(writeNumber(1, NUMBER_1, seconds), NUMBER_2, Number(timeNs % 1_000_000_000n)));
}

function blockIdLeaf(id: WireHeader["last_block_id"]): Hash {
  const at = writeHex(1, BYTES_1, textOf(id?.hash));
  const [total, partsHash] = [numberOf(id?.parts?.total), textOf(id?.parts?.hash)];
  SCRATCH[at] = BYTES_2;
  // The length of the parts takes one byte: they are a number and a hash.
  const end = writeHex(writeNumber(at + 2, NUMBER_1, total), BYTES_2, partsHash);
  SCRATCH[at + 1] = end - at - 2;
  return leafOf(end);
}

/** A field of bytes given as hex, at most 64 of them; one that is empty is not written. The end of it. */
function writeHex(at: number, tag: number, text: string): number {
  if (text === "") return at;
  const length = SCRATCH.write(text.slice(0, 128), at + 2, "hex");
  SCRATCH[at] = tag;
  SCRATCH[at + 1] = length;
  return at + 2 + length;
}

/** A field with a number; zero is not written. */
function writeNumber(at: number, tag: number, value: number): number {
  if (value === 0) return at;
  SCRATCH[at] = tag;
  return writeVarint(at + 1, value);
}

function writeVarint(at: number, value: number): number {
  let [to, rest] = [at, value];
  while (rest > 0x7f) {
    SCRATCH[to++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  SCRATCH[to++] = rest;
  return to;
}

/** Whole and exact, else zero, which then does not fit. */
function numberOf(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

import { parseIsoNanos } from "../ics/time";
import { parseBase64, parseHex } from "../shared/bytes";
import type { BlockId, Commit, CommitSignature, Header, LightValidator, SignedHeader } from "./light-block";
import { malformed } from "./light-error";

/** More than any chain has; a node that sends more is not listened to. */
const MAX_VALIDATORS = 10_000;
const INT64_MAX = 2n ** 63n - 1n;
/** Time Go writes for "no time": what an absent signature carries. */
const ZERO_TIME = "0001-01-01T00:00:00Z";
const FLAGS = { 1: "absent", 2: "commit", 3: "nil" } as const;

/** Reads `signed_header` of a `/commit` answer. Throws `LightError` `malformed` on anything that is not exactly that. */
export function parseSignedHeader(json: unknown): SignedHeader {
  const { header, commit } = objectOf(json, "signed_header");
  return { header: parseHeader(header), commit: parseCommit(commit) };
}

export function parseHeader(json: unknown): Header {
  const header = objectOf(json, "header");
  const version = objectOf(header.version, "version");
  return {
    versionBlock: uint64(version.block ?? "0", "version.block"),
    versionApp: uint64(version.app ?? "0", "version.app"),
    chainId: text(header.chain_id, "chain_id", 50),
    height: positive(header.height, "height"),
    timeNs: time(header.time, "time"),
    lastBlockId: parseBlockId(header.last_block_id),
    lastCommitHash: hash(header.last_commit_hash, "last_commit_hash"),
    dataHash: hash(header.data_hash, "data_hash"),
    validatorsHash: hash(header.validators_hash, "validators_hash"),
    nextValidatorsHash: hash(header.next_validators_hash, "next_validators_hash"),
    consensusHash: hash(header.consensus_hash, "consensus_hash"),
    appHash: hex(header.app_hash, "app_hash"),
    lastResultsHash: hash(header.last_results_hash, "last_results_hash"),
    evidenceHash: hash(header.evidence_hash, "evidence_hash"),
    proposerAddress: sized(header.proposer_address, 20, "proposer_address"),
  };
}

export function parseCommit(json: unknown): Commit {
  const commit = objectOf(json, "commit");
  const round = int32(commit.round ?? 0, "round");
  const signatures = listOf(commit.signatures, "signatures").map(parseSignature);
  return {
    height: positive(commit.height, "commit.height"),
    round,
    blockId: parseBlockId(commit.block_id),
    signatures,
  };
}

/** Reads the `validators` of a `/validators` answer (all pages), in the order of the set. Priorities are not part of its hash. */
export function parseValidators(json: unknown): LightValidator[] {
  return listOf(json, "validators").map((entry) => {
    const validator = objectOf(entry, "validator");
    const key = objectOf(validator.pub_key, "pub_key");
    if (key.type !== "tendermint/PubKeyEd25519") throw malformed("a validator's key is not ed25519");
    const publicKey = base64(key.value, "pub_key.value");
    if (publicKey.length !== 32) throw malformed("an ed25519 key has 32 bytes");
    return {
      address: sized(validator.address, 20, "address"),
      publicKey,
      power: positive(validator.voting_power, "voting_power"),
    };
  });
}

function parseBlockId(json: unknown): BlockId {
  if (json === null || json === undefined) return NO_BLOCK;
  const id = objectOf(json, "block_id");
  const parts = id.parts === null || id.parts === undefined ? {} : objectOf(id.parts, "parts");
  const partsTotal = int32(parts.total ?? 0, "parts.total");
  return { hash: hash(id.hash, "block_id.hash"), partsTotal, partsHash: hash(parts.hash, "parts.hash") };
}

const NO_BLOCK: BlockId = { hash: new Uint8Array(), partsTotal: 0, partsHash: new Uint8Array() };

function parseSignature(json: unknown): CommitSignature {
  const entry = objectOf(json, "signature");
  const flag = FLAGS[entry.block_id_flag as 1 | 2 | 3];
  if (flag === undefined) throw malformed("a signature's block_id_flag is not 1, 2 or 3");
  if (flag === "absent") {
    const isBare = !entry.validator_address && !entry.signature && (entry.timestamp ?? ZERO_TIME) === ZERO_TIME;
    if (!isBare) throw malformed("an absent signature carries something");
    return { flag };
  }
  const signature = base64(entry.signature, "signature");
  if (signature.length !== 64) throw malformed("an ed25519 signature has 64 bytes");
  const address = sized(entry.validator_address, 20, "validator_address");
  return { flag, address, timeNs: time(entry.timestamp, "timestamp"), signature };
}

function objectOf(json: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw malformed(`${what} is not an object`);
  return json as Readonly<Record<string, unknown>>;
}

function listOf(json: unknown, what: string): readonly unknown[] {
  if (json === null || json === undefined) return [];
  if (!Array.isArray(json) || json.length > MAX_VALIDATORS)
    throw malformed(`${what} is not a list of ${MAX_VALIDATORS} at most`);
  return json;
}

function text(json: unknown, what: string, limit: number): string {
  if (typeof json !== "string" || json.length > limit) throw malformed(`${what} is not text`);
  return json;
}

function uint64(json: unknown, what: string): bigint {
  if (typeof json !== "string" || !/^(?:0|[1-9]\d{0,19})$/.test(json)) throw malformed(`${what} is not a whole number`);
  const value = BigInt(json);
  if (value >= 2n ** 64n) throw malformed(`${what} is too large`);
  return value;
}

function positive(json: unknown, what: string): bigint {
  const value = uint64(json, what);
  if (value === 0n || value > INT64_MAX) throw malformed(`${what} is not a positive int64`);
  return value;
}

/** Heights and powers are text in CometBFT's JSON; rounds and part counts are numbers. */
function int32(json: unknown, what: string): number {
  if (typeof json !== "number" || !Number.isInteger(json) || json < 0 || json > 0x7fff_ffff)
    throw malformed(`${what} is not a whole number`);
  return json;
}

function time(json: unknown, what: string): bigint {
  const nanos = typeof json === "string" ? parseIsoNanos(json) : undefined;
  if (nanos === undefined) throw malformed(`${what} is not a UTC time`);
  return nanos;
}

function hex(json: unknown, what: string): Uint8Array {
  if (json === null || json === undefined) return new Uint8Array();
  // CometBFT writes capitals, and one text only stands for one value here.
  const bytes = typeof json === "string" && /^[0-9A-F]{0,1024}$/.test(json) ? parseHex(json) : undefined;
  if (bytes === undefined) throw malformed(`${what} is not hex`);
  return bytes;
}

/** A SHA-256 or nothing. */
function hash(json: unknown, what: string): Uint8Array {
  const bytes = hex(json, what);
  if (bytes.length !== 0 && bytes.length !== 32) throw malformed(`${what} is not a hash`);
  return bytes;
}

function sized(json: unknown, length: number, what: string): Uint8Array {
  const bytes = hex(json, what);
  if (bytes.length !== length) throw malformed(`${what} is not ${length} bytes`);
  return bytes;
}

function base64(json: unknown, what: string): Uint8Array {
  const bytes = typeof json === "string" && json.length <= 1_024 ? parseBase64(json) : undefined;
  if (bytes === undefined) throw malformed(`${what} is not base64`);
  return bytes;
}

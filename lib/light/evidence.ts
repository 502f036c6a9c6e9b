import { bytesToHex, parseBase64, parseHex } from "@/lib/shared/bytes";
import { headerHash } from "./header-hash";
import type { LightCrypto } from "./light-crypto";
import { invalid, malformed } from "./light-error";
import { parseSignedHeader, parseValidators } from "./parse-light-block";
import type { FullLightBlock } from "./skipping";
import { verifyStoreProof } from "./store-proof";
import { hashOfSet, isEqual } from "./verify-commit";
import { type TrustedState, verifyHeader, verifyLightBlock } from "./verify-header";

/** The file of a proof. A reader refuses versions above its own; fields it does not know are ignored. */
export const EVIDENCE_FORMAT = "ics-explorer-proof";
export const EVIDENCE_VERSION = 1;
/** Longer paths and lists are not read. */
const MAX_BLOCKS = 2_000;
const MAX_ROWS = 20_000;
const MAX_DRIFT_NS = 1_000_000_000n;

/** A header as `/commit` answers it, its set, and the set it names as the next, as `/validators` answers them. */
export interface EvidenceBlock {
  readonly signed_header: unknown;
  readonly validators: unknown;
  readonly next_validators: unknown;
}

/** A row after block `height`, hex; `value` null = proven absent. `says` is our reading of it. */
export interface EvidenceRow {
  readonly store: string;
  readonly key: string;
  readonly value: string | null;
  readonly says: string;
  readonly ops: readonly { readonly type: string; readonly key: string; readonly data: string }[];
}

/** Everything that is needed to check one figure without asking anybody. Times are the chain's own. */
export interface Evidence {
  readonly format: typeof EVIDENCE_FORMAT;
  readonly version: number;
  readonly network: string;
  readonly chainId: string;
  readonly consumerId?: string;
  readonly subject: string;
  readonly height: number;
  readonly says: string;
  readonly trust: { readonly height: number; readonly hash: string; readonly method: string };
  readonly trustingPeriodNs: string;
  /** From the trusted header to the one whose app hash the rows lead to. */
  readonly blocks: readonly EvidenceBlock[];
  readonly rows: readonly EvidenceRow[];
  /** The set that is shown to sign `height`, where that is the subject. */
  readonly set?: { readonly hash: string };
}

export interface CheckedEvidence {
  readonly network: string;
  readonly chainId: string;
  readonly consumerId?: string;
  readonly subject: string;
  readonly height: number;
  readonly says: string;
  readonly trust: Evidence["trust"];
  readonly headers: number;
  readonly signatures: number;
  readonly rows: readonly Pick<EvidenceRow, "store" | "key" | "value" | "says">[];
  /** Of the last header, lower-case hex. */
  readonly headerHash: string;
  readonly appHash: string;
}

/** Reads and checks a proof file, trusting nothing in it but the hash it names as the root. Throws `LightError`. */
export function checkEvidence(json: unknown, crypto: LightCrypto): CheckedEvidence {
  const evidence = parseEvidence(json);
  const blocks = evidence.blocks.map(parseEvidenceBlock);
  const [first] = blocks;
  const last = blocks.at(-1);
  if (!first || !last) throw malformed("the proof has no header");
  const rootHash = bytesToHex(headerHash(first.header, crypto));
  if (rootHash !== evidence.trust.hash || Number(first.header.height) !== evidence.trust.height) {
    throw invalid("the first header is not the one that is named as trusted");
  }
  verifyLightBlock(first, evidence.chainId, crypto);
  walk(blocks, BigInt(evidence.trustingPeriodNs), crypto);
  const hash = bytesToHex(headerHash(last.header, crypto));
  if (evidence.set !== undefined) {
    if (Number(last.header.height) !== evidence.height) throw invalid("the last header is of another height");
    if (bytesToHex(last.header.validatorsHash) !== evidence.set.hash) throw invalid("the set is not the header's");
  }
  if (evidence.rows.length > 0) {
    if (Number(last.header.height) !== evidence.height + 1) throw invalid("the rows are of another height");
    for (const row of evidence.rows) checkRow(row, last.header.appHash, crypto);
  }
  if (evidence.rows.length === 0 && evidence.set === undefined) throw malformed("the proof shows nothing");
  return {
    network: evidence.network,
    chainId: evidence.chainId,
    ...(evidence.consumerId === undefined ? {} : { consumerId: evidence.consumerId }),
    subject: evidence.subject,
    height: evidence.height,
    says: evidence.says,
    trust: evidence.trust,
    headers: blocks.length,
    signatures: blocks.reduce(
      (sum, { commit }) => sum + commit.signatures.filter(({ flag }) => flag !== "absent").length,
      0,
    ),
    rows: evidence.rows.map(({ store, key, value, says }) => ({ store, key, value, says })),
    headerHash: hash,
    appHash: bytesToHex(last.header.appHash),
  };
}

/** Each header from the one before; the clock is the chain's own, so that a network long gone can still be checked. */
function walk(blocks: readonly FullLightBlock[], trustingPeriodNs: bigint, crypto: LightCrypto): void {
  let trusted: TrustedState | undefined;
  for (const block of blocks) {
    if (trusted !== undefined) {
      const options = { trustingPeriodNs, nowNs: block.header.timeNs, maxClockDriftNs: MAX_DRIFT_NS };
      verifyHeader(trusted, block, options, crypto);
    }
    if (!isEqual(hashOfSet(block.nextValidators, crypto), block.header.nextValidatorsHash)) {
      throw invalid("the next set is not the one the header names");
    }
    trusted = { header: block.header, nextValidators: block.nextValidators };
  }
}

/** A row of evidence under an app hash. Throws `LightError`. */
function checkRow(row: EvidenceRow, appHash: Uint8Array, crypto: LightCrypto): void {
  const ops = row.ops.map(({ type, key, data }) => ({ type, key: base64(key), data: base64(data) }));
  const value = row.value === null ? undefined : hex(row.value);
  verifyStoreProof({ store: row.store, ops }, hex(row.key), value, appHash, crypto);
}

/** Throws `malformed` unless a block of evidence is one. */
export function parseEvidenceBlock(block: EvidenceBlock): FullLightBlock {
  return {
    ...parseSignedHeader(block.signed_header),
    validators: parseValidators(block.validators),
    nextValidators: parseValidators(block.next_validators),
  };
}

function parseEvidence(json: unknown): Evidence {
  const it = objectOf(json);
  if (it.format !== EVIDENCE_FORMAT) throw malformed("this is not a proof of this explorer");
  if (typeof it.version !== "number" || it.version > EVIDENCE_VERSION)
    throw malformed("this proof is of a later version than this reader knows");
  const trust = objectOf(it.trust);
  const blocks = listOf(it.blocks, MAX_BLOCKS).map(objectOf);
  const rows = listOf(it.rows, MAX_ROWS).map((entry) => {
    const row = objectOf(entry);
    const isRow = isText(row.store) && isText(row.key) && (row.value === null || typeof row.value === "string");
    if (!isRow) throw malformed("a row of the proof is none");
    for (const op of listOf(row.ops, 4)) {
      const { type, key, data } = objectOf(op);
      if (!isText(type) || typeof key !== "string" || !isText(data)) throw malformed("a part of a proof is none");
    }
    return { ...row, says: String(row.says ?? "").slice(0, 500) };
  });
  const isWhole =
    isText(it.network) &&
    isText(it.chainId) &&
    isText(it.subject) &&
    Number.isSafeInteger(it.height) &&
    Number.isSafeInteger(trust.height) &&
    /^[0-9a-f]{64}$/.test(String(trust.hash)) &&
    /^\d{1,20}$/.test(String(it.trustingPeriodNs)) &&
    (it.consumerId === undefined || isText(it.consumerId));
  if (!isWhole) throw malformed("the proof lacks what it is of");
  if (it.set !== undefined && !/^[0-9a-f]{64}$/.test(String(objectOf(it.set).hash)))
    throw malformed("the set's hash is none");
  return { ...it, says: String(it.says ?? "").slice(0, 1_000), blocks, rows } as unknown as Evidence;
}

function objectOf(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw malformed("the proof has another form");
  return json as Readonly<Record<string, unknown>>;
}

function listOf(json: unknown, limit: number): readonly unknown[] {
  if (!Array.isArray(json) || json.length > limit) throw malformed(`a list of more than ${limit}, or none`);
  return json;
}

function isText(json: unknown): json is string {
  return typeof json === "string" && json.length > 0 && json.length < 4_000_000;
}

function hex(text: string): Uint8Array {
  const bytes = parseHex(text);
  if (bytes === undefined) throw malformed("a key or a value is not hex");
  return bytes;
}

function base64(text: string): Uint8Array {
  const bytes = parseBase64(text);
  if (bytes === undefined) throw malformed("a part of a proof is not base64");
  return bytes;
}

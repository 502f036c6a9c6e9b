import { hash } from "node:crypto";
import { type ConsHex, type Ed25519Hex, parseConsHex } from "@/lib/ics/ids";
import { parseIsoNanos } from "@/lib/ics/time";
import type { ValidatorUpdate } from "@/lib/ics/types";
import { dataHashOf, headerHashOf } from "./block-hashes";
import { ChainError, undecodable } from "./errors";
import { INDEXED_EVENT_TYPES, UNJAIL_ACTION } from "./indexed-events";
import type { BlockEvidence, BlockLimits, ChainEvent, DecodedBlock, EventOrigin } from "./types";

/*
 * The hot path. Shapes are checked by hand: a schema library costs more here than the JSON parser itself, and this runs
 * for every block. What we use is checked; what we do not use passes.
 */

/** A flag alone is what `pruneAnswer` leaves of a signature. */
type WireSignature = { readonly block_id_flag?: unknown } | number | null;
interface WireAttribute {
  readonly key?: unknown;
  readonly value?: unknown;
}
interface WireEvent {
  readonly type?: unknown;
  readonly attributes?: readonly WireAttribute[] | null;
}
interface WireTxResult {
  readonly code?: unknown;
  readonly gas_used?: unknown;
  readonly gas_wanted?: unknown;
  readonly events?: readonly WireEvent[] | null;
}
interface WireResults {
  readonly height?: unknown;
  readonly txs_results?: readonly WireTxResult[] | null;
  readonly finalize_block_events?: readonly WireEvent[] | null;
  readonly begin_block_events?: readonly WireEvent[] | null;
  readonly end_block_events?: readonly WireEvent[] | null;
  readonly validator_updates?: readonly unknown[] | null;
  readonly consensus_param_updates?: {
    readonly block?: { readonly max_bytes?: unknown; readonly max_gas?: unknown } | null;
  } | null;
  /** Nothing was taken out of these results before they were parsed (`json-rpc.ts`): an empty list is what the node sent. */
  readonly isWhole?: unknown;
}

/** Joins the answers of `/block` and `/block_results` (CometBFT 0.34 to 0.38, §5.1). Throws `undecodable`. */
export function decodeBlock(blockResult: unknown, resultsResult: unknown, expectedHeight: number): DecodedBlock {
  try {
    return decode(blockResult as Wire, resultsResult as WireResults, expectedHeight);
  } catch (error) {
    if (error instanceof ChainError) throw error;
    throw undecodable(`block ${expectedHeight}`, error);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a foreign shape; each field that is used is checked below.
type Wire = any;

function decode(block: Wire, results: WireResults, expectedHeight: number): DecodedBlock {
  const header = block?.block?.header;
  if (header === null || typeof header !== "object") throw undecodable(`header of block ${expectedHeight}`);
  const height = wholeNumber(header.height, "header.height");
  if (height !== expectedHeight) throw undecodable(`block ${expectedHeight}: the node answered with height ${height}`);
  if (wholeNumber(results?.height, "block_results.height") !== height) {
    throw undecodable(`results of block ${height}: the node answered with height ${String(results?.height)}`);
  }
  const time = textOf(header.time, "header.time");
  const timeNs = parseIsoNanos(time);
  if (timeNs === undefined) throw undecodable(`time of block ${height}`);
  const txs = listOf(block.block.data?.txs, "data.txs").map((tx) => textOf(tx, "tx"));
  const txResults = listOf(results.txs_results, "txs_results") as readonly WireTxResult[];
  if (txResults.length !== txs.length)
    throw undecodable(`block ${height}: ${txs.length} txs but ${txResults.length} results`);
  const signatures = listOf(block.block.last_commit?.signatures, "last_commit.signatures") as readonly WireSignature[];

  let txBytes = 0;
  for (const tx of txs) txBytes += Buffer.byteLength(tx, "base64");
  let gasUsed = 0n;
  let gasWanted = 0n;
  let failedTxs = 0;
  for (const result of txResults) {
    gasUsed += gasOf(result.gas_used);
    gasWanted += gasOf(result.gas_wanted);
    if (isFailed(result)) failedTxs += 1;
  }

  const limits = decodeLimits(results);
  return {
    chainId: textOf(header.chain_id, "header.chain_id"),
    height,
    time,
    timeNs,
    hash: hexOf(block.block_id?.hash, "block_id.hash"),
    ...(typeof header.last_block_id?.hash === "string"
      ? { parentHash: hexOf(header.last_block_id.hash, "header.last_block_id") }
      : {}),
    ...(results.isWhole && hasNoEvents(results) ? { isEventless: true as const } : {}),
    appHash: hexOf(header.app_hash, "header.app_hash"),
    validatorsHash: hexOf(header.validators_hash, "header.validators_hash"),
    nextValidatorsHash: hexOf(header.next_validators_hash, "header.next_validators_hash"),
    proposer: hexOf(header.proposer_address, "header.proposer_address") as ConsHex,
    lastCommitHeight: wholeNumber(block.block.last_commit?.height ?? "0", "last_commit.height"),
    commitFlags: Uint8Array.from(signatures, flagOf),
    txs,
    txCount: txs.length,
    failedTxs,
    txBytes,
    gasUsed,
    gasWanted,
    ...(limits ? { limits } : {}),
    evidenceCount: listOf(block.block.evidence?.evidence, "evidence").length,
    evidence: listOf(block.block.evidence?.evidence, "evidence").flatMap(decodeEvidence),
    validatorUpdates: listOf(results.validator_updates, "validator_updates").map(decodeUpdate),
    events: collectEvents(txs, txResults, results),
  };
}

/**
 * Throws unless a decoded block is the one its hash names, with the transactions its header names. A node that changes a
 * header or leaves out transactions must change the hash too, and then others tell it from theirs.
 */
export function checkHashes(block: unknown, decoded: DecodedBlock): void {
  const { header } = (block as Wire).block;
  const where = `block ${decoded.height}`;
  if (headerHashOf(header, decoded.timeNs) !== decoded.hash)
    throw undecodable(`${where}: its hash is not of its header`);
  if (dataHashOf(decoded.txs) !== hexOf(header.data_hash, "header.data_hash"))
    throw undecodable(`${where}: its transactions are not those its header names`);
}

function hasNoEvents(results: WireResults): boolean {
  const lists = [results.finalize_block_events, results.begin_block_events, results.end_block_events];
  return lists.every((list) => list === undefined || list === null || list.length === 0);
}

function collectEvents(txs: readonly string[], txResults: readonly WireTxResult[], results: WireResults): ChainEvent[] {
  const events: ChainEvent[] = [];
  const state = { index: 0, base64: results.finalize_block_events === undefined && usesBase64(results) };
  const add = (list: readonly WireEvent[] | null | undefined, origin: EventOrigin, txIndex?: number) => {
    let txHash: string | undefined;
    for (const wire of list ?? []) {
      const type = wire.type as string;
      if (!INDEXED_EVENT_TYPES.has(type) && type !== "message") continue;
      const attrs = attributesOf(wire, state.base64);
      if (type === "message" && attrs.action !== UNJAIL_ACTION) continue;
      const index = state.index;
      state.index += 1;
      if (txIndex === undefined) {
        events.push({ type, attrs, origin: origin === "block" ? originOf(attrs.mode) : origin, index });
        continue;
      }
      txHash ??= hashOfTx(txs[txIndex] ?? "");
      const msgIndex = attrs.msg_index === undefined ? Number.NaN : Number(attrs.msg_index);
      events.push({
        type: type === "message" ? "unjail" : type,
        attrs,
        origin,
        index,
        txIndex,
        txHash,
        ...(Number.isSafeInteger(msgIndex) ? { msgIndex } : {}),
      });
    }
  };
  add(results.begin_block_events, "begin-block");
  for (const [txIndex, result] of txResults.entries()) if (!isFailed(result)) add(result.events, "tx", txIndex);
  add(results.end_block_events, "end-block");
  add(results.finalize_block_events, "block");
  return events;
}

function attributesOf(event: WireEvent, base64: boolean): Record<string, string> {
  const attrs: Record<string, string> = Object.create(null);
  for (const { key, value } of event.attributes ?? []) {
    const name = base64 ? fromBase64(key) : String(key);
    if (attrs[name] === undefined)
      attrs[name] = base64 ? fromBase64(value) : value === null || value === undefined ? "" : String(value);
  }
  return attrs;
}

/** CometBFT 0.34 writes attributes in base64. Keys are words with `_`, which base64 text of a word never contains. */
function usesBase64(results: WireResults): boolean {
  const sample = [...(results.begin_block_events ?? []), ...(results.end_block_events ?? [])];
  const keys = sample.flatMap((event) => (event.attributes ?? []).map((attribute) => String(attribute.key)));
  return (
    keys.length > 0 &&
    keys.every(
      (key) => /^[A-Za-z0-9+/]+=*$/.test(key) && key.length % 4 === 0 && /^[\x20-\x7e]+$/.test(fromBase64(key)),
    )
  );
}

function fromBase64(text: unknown): string {
  return text === null || text === undefined ? "" : Buffer.from(String(text), "base64").toString("utf8");
}

function originOf(mode: string | undefined): EventOrigin {
  return mode === "BeginBlock" ? "begin-block" : mode === "EndBlock" ? "end-block" : "block";
}

function hashOfTx(base64: string): string {
  return hash("sha256", Buffer.from(base64, "base64")).toUpperCase();
}

/** One entry of `validator_updates`; the key is a oneof written in three ways by different versions. */
function decodeUpdate(wire: Wire): ValidatorUpdate {
  const key =
    wire?.pub_key?.Sum?.value?.ed25519 ?? wire?.pub_key?.ed25519 ?? wire?.pub_key?.value ?? wire?.pub_key?.data;
  const bytes = Buffer.from(textOf(key, "validator_updates.pub_key"), "base64");
  if (bytes.length !== 32) throw undecodable("a validator update: only ed25519 keys of 32 bytes are known");
  const power = wire.power ?? "0";
  if (!/^\d{1,19}$/.test(String(power))) throw undecodable("the power of a validator update");
  return { pubKey: bytes.toString("hex") as Ed25519Hex, power: BigInt(power) };
}

/**
 * SDK 0.50 and later tell the parameters with every block, older ones only where they change: learning them costs no call.
 * Protobuf JSON leaves a zero out.
 */
function decodeLimits({ consensus_param_updates: updates }: WireResults): BlockLimits | undefined {
  const block = updates?.block;
  if (!block) return undefined;
  return { maxBytes: limitOf(block.max_bytes), maxGas: limitOf(block.max_gas) };
}

function limitOf(wire: unknown): bigint {
  const text = String(wire ?? "0");
  // An int64 on the wire.
  if (!/^-?\d{1,19}$/.test(text) || BigInt.asIntN(64, BigInt(text)) !== BigInt(text))
    throw undecodable("a limit of consensus_param_updates.block");
  return BigInt(text);
}

/** Evidence of another form is counted and not read: the punishment says who it was, and not for which height. */
function decodeEvidence(wire: Wire): BlockEvidence[] {
  const type = String(wire?.type ?? "");
  const value = wire?.value ?? wire;
  const isAttack = type.endsWith("LightClientAttackEvidence");
  const height = Number(isAttack ? value?.CommonHeight : value?.vote_a?.height);
  const accused: readonly unknown[] = isAttack
    ? (value?.ByzantineValidators ?? []).map((validator: Wire) => validator?.address)
    : [value?.vote_a?.validator_address];
  const validators = accused.flatMap((address) => parseConsHex(String(address ?? "")) ?? []);
  if (!Number.isSafeInteger(height) || validators.length === 0) return [];
  return [{ kind: isAttack ? "light-client" : "double-sign", height, validators }];
}

function isFailed(result: WireTxResult): boolean {
  return result.code !== undefined && result.code !== null && result.code !== 0;
}

function gasOf(value: unknown): bigint {
  return /^\d+$/.test(String(value ?? "0")) ? BigInt(String(value ?? "0")) : 0n;
}

function flagOf(signature: WireSignature): number {
  const flag = typeof signature === "object" ? signature?.block_id_flag : signature;
  if (flag === 1 || flag === 2 || flag === 3) return flag;
  throw undecodable(`block_id_flag ${String(flag)}`);
}

function wholeNumber(value: unknown, what: string): number {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw undecodable(what);
  return number;
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== "string") throw undecodable(what);
  return value;
}

function hexOf(value: unknown, what: string): string {
  if (typeof value !== "string" || !/^(?:[0-9a-fA-F]{2})*$/.test(value)) throw undecodable(what);
  return value.toLowerCase();
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw undecodable(what);
  return value;
}

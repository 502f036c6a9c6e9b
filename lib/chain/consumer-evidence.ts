import { BinaryReader } from "cosmjs-types/binary";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import type { Commit, Header } from "cosmjs-types/tendermint/types/types";
import { type ConsHex, type ConsumerId, parseConsHex, parseConsumerId } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type { IsoTime } from "@/lib/ics/types";
import { bytesToHex } from "@/lib/shared/bytes";

interface Evidence {
  /** Absent before ICS v6. */
  readonly consumerId?: ConsumerId;
  readonly submitter: string;
  /** Height of the consumer at which it happened. */
  readonly consumerHeight: number;
}

/** One validator signed two blocks of one height and round. */
export interface DoubleVote extends Evidence {
  readonly kind: "double-sign";
  /** Address on the consumer. */
  readonly validator: ConsHex;
  readonly round: number;
  /** Hashes of the two blocks. */
  readonly blocks: readonly [string, string];
  readonly votedAt?: IsoTime;
}

/** Two headers of one height that cannot both be true, with the commits that say they are. */
export interface LightClientAttack extends Evidence {
  readonly kind: "light-client";
  readonly headers: readonly [ConflictingHeader, ConflictingHeader];
  /** Who signed both, in the order of the second commit: the ones the provider punishes (ics-protocol.md §6.5). */
  readonly signedBoth: readonly ConsHex[];
}

export interface ConflictingHeader {
  readonly chainId: string;
  readonly height: number;
  /** Hash of the header, as its commit names it. */
  readonly blockHash: string;
  readonly round: number;
  readonly signers: number;
}

export type ConsumerEvidence = DoubleVote | LightClientAttack;

const DOUBLE_VOTING = "MsgSubmitConsumerDoubleVoting";
const MISBEHAVIOUR = "MsgSubmitConsumerMisbehaviour";
const EXEC = "/cosmos.authz.v1beta1.MsgExec";
const MAX_DEPTH = 8;

/**
 * The evidence against a consumer's validators in one message of a transaction, also where it is wrapped in `MsgExec`.
 * `msgIndex` absent: any message of it. Bytes we cannot read give nothing: the event still tells that there was evidence.
 */
export function decodeConsumerEvidence(txBase64: string, msgIndex?: number): ConsumerEvidence[] {
  try {
    const { messages } = TxBody.decode(TxRaw.decode(Buffer.from(txBase64, "base64")).bodyBytes);
    const wanted = msgIndex === undefined ? messages : messages.slice(msgIndex, msgIndex + 1);
    return wanted.flatMap((message) => evidenceOf(message, 0));
  } catch {
    return [];
  }
}

interface AnyMessage {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

function evidenceOf({ typeUrl, value }: AnyMessage, depth: number): ConsumerEvidence[] {
  if (typeUrl === EXEC && depth < MAX_DEPTH)
    return repeated(value, 2).flatMap((inner) => evidenceOf(anyOf(inner), depth + 1));
  if (typeUrl.endsWith(`.${DOUBLE_VOTING}`)) return [doubleVoteOf(value)].flatMap((found) => found ?? []);
  if (typeUrl.endsWith(`.${MISBEHAVIOUR}`)) return [attackOf(value)].flatMap((found) => found ?? []);
  return [];
}

/** `submitter=1, duplicate_vote_evidence=2, infraction_block_header=3, consumer_id=4` (§8.1). */
function doubleVoteOf(bytes: Uint8Array): DoubleVote | undefined {
  const [evidence] = repeated(bytes, 2);
  if (!evidence) return undefined;
  const { voteA, voteB } = DuplicateVoteEvidence.decode(evidence);
  const validator = voteA && parseConsHex(bytesToHex(voteA.validatorAddress));
  if (!voteA || !voteB || validator === undefined) return undefined;
  const time = voteA.timestamp;
  return {
    kind: "double-sign",
    ...namesOf(bytes, 4),
    consumerHeight: Number(voteA.height),
    validator,
    round: voteA.round,
    blocks: [bytesToHex(voteA.blockId.hash), bytesToHex(voteB.blockId.hash)],
    ...(time ? { votedAt: formatIsoNanos(time.seconds * 1_000_000_000n + BigInt(time.nanos)) } : {}),
  };
}

/** `submitter=1, misbehaviour=2, consumer_id=3` (§8.1). */
function attackOf(bytes: Uint8Array): LightClientAttack | undefined {
  const [misbehaviour] = repeated(bytes, 2);
  if (!misbehaviour) return undefined;
  const { header1, header2 } = Misbehaviour.decode(misbehaviour);
  const [one, two] = [header1?.signedHeader, header2?.signedHeader];
  if (!one?.header || !one.commit || !two?.header || !two.commit) return undefined;
  return {
    kind: "light-client",
    ...namesOf(bytes, 3),
    consumerHeight: Number(two.header.height),
    headers: [conflicting(one.header, one.commit), conflicting(two.header, two.commit)],
    signedBoth: isAmnesia(one.header, one.commit, two.header, two.commit) ? [] : signersOfBoth(one.commit, two.commit),
  };
}

function conflicting(header: Header, commit: Commit): ConflictingHeader {
  return {
    chainId: header.chainId,
    height: Number(header.height),
    blockHash: bytesToHex(commit.blockId.hash),
    round: commit.round,
    signers: signersOf(commit).length,
  };
}

/** Both say the same of the state, in different rounds: nobody can be told to have lied, and nobody is punished (§6.5). */
function isAmnesia(a: Header, commitA: Commit, b: Header, commitB: Commit): boolean {
  const fields = ["validatorsHash", "nextValidatorsHash", "consensusHash", "appHash", "lastResultsHash"] as const;
  const agree = fields.every((field) => bytesToHex(a[field]) === bytesToHex(b[field]));
  return agree && commitA.round !== commitB.round;
}

const ABSENT = 1;

function signersOf(commit: Commit): ConsHex[] {
  return commit.signatures
    .filter(({ blockIdFlag }) => blockIdFlag !== ABSENT)
    .flatMap(({ validatorAddress }) => parseConsHex(bytesToHex(validatorAddress)) ?? []);
}

function signersOfBoth(one: Commit, two: Commit): ConsHex[] {
  const first = new Set(signersOf(one));
  return signersOf(two).filter((address) => first.has(address));
}

function namesOf(bytes: Uint8Array, idField: number): Pick<Evidence, "consumerId" | "submitter"> {
  const text = (field: number) => Buffer.from(repeated(bytes, field)[0] ?? []).toString("utf8");
  const consumerId = parseConsumerId(text(idField));
  return { submitter: text(1).slice(0, 128), ...(consumerId === undefined ? {} : { consumerId }) };
}

function anyOf(bytes: Uint8Array): AnyMessage {
  return {
    typeUrl: Buffer.from(repeated(bytes, 1)[0] ?? []).toString("utf8"),
    value: repeated(bytes, 2)[0] ?? new Uint8Array(),
  };
}

/** Values of one length-delimited field. */
function repeated(bytes: Uint8Array, field: number): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const values: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === field && (tag & 7) === 2) values.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return values;
}

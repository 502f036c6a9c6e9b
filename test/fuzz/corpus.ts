import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { openRecord, type RecordedBlock, type RecordedNetwork } from "../record/record-reader";
import { proofsOf, type RecordedProof } from "../record/recorded-proofs";

type Row = readonly [key: Uint8Array, value: Uint8Array];

/**
 * Real inputs from the recordings: what decoders are given before anything is changed in it. Plain data, so that it is read once
 * and handed to threads.
 */
export interface Corpus {
  readonly blocks: readonly RecordedBlock[];
  /** Transactions, base64; a dozen of each list of messages. */
  readonly txs: readonly string[];
  /** Values of events, in hex. */
  readonly packetHex: readonly string[];
  readonly acks: readonly string[];
  readonly rows: Readonly<Record<"provider" | "ccvconsumer" | "ibc", readonly Row[]>>;
  /** Answers of every query that was asked. */
  readonly answers: ReadonlyMap<string, readonly Uint8Array[]>;
  /** Each with the root that it leads to. */
  readonly proofs: readonly (RecordedProof & { readonly appHash: Uint8Array })[];
  /** A header with its commit, and the set that signed it, as `/commit` and `/validators` write them. */
  readonly commit: unknown;
  readonly validators: readonly unknown[];
  /** Lines of a record file: the first, and some of each table. */
  readonly record: { readonly header: string; readonly lines: readonly string[] };
}

/** All of the smaller network, and of the other the chain where packets of consumers arrive and proposals are made. */
const CHAINS = {
  changeover: ["ics-harbor-1", "ics-lapse-1", "ics-sovereign-1"],
  devnet: ["ics-devnet-provider-1"],
} as const;
const HEIGHTS = [2, 60, 140, 147, 200, 260, 300, 380, 420, 500, 600, 700];
const OF_A_KIND = 12;
const ROWS_OF_A_PREFIX = 40;

export function loadCorpus(): Corpus {
  const networks = Object.entries(CHAINS).map(([name, chains]) => ({
    network: openRecord(path.resolve("devnet/recordings", name)),
    chains,
  }));
  const parts = networks.flatMap(({ network, chains }) => chains.map((chainId) => partOf(network, chainId)));
  const answers = new Map<string, Uint8Array[]>();
  for (const part of parts)
    for (const [question, values] of part.answers) answers.set(question, [...(answers.get(question) ?? []), ...values]);
  const { commit, validators } = parts[0] as (typeof parts)[number];
  return {
    blocks: parts.flatMap(({ blocks }) => blocks),
    txs: someOfEach(
      parts.flatMap(({ txs }) => txs),
      kindOfTx,
      OF_A_KIND,
    ),
    packetHex: someOfEach(
      parts.flatMap(({ packetHex }) => packetHex),
      kindOfPacket,
      OF_A_KIND * 3,
    ),
    acks: [...new Set(parts.flatMap(({ acks }) => acks))],
    rows: {
      provider: parts.flatMap(({ rows }) => rows.provider),
      ccvconsumer: parts.flatMap(({ rows }) => rows.ccvconsumer),
      ibc: parts.flatMap(({ rows }) => rows.ibc),
    },
    answers,
    proofs: parts.flatMap(({ proofs }) => proofs),
    commit,
    validators,
    record: loadRecord(),
  };
}

function partOf(network: RecordedNetwork, chainId: string) {
  const chain = network.chain(chainId);
  const last = chain.heights.at(-1) ?? 1;
  const busy = chain.heights.filter((_, i) => i % 3 === 0).map((height) => chain.block(height));
  const events = busy.flatMap(({ results }) => [
    ...(results.finalize_block_events ?? []),
    ...(results.txs_results ?? []).flatMap((result) => result.events ?? []),
  ]);
  const valuesOf = (key: string) => [
    ...new Set(events.flatMap(({ attributes }) => attributes.filter((a) => a.key === key).map((a) => a.value))),
  ];
  const answers = new Map<string, Uint8Array[]>();
  for (const question of chain.questions) {
    const known = answers.get(question.path) ?? [];
    const answer = known.length < 6 ? chain.answer(question.path, question.dataHex, last) : undefined;
    if (answer && answer.code === 0) answers.set(question.path, [...known, Uint8Array.from(answer.value)]);
  }
  const [{ commit } = { commit: undefined }] = chain.linesContaining('"commit":') as {
    commit?: { signed_header: unknown };
  }[];
  return {
    blocks: HEIGHTS.filter((height) => height <= last).map((height) => chain.block(height)),
    txs: busy.flatMap(({ block }) => block.block.data.txs ?? []),
    packetHex: valuesOf("packet_data_hex"),
    acks: valuesOf("packet_ack_hex"),
    rows: {
      provider: rowsOf(chain.storeAt("provider", last)),
      ccvconsumer: rowsOf(chain.storeAt("ccvconsumer", last)),
      ibc: rowsOf(chain.storeAt("ibc", last)),
    },
    answers,
    // The root of the state after a block is in the header of the next; the last proofs lead to the recorded commit.
    proofs: [...proofsOf(network, chainId).filter(({ height }) => height < last)].slice(-20).map((proof) => ({
      ...proof,
      key: Uint8Array.from(proof.key),
      value: proof.value && Uint8Array.from(proof.value),
      ops: proof.ops.map(({ type, key, data }) => ({ type, key: Uint8Array.from(key), data: Uint8Array.from(data) })),
      appHash: Uint8Array.from(Buffer.from(chain.block(proof.height + 1).block.block.header.app_hash, "hex")),
    })),
    commit,
    validators: chain.validators(last).map(({ address, pubKey, power }) => ({
      address: address.toUpperCase(),
      pub_key: { type: "tendermint/PubKeyEd25519", value: Buffer.from(pubKey, "hex").toString("base64") },
      voting_power: String(power),
      proposer_priority: "0",
    })),
  };
}

/** Some of every kind of row: kinds are told apart by the first byte or the first word of the key. */
function rowsOf(store: ReadonlyMap<string, Uint8Array>): Row[] {
  const rows = [...store].map(
    ([key, value]): Row => [Uint8Array.from(Buffer.from(key, "hex")), Uint8Array.from(value)],
  );
  const kindOf = ([key]: Row) => {
    const word = /^[a-zA-Z]+/.exec(Buffer.from(key).toString("latin1"))?.[0] ?? "";
    return word.length > 2 ? word : String(key[0]);
  };
  return someOfEach(rows, kindOf, ROWS_OF_A_PREFIX);
}

function someOfEach<T>(all: readonly T[], kindOf: (one: T) => string, most: number): T[] {
  const counts = new Map<string, number>();
  return [...new Set(all)].filter((one) => {
    const kind = kindOf(one);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < most;
  });
}

function kindOfTx(base64: string): string {
  const { messages } = TxBody.decode(TxRaw.decode(Buffer.from(base64, "base64")).bodyBytes);
  return [...new Set(messages.map(({ typeUrl }) => typeUrl))].join(" ");
}

function kindOfPacket(hex: string): string {
  const text = Buffer.from(hex, "hex").toString("utf8");
  return /CONSUMER_PACKET_TYPE_\w+|"denom"|"slash_acks":\[|"validator_updates":\[/.exec(text)?.[0] ?? "other";
}

function loadRecord(): Corpus["record"] {
  const file = readFileSync(path.resolve("records/devnet.icsrecord"));
  const end = file.indexOf(10);
  // Behind the packed lines stands a SHA-256.
  const lines = gunzipSync(file.subarray(end + 1, -32))
    .toString("utf8")
    .split("\n");
  let table = "";
  const some = someOfEach(
    lines.filter((line) => line !== ""),
    (line) => {
      if (line.startsWith("[")) table = line;
      return line.startsWith("[") ? line : table;
    },
    2,
  );
  return { header: file.toString("utf8", 0, end), lines: some };
}

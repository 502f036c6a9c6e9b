import path from "node:path";
import { openRecord, type RecordedBlock } from "../record/record-reader";
import { proofsOf, type RecordedProof } from "../record/recorded-proofs";

/** Real inputs of one chain, from its recording: what decoders are given before anything is changed in it. */
export interface Corpus {
  readonly blocks: readonly RecordedBlock[];
  /** Transactions, base64. */
  readonly txs: readonly string[];
  /** Values of events, in hex and in plain text. */
  readonly packetHex: readonly string[];
  readonly acks: readonly string[];
  readonly rows: Readonly<Record<"provider" | "ccvconsumer" | "ibc", readonly (readonly [Uint8Array, Uint8Array])[]>>;
  /** One answer of every query that was asked. */
  readonly answers: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly proofs: readonly RecordedProof[];
  /** `/commit` of the last height, and a set as `/validators` writes it. */
  readonly commit: unknown;
  readonly validators: unknown;
}

const HEIGHTS = [2, 60, 140, 147, 200, 260, 300, 380, 420, 500, 600, 700];

export function loadCorpus(): Corpus {
  const record = openRecord(path.resolve("devnet/recordings/changeover"));
  const blocks: RecordedBlock[] = [];
  const answers = new Map<string, Uint8Array[]>();
  const proofs: RecordedProof[] = [];
  const rows = { provider: [], ccvconsumer: [], ibc: [] } as Record<keyof Corpus["rows"], [Uint8Array, Uint8Array][]>;
  let commit: unknown;
  let validators: unknown;
  for (const chainId of record.chains) {
    const chain = record.chain(chainId);
    const last = chain.heights.at(-1) ?? 1;
    for (const height of HEIGHTS) if (height <= last) blocks.push(chain.block(height));
    for (const { path, dataHex } of chain.questions) {
      const known = answers.get(path) ?? [];
      const answer = known.length < 6 ? chain.answer(path, dataHex, last) : undefined;
      if (answer && answer.code === 0) answers.set(path, [...known, answer.value]);
    }
    proofs.push(...proofsOf(record, chainId).slice(0, 12));
    for (const store of ["provider", "ccvconsumer", "ibc"] as const) {
      for (const [key, value] of chain.storeAt(store, last)) rows[store].push([Buffer.from(key, "hex"), value]);
    }
    for (const line of chain.linesContaining('"commit":')) commit ??= (line as { commit?: unknown }).commit;
    for (const line of chain.linesContaining('"validators":')) {
      validators ??= (line as { validators?: unknown }).validators;
    }
  }
  const busy = record.chains.flatMap((chainId) => {
    const chain = record.chain(chainId);
    return chain.heights.filter((_, i) => i % 5 === 0).map((height) => chain.block(height));
  });
  const txs = busy.flatMap(({ block }) => block.block.data.txs ?? []).slice(0, 400);
  const events = busy.flatMap(({ results }) => [
    ...(results.finalize_block_events ?? []),
    ...(results.txs_results ?? []).flatMap((result) => result.events ?? []),
  ]);
  const valuesOf = (key: string) => [
    ...new Set(events.flatMap(({ attributes }) => attributes.filter((a) => a.key === key).map((a) => a.value))),
  ];
  return {
    blocks,
    txs,
    packetHex: valuesOf("packet_data_hex"),
    acks: valuesOf("packet_ack_hex"),
    rows,
    answers,
    proofs,
    commit,
    validators,
  };
}

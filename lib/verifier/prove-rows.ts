import type { ProofNode, RowProof } from "@/lib/chain/proof-node";
import type { EvidenceRow } from "@/lib/light/evidence";
import type { LightCrypto } from "@/lib/light/light-crypto";
import { LightError } from "@/lib/light/light-error";
import { readProven } from "@/lib/light/store-proof";
import { bytesToBase64, bytesToHex } from "@/lib/shared/bytes";
import type { EndpointVerdict } from "@/lib/store/verification-rows";
import type { ClaimedRow } from "./claims";

/** What came of one row. `proven` carries the bytes, which may say something else than we show. */
export type RowOutcome =
  | { readonly state: "proven"; readonly value: Uint8Array | undefined; readonly evidence: EvidenceRow }
  | { readonly state: "false"; readonly because: string }
  | { readonly state: "unanswered"; readonly because: string };

export interface ProveContext {
  readonly nodes: readonly ProofNode[];
  readonly crypto: LightCrypto;
  /** Rows are as of the state after this block. */
  readonly height: number;
  readonly appHash: Uint8Array;
  /** Waits until so many further calls are within the budget. */
  readonly spend: (calls: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

const BATCH = 10;

/**
 * Fetches a proof of every row and verifies it, asking the next node where one gives none or a false one. A node whose proof
 * is false while another's holds is named in `verdicts`.
 */
export async function proveRows(
  rows: readonly ClaimedRow[],
  context: ProveContext,
): Promise<{ readonly outcomes: Map<ClaimedRow, RowOutcome>; readonly verdicts: EndpointVerdict[] }> {
  const outcomes = new Map<ClaimedRow, RowOutcome>();
  const falsely: { readonly row: ClaimedRow; readonly url: string; readonly because: string }[] = [];
  let waiting = [...rows];
  for (const node of context.nodes) {
    for (let at = 0; at < waiting.length; at += BATCH) {
      const part = waiting.slice(at, at + BATCH);
      for (const [row, outcome] of await proveBatch(node, part, context)) {
        if (outcome.state === "false") falsely.push({ row, url: node.url, because: outcome.because });
        if (outcome.state === "proven" || outcomes.get(row)?.state !== "false") outcomes.set(row, outcome);
      }
    }
    waiting = waiting.filter((row) => outcomes.get(row)?.state !== "proven");
    if (waiting.length === 0) break;
  }
  const verdicts = falsely.flatMap(({ row, url, because }) => {
    const proven = outcomes.get(row);
    if (proven?.state !== "proven") return [];
    return [verdict(url, context.height, row, proven.value, because)];
  });
  return { outcomes, verdicts };
}

/** What a node says of proven rows to whoever asks without proof; an answer that is not the proven one is a verdict. */
export async function compareValues(
  node: ProofNode,
  proven: readonly (readonly [ClaimedRow, Uint8Array | undefined])[],
  { height, spend, signal }: ProveContext,
): Promise<EndpointVerdict[]> {
  const verdicts: EndpointVerdict[] = [];
  for (let at = 0; at < proven.length; at += BATCH) {
    const part = proven.slice(at, at + BATCH);
    await spend(part.length);
    const answers = await node.fetchValues(
      part.map(([{ store, key }]) => ({ store, key, height })),
      signal,
    );
    for (const [i, [row, value]] of part.entries()) {
      const answer = answers[i];
      // Proxies turn an empty value into null (ics-protocol.md §3.1): the two are not told apart here.
      if (answer?.ok && hexOf(answer.value) !== hexOf(value)) {
        verdicts.push(verdict(node.url, height, row, value, hexOf(answer.value) || "nothing"));
      }
    }
  }
  return verdicts;
}

async function proveBatch(
  node: ProofNode,
  part: readonly ClaimedRow[],
  { crypto, height, appHash, spend, signal }: ProveContext,
): Promise<(readonly [ClaimedRow, RowOutcome])[]> {
  await spend(part.length);
  const answers = await node
    .fetchProofs(
      part.map(({ store, key }) => ({ store, key, height })),
      signal,
    )
    .catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return part.map(() => ({ ok: false as const, error: error as Error }));
    });
  return part.map((row, i) => {
    const answer = answers[i];
    if (!answer?.ok) return [row, { state: "unanswered", because: answer?.error.message.slice(0, 300) ?? "no answer" }];
    return [row, verifyRow(row, answer, appHash, crypto)];
  });
}

/** A row's proof held against the verified app hash. */
export function verifyRow(row: ClaimedRow, answer: RowProof, appHash: Uint8Array, crypto: LightCrypto): RowOutcome {
  try {
    const value = readProven({ store: row.store, ops: answer.ops }, row.key, answer.value, appHash, crypto);
    return { state: "proven", value, evidence: evidenceOf(row, value, answer.ops) };
  } catch (error) {
    if (!(error instanceof LightError)) throw error;
    return { state: "false", because: `the node's proof does not hold: ${error.message}` };
  }
}

function evidenceOf(row: ClaimedRow, value: Uint8Array | undefined, ops: RowProof["ops"]): EvidenceRow {
  return {
    store: row.store,
    key: bytesToHex(row.key),
    value: value === undefined ? null : bytesToHex(value),
    says: row.says,
    ops: ops.map(({ type, key, data }) => ({ type, key: bytesToBase64(key), data: bytesToBase64(data) })),
  };
}

function verdict(
  url: string,
  height: number,
  row: ClaimedRow,
  proven: Uint8Array | undefined,
  answered: string,
): EndpointVerdict {
  const field = `${row.store} row ${row.store === "ibc" ? new TextDecoder().decode(row.key) : bytesToHex(row.key)}`;
  return { url, height, field, expected: hexOf(proven) || "nothing", answered: answered.slice(0, 500), isProven: true };
}

function hexOf(value: Uint8Array | undefined): string {
  return value === undefined ? "" : bytesToHex(value);
}

import { parseBase64 } from "@/lib/shared/bytes";
import { abciCall, classifyAbci } from "./abci";
import { decodeStatus } from "./decode-node";
import { ChainError, undecodable } from "./errors";
import { JsonRpcEndpoint, type RpcCall, type RpcOutcome } from "./json-rpc";
import type { NodeStatus } from "./types";

/** CometBFT refuses larger batches by default. */
const MAX_BATCH = 10;
const PER_PAGE = 100;
const MAX_PAGES = 100;
const TIMEOUT_MS = 15_000;
const MAX_BYTES = 32 * 1_048_576;

/** One row of one store after one block. */
export interface RowQuery {
  readonly store: string;
  readonly key: Uint8Array;
  readonly height: number;
}

/** What a node says of a row: `undefined` value = absent. Nothing is verified here. */
export interface RowProof {
  readonly value: Uint8Array | undefined;
  readonly ops: readonly { readonly type: string; readonly key: Uint8Array; readonly data: Uint8Array }[];
}

export type ProofOutcome = ({ readonly ok: true } & RowProof) | { readonly ok: false; readonly error: ChainError };

export type ValueOutcome =
  | { readonly ok: true; readonly value: Uint8Array | undefined }
  | { readonly ok: false; readonly error: ChainError };

/**
 * One node of a chain, asked for what can be verified. It is one on purpose: a pool answers for a chain, evidence is always
 * somebody's. Headers and sets stay as the node wrote them, for `lib/light` to read and for a reader to check again.
 */
export interface ProofNode {
  readonly url: string;
  status(signal?: AbortSignal): Promise<NodeStatus>;
  /** `signed_header` of `/commit`. */
  fetchSignedHeader(height: number, signal?: AbortSignal): Promise<unknown>;
  /** All pages of `/validators`, in the order of the set. */
  fetchValidators(height: number, signal?: AbortSignal): Promise<unknown[]>;
  /** `/store/<name>/key` with proofs, in the order asked. */
  fetchProofs(queries: readonly RowQuery[], signal?: AbortSignal): Promise<ProofOutcome[]>;
  /** The same rows without proof: what this node tells whoever does not ask for one. */
  fetchValues(queries: readonly RowQuery[], signal?: AbortSignal): Promise<ValueOutcome[]>;
  close(): Promise<void>;
}

/** Opens the door to one node. Nothing is asked until the first call; every call has a deadline. Throws `ChainError`. */
export function openProofNode(url: string): ProofNode {
  const rpc = new JsonRpcEndpoint({ url, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, connections: 2 });
  const ask = async (calls: readonly RpcCall[], signal?: AbortSignal) => (await rpc.send(calls, signal)).outcomes;
  const one = async (method: string, params: RpcCall["params"], signal?: AbortSignal) => {
    const [outcome] = await ask([{ method, params }], signal);
    return resultOf(outcome);
  };
  const rows = async (queries: readonly RowQuery[], prove: boolean, signal?: AbortSignal) => {
    const outcomes: RpcOutcome[] = [];
    for (let at = 0; at < queries.length; at += MAX_BATCH) {
      const part = queries.slice(at, at + MAX_BATCH);
      outcomes.push(
        ...(await ask(
          part.map((query) => rowCall(query, prove)),
          signal,
        )),
      );
    }
    return outcomes;
  };
  return {
    url,
    status: async (signal) => decodeStatus(await one("status", {}, signal)),
    fetchSignedHeader: async (height, signal) => {
      const result = (await one("commit", { height: String(height) }, signal)) as { signed_header?: unknown };
      if (typeof result.signed_header !== "object") throw undecodable(`the commit of ${height}`);
      return result.signed_header;
    },
    fetchValidators: async (height, signal) => {
      const validators: unknown[] = [];
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const params = { height: String(height), page: String(page), per_page: String(PER_PAGE) };
        const part = (await one("validators", params, signal)) as { validators?: unknown; total?: unknown };
        if (!Array.isArray(part.validators)) throw undecodable(`the validators of ${height}`);
        validators.push(...part.validators);
        if (validators.length >= Number(part.total) || part.validators.length === 0) return validators;
      }
      throw new ChainError("bad-response", `${url}: /validators at ${height} never ends`, { retryable: false });
    },
    fetchProofs: async (queries, signal) =>
      (await rows(queries, true, signal)).map((outcome, i) => proofOf(outcome, queries[i] as RowQuery)),
    fetchValues: async (queries, signal) =>
      (await rows(queries, false, signal)).map((outcome, i) => plainOf(outcome, queries[i] as RowQuery)),
    close: () => rpc.close(),
  };
}

function rowCall({ store, key, height }: RowQuery, prove: boolean): RpcCall {
  return abciCall({ path: `/store/${store}/key`, data: key, height }, prove);
}

function resultOf(outcome: RpcOutcome | undefined): unknown {
  if (!outcome) throw new ChainError("bad-response", "an answer is missing", { retryable: true });
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}

function plainOf(outcome: RpcOutcome, query: RowQuery): ValueOutcome {
  return attempt(() => {
    const read = classifyAbci(resultOf(outcome), { path: `/store/${query.store}/key`, data: query.key });
    if (!read.ok) throw read.error;
    return { ok: true, value: read.isNull ? undefined : read.value };
  });
}

function proofOf(outcome: RpcOutcome, query: RowQuery): ProofOutcome {
  return attempt(() => ({ ok: true as const, ...decodeProof(resultOf(outcome), query) }));
}

/** Of an `abci_query` answer with `prove`. Throws `ChainError`. */
export function decodeProof(result: unknown, query: Pick<RowQuery, "store" | "key">): RowProof {
  const read = classifyAbci(result, { path: `/store/${query.store}/key`, data: query.key });
  if (!read.ok) throw read.error;
  const { proofOps } = (result as { response: { proofOps?: { ops?: unknown } | null } }).response;
  if (!Array.isArray(proofOps?.ops) || proofOps.ops.length > 4) {
    throw new ChainError("query-failed", "the node gives no proof", { retryable: false });
  }
  return { value: read.isNull ? undefined : read.value, ops: proofOps.ops.map(opOf) };
}

function opOf(json: unknown): RowProof["ops"][number] {
  const { type, key, data } = (json ?? {}) as Record<string, unknown>;
  const bytes = (text: unknown) => (typeof text === "string" ? parseBase64(text) : undefined);
  const [keyBytes, dataBytes] = [bytes(key), bytes(data)];
  if (typeof type !== "string" || !keyBytes || !dataBytes) throw undecodable("a part of a proof");
  return { type, key: keyBytes, data: dataBytes };
}

function attempt<T>(read: () => T): T | { readonly ok: false; readonly error: ChainError } {
  try {
    return read();
  } catch (error) {
    if (error instanceof ChainError) return { ok: false, error };
    throw error;
  }
}

import { ChainError, undecodable } from "./errors";
import type { RpcCall } from "./json-rpc";
import type { AbciOutcome, AbciQuery } from "./types";

/** The call that asks a query; with `prove` a row comes with its ICS-23 proof. */
export function abciCall({ path, data, height }: AbciQuery, prove = false): RpcCall {
  const hex = Buffer.from(data).toString("hex");
  return { method: "abci_query", params: { path, data: hex, height: String(height ?? 0), prove } };
}

/**
 * Reads one `abci_query` answer. Codes mean little (1.6: "no such query" and "internal failure" share code 6), so the log
 * decides; and a pruned `/key` read looks like an absent key but for its log (§3.1).
 */
export function classifyAbci(result: unknown, query: AbciQuery): AbciOutcome {
  const response = (result as { response?: unknown })?.response as
    | { code?: unknown; log?: unknown; value?: unknown; height?: unknown; codespace?: unknown }
    | undefined;
  // No answer at all: the node's fault of the moment, not what it says of the chain.
  if (response === null || typeof response !== "object") {
    throw new ChainError("undecodable", `cannot decode the answer to ${query.path}`, { retryable: true });
  }
  const code = response.code ?? 0;
  const log = typeof response.log === "string" ? response.log : "";
  if (code !== 0) return { ok: false, error: refusal(Number(code), log, query) };
  if (/version does not exist/i.test(log)) return { ok: false, error: unavailable(query, log) };
  const { value } = response;
  if (value !== null && value !== undefined && typeof value !== "string")
    throw undecodable(`the value of ${query.path}`);
  const height = Number(response.height ?? 0);
  return {
    ok: true,
    value: value ? Uint8Array.from(Buffer.from(value, "base64")) : new Uint8Array(),
    isNull: value === null || value === undefined,
    height: height > 0 ? height : (query.height ?? 0),
  };
}

function refusal(code: number, log: string, query: AbciQuery): ChainError {
  const detail = log.slice(0, 300);
  const where = `${query.path} at ${query.height ?? "the head"}`;
  if (/unknown query path/i.test(log))
    return new ChainError("unknown-query", `${where}: ${detail}`, { retryable: false });
  if (/no such store/i.test(log)) return new ChainError("no-such-store", `${where}: ${detail}`, { retryable: false });
  if (code === 26 || /height .*(?:future|must be less)/i.test(log)) {
    return new ChainError("height-in-future", `${where}: ${detail}`, { retryable: true });
  }
  if (code === 38 || /version .*(?:does not exist|mismatch)|pruned|failed to load state at height/i.test(log)) {
    return unavailable(query, detail);
  }
  return new ChainError("query-failed", `${where}: code ${code}: ${detail}`, { retryable: false });
}

function unavailable(query: AbciQuery, log: string): ChainError {
  const message = `${query.path}: state at height ${query.height ?? 0} is not kept: ${log.slice(0, 200)}`;
  return new ChainError("height-unavailable", message, { retryable: false });
}

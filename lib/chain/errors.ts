/** What went wrong with a node, in words someone acts on. */
export type ChainErrorCode =
  | "timeout"
  | "unreachable"
  | "rate-limited"
  | "bad-response"
  | "too-large"
  | "undecodable"
  | "height-unavailable"
  | "height-in-future"
  | "unknown-query"
  | "no-such-store"
  | "query-failed"
  | "wrong-chain"
  | "nodes-disagree"
  | "aborted";

/** A node could not or would not answer. `retryable`: whether asking again (perhaps another endpoint) can help. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly retryable: boolean;
  readonly endpoint: string | undefined;
  /** From a `Retry-After` header, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ChainErrorCode,
    message: string,
    options: { retryable: boolean; endpoint?: string; cause?: unknown; retryAfterMs?: number },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.retryable = options.retryable;
    this.endpoint = options.endpoint;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** For an answer whose shape we do not know: a missing or changed field is loud. */
export function undecodable(what: string, cause?: unknown): ChainError {
  return new ChainError("undecodable", `cannot decode ${what}`, { retryable: false, cause });
}

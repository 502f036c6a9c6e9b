import { Pool } from "undici";
import { ChainError } from "./errors";
import { HttpFault, postJson } from "./http-post";
import { pruneAnswer } from "./prune-answer";

export interface RpcCall {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The JSON-RPC answer to one call, before anybody looked at what it means. */
export type RpcOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: ChainError };

export interface JsonRpcOptions {
  readonly url: string;
  readonly timeoutMs: number;
  /** Larger bodies are refused while they arrive. */
  readonly maxBytes: number;
  readonly connections: number;
}

/** Statuses with which a proxy in front of a node says "not now", whatever its body looks like. */
const BUSY: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** One node's JSON-RPC door: keep-alive, a deadline, a cap on bytes. It does not retry. */
export class JsonRpcEndpoint {
  readonly url: string;
  readonly #pool: Pool;
  readonly #path: string;
  #nextId = 1;

  constructor(private readonly options: JsonRpcOptions) {
    this.url = options.url;
    const { origin, pathname, search } = new URL(options.url);
    this.#path = `${pathname}${search}`;
    this.#pool = new Pool(origin, {
      connections: options.connections,
      pipelining: 1,
      connect: { timeout: Math.min(options.timeoutMs, 5_000) },
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
    });
  }

  /** Sends the calls as one HTTP request and answers in their order. Throws `ChainError` when the request as a whole failed. */
  async send(calls: readonly RpcCall[], signal?: AbortSignal): Promise<{ outcomes: RpcOutcome[]; bytes: number }> {
    const firstId = this.#nextId;
    this.#nextId += calls.length;
    const bodies = calls.map((call, i) => ({
      jsonrpc: "2.0",
      id: firstId + i,
      method: call.method,
      params: call.params,
    }));
    const text = await this.#post(JSON.stringify(bodies.length === 1 ? bodies[0] : bodies), signal);
    let answer: unknown;
    try {
      answer = parseAnswer(text, calls);
    } catch (cause) {
      throw new ChainError("bad-response", `${this.url}: the answer is not JSON`, {
        retryable: true,
        endpoint: this.url,
        cause,
      });
    }
    const list = Array.isArray(answer) ? answer : [answer];
    const byId = new Map(list.map((entry) => [Number((entry as { id?: unknown })?.id), entry]));
    const outcomes = bodies.map(({ id }, i) =>
      this.#outcome(byId.get(id) ?? (list.length === 1 ? list[0] : undefined), calls[i]?.method ?? ""),
    );
    return { outcomes, bytes: text.length };
  }

  async close(): Promise<void> {
    await this.#pool.destroy(stackless("the pool is closed"));
  }

  async #post(body: string, signal?: AbortSignal): Promise<string> {
    const { timeoutMs, maxBytes } = this.options;
    const { status, retryAfter, text } = await postJson(this.#pool, {
      path: this.#path,
      body,
      timeoutMs,
      maxBytes,
      signal,
    }).catch((fault: unknown) => {
      throw this.#chainError(fault);
    });
    const isAnswer = status === 200 || text.startsWith("{") || text.startsWith("[");
    if (!isAnswer || BUSY.has(status)) throw this.#httpError(status, retryAfter);
    return text;
  }

  #chainError(fault: unknown): ChainError {
    const options = { retryable: true, endpoint: this.url, cause: fault };
    const { timeoutMs, maxBytes } = this.options;
    switch (fault instanceof HttpFault ? fault.kind : "connection") {
      case "aborted":
        return new ChainError("aborted", "aborted", { ...options, retryable: false });
      case "timeout":
        return new ChainError("timeout", `${this.url} did not answer within ${timeoutMs} ms`, options);
      case "too-large": {
        const message = `${this.url}: an answer is larger than ${maxBytes} bytes`;
        return new ChainError("too-large", message, { ...options, retryable: false });
      }
      case "connection":
        if (isTimeout((fault as Error).cause)) {
          return new ChainError("timeout", `${this.url} did not answer within ${timeoutMs} ms`, options);
        }
        return new ChainError("unreachable", `${this.url}: ${(fault as Error).message}`, options);
    }
  }

  #httpError(status: number, retryAfter: string | undefined): ChainError {
    const seconds = Number(retryAfter);
    const options = {
      retryable: true,
      endpoint: this.url,
      ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: Math.min(seconds * 1_000, 30_000) } : {}),
    };
    return new ChainError(
      status === 429 ? "rate-limited" : "bad-response",
      `${this.url} answered HTTP ${status}`,
      options,
    );
  }

  #outcome(entry: unknown, method: string): RpcOutcome {
    const { result, error } = (entry ?? {}) as {
      result?: unknown;
      error?: { code?: unknown; message?: unknown; data?: unknown };
    };
    if (result !== undefined && result !== null) return { ok: true, result };
    if (!error) {
      const message = `${this.url}: ${method} has no answer in the reply`;
      return { ok: false, error: new ChainError("bad-response", message, { retryable: true, endpoint: this.url }) };
    }
    const detail = `${String(error.message ?? "")} ${String(error.data ?? "")}`.trim().slice(0, 400);
    return { ok: false, error: classifyRpcError(this.url, method, detail) };
  }
}

/** What a node's JSON-RPC error means: CometBFT has one code (-32603) for nearly everything, so the words decide. */
function classifyRpcError(url: string, method: string, detail: string): ChainError {
  const make = (code: ChainError["code"], retryable: boolean) =>
    new ChainError(code, `${url}: ${method}: ${detail}`, { retryable, endpoint: url });
  if (/must be less than or equal to the current blockchain height|height .* is in the future/i.test(detail)) {
    return make("height-in-future", true);
  }
  if (
    /is not available, lowest height|lowest height is|could not find results for height|no block found|pruned/i.test(
      detail,
    )
  ) {
    return make("height-unavailable", false);
  }
  return make("bad-response", true);
}

/**
 * What nobody indexes is taken out before an answer with results is parsed; but not where a block says of no event at all: pruned,
 * it would look like one whose events nobody indexes. Such results are marked as whole.
 */
function parseAnswer(text: string, calls: readonly RpcCall[]): unknown {
  if (!calls.some(({ method }) => method === "block_results")) return JSON.parse(text);
  if (!text.includes('"finalize_block_events":[]') && !text.includes('"finalize_block_events":null')) {
    return JSON.parse(pruneAnswer(text));
  }
  const answer = JSON.parse(text) as unknown;
  for (const entry of Array.isArray(answer) ? answer : [answer]) {
    const result = (entry as { result?: { finalize_block_events?: unknown; isWhole?: boolean } } | null)?.result;
    if (result !== null && typeof result === "object" && "finalize_block_events" in result) result.isWhole = true;
  }
  return answer;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /Timeout/i.test(error.name);
}

/** An error that streams may ask for its stack (they all do) without every source map being read for it: 50 ms at each end of a run. */
function stackless(message: string): Error {
  const error = new Error(message);
  error.stack = `Error: ${message}`;
  return error;
}

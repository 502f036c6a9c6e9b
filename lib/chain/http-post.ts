import { isAscii } from "node:buffer";
import type { Dispatcher } from "undici";

/** An answer as it came: whatever its status says, the body is whole and no larger than asked. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

export interface HttpPost {
  readonly path: string;
  readonly body: string;
  readonly timeoutMs: number;
  /** A larger body is refused while it arrives. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** Why there is no answer. `connection`: refused, reset, cut short. */
export class HttpFault extends Error {
  constructor(
    readonly kind: "aborted" | "timeout" | "too-large" | "connection",
    options?: { cause?: unknown },
  ) {
    super(options?.cause instanceof Error ? options.cause.message : kind, options);
  }
}

const HEADERS = { "content-type": "application/json" };

/**
 * Posts JSON and collects the answer. It sits on undici's dispatch rather than on `request`: a stream and an abort signal
 * a request cost more than all else that reading a near node takes. Throws `HttpFault`.
 */
export function postJson(dispatcher: Dispatcher, post: HttpPost): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (post.signal?.aborted) {
      reject(new HttpFault("aborted"));
      return;
    }
    const collector = new Collector(post, resolve, reject);
    const { path, body } = post;
    dispatcher.dispatch({ path, method: "POST", headers: HEADERS, body }, collector);
  });
}

class Collector implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #size = 0;
  #status = 0;
  #retryAfter: string | undefined;
  #isOver = false;

  constructor(
    private readonly post: HttpPost,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (fault: HttpFault) => void,
  ) {
    this.#timer = setTimeout(() => this.#fail(new HttpFault("timeout")), post.timeoutMs);
    post.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new HttpFault("aborted"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    const retryAfter = headers["retry-after"];
    this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.post.maxBytes) this.#fail(new HttpFault("too-large"));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#end();
    this.resolve({ status: this.#status, retryAfter: this.#retryAfter, text: textOf(this.#chunks) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#fail(new HttpFault("connection", { cause }));
  }

  readonly #abort = (): void => this.#fail(new HttpFault("aborted"));

  #fail(fault: HttpFault): void {
    if (this.#isOver) return;
    this.#end();
    this.reject(fault);
    this.#controller?.abort(fault);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.post.signal?.removeEventListener("abort", this.#abort);
  }
}

/** Most answers are ASCII, for which Latin-1 is the same text at a fraction of the cost. */
function textOf(chunks: readonly Buffer[]): string {
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  return bytes.toString(isAscii(bytes) ? "latin1" : "utf8");
}

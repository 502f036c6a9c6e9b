import type { ChainError } from "./errors";
import type { JsonRpcEndpoint } from "./json-rpc";
import type { EndpointHealth, NodeStatus } from "./types";

const FULL_CONCURRENCY = 16;
const WEIGHT_OF_NEW = 0.2;

/** One endpoint with what we have learnt of it: how fast, how far, how reliable, how much it bears. */
export class Endpoint {
  chainId: string | undefined;
  latestHeight: number | undefined;
  latestTime: string | undefined;
  earliestHeight: number | undefined;
  isOfWrongChain = false;
  isQuarantined = false;
  /** It shows blocks that nobody signed; until it shows a signed one again. */
  isForked = false;
  inFlight = 0;
  /** When it last told how far it is. */
  learnedAt = Number.NEGATIVE_INFINITY;
  /** While it is being asked which chain it is of. */
  identified: Promise<NodeStatus> | undefined;
  requests = 0;
  errors = 0;
  /** How requests ended: `ok`, or the code of an error. */
  readonly outcomes: Partial<Record<"ok" | ChainError["code"], number>> = {};
  /** Consecutive faults; decides how long it is left alone. */
  #faults = 0;
  #latencyMs: number | undefined;
  #restUntil = 0;
  #limit = 4;
  #lastError: { code: string; message: string; at: string } | undefined;

  constructor(
    readonly rpc: JsonRpcEndpoint,
    private readonly now: () => number,
  ) {}

  /** How many requests may run at once: one more after each success, half after each fault. */
  get hasRoom(): boolean {
    return this.inFlight < Math.floor(this.#limit);
  }

  get excluded(): boolean {
    return this.isOfWrongChain || this.isQuarantined || this.isForked;
  }

  get isResting(): boolean {
    return this.now() < this.#restUntil;
  }

  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  get restUntil(): number {
    return this.#restUntil;
  }

  /** Lower is better: slow, failing and lagging endpoints come last. */
  score(bestHeight: number): number {
    const lag = this.latestHeight === undefined ? 0 : Math.max(0, bestHeight - this.latestHeight);
    return (this.#latencyMs ?? 50) * (1 + this.#faults) * (1 + this.inFlight) + lag * 100;
  }

  learn(status: NodeStatus): void {
    this.learnedAt = this.now();
    this.chainId = status.chainId;
    this.latestHeight = status.latestHeight;
    this.latestTime = status.latestTime;
    this.earliestHeight = status.earliestHeight;
  }

  ended(outcome: "ok" | ChainError["code"]): void {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }

  succeeded(latencyMs: number): void {
    this.requests += 1;
    this.#faults = 0;
    this.#latencyMs =
      this.#latencyMs === undefined ? latencyMs : this.#latencyMs + WEIGHT_OF_NEW * (latencyMs - this.#latencyMs);
    this.#limit = Math.min(FULL_CONCURRENCY, this.#limit + 1 / this.#limit);
  }

  failed(error: ChainError, jitter: number): void {
    this.requests += 1;
    this.errors += 1;
    this.#faults += 1;
    // Behind the next connection may stand another node, even one of another chain: it is asked again who it is.
    if (error.code === "unreachable") this.chainId = undefined;
    this.#limit = Math.max(1, this.#limit / 2);
    const backoff = Math.min(10_000, 100 * 2 ** Math.min(this.#faults, 7)) * (0.5 + jitter);
    this.#restUntil = this.now() + (error.retryAfterMs ?? backoff);
    this.#lastError = {
      code: error.code,
      message: error.message.slice(0, 300),
      at: new Date().toISOString(),
    };
  }

  /** Remembers an error that is no fault of the transport, for the status page. */
  note(error: ChainError): void {
    this.#lastError = {
      code: error.code,
      message: error.message.slice(0, 300),
      at: new Date().toISOString(),
    };
  }

  health(bestHeight: number): EndpointHealth {
    return {
      url: this.rpc.url,
      requests: this.requests,
      errors: this.errors,
      outcomes: { ...this.outcomes },
      ...(this.chainId === undefined ? {} : { chainId: this.chainId }),
      ...(this.latestHeight === undefined
        ? {}
        : { latestHeight: this.latestHeight, lagBlocks: Math.max(0, bestHeight - this.latestHeight) }),
      ...(this.latestTime === undefined ? {} : { latestTime: this.latestTime }),
      ...(this.earliestHeight === undefined ? {} : { earliestHeight: this.earliestHeight }),
      ...(this.#latencyMs === undefined ? {} : { latencyMs: Math.round(this.#latencyMs) }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      ...(this.excluded
        ? { excluded: this.isOfWrongChain ? ("wrong-chain" as const) : ("contradicts-proof" as const) }
        : {}),
    };
  }
}

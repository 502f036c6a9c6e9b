/** What a request was answered by the limit: how many are left, and when a refused one may come again. */
export interface Take {
  readonly isAllowed: boolean;
  /** Whole requests left in the client's bucket. */
  readonly remaining: number;
  /** Seconds until the bucket is full again. */
  readonly fullInS: number;
  /** Seconds until one more request is allowed; 0 when it is now. */
  readonly retryInS: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

/**
 * A bucket of requests for each client, refilled evenly. Memory is bounded: of more clients than `maxClients` the one not
 * seen for longest is forgotten, and so starts anew with a full bucket.
 */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    readonly perMinute: number,
    private readonly maxClients = 20_000,
  ) {}

  get size(): number {
    return this.#buckets.size;
  }

  take(client: string, nowMs: number): Take {
    const perMs = this.perMinute / 60_000;
    const known = this.#buckets.get(client);
    const bucket = known ?? { tokens: this.perMinute, atMs: nowMs };
    bucket.tokens = Math.min(this.perMinute, bucket.tokens + Math.max(0, nowMs - bucket.atMs) * perMs);
    bucket.atMs = nowMs;
    const isAllowed = bucket.tokens >= 1;
    if (isAllowed) bucket.tokens -= 1;
    // Last in the order of the map: seen last.
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    if (this.#buckets.size > this.maxClients) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return {
      isAllowed,
      remaining: Math.floor(bucket.tokens),
      fullInS: Math.ceil((this.perMinute - bucket.tokens) / perMs / 1000),
      retryInS: isAllowed ? 0 : Math.ceil((1 - bucket.tokens) / perMs / 1000),
    };
  }
}

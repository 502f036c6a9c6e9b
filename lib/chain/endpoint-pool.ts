import type { CometValidator } from "@/lib/ics/types";
import { abciCall, classifyAbci } from "./abci";
import { AnswerConfirmer, isOfNewestState } from "./confirm-answers";
import { BlockConfirmer } from "./confirm-blocks";
import { checkHashes, decodeBlock } from "./decode-block";
import { decodeStatus } from "./decode-node";
import { Endpoint } from "./endpoint-health";
import { ChainError } from "./errors";
import { type FetchSetDeps, fetchSet } from "./fetch-set";
import { JsonRpcEndpoint, type RpcCall, type RpcOutcome } from "./json-rpc";
import { watchNewBlocks } from "./new-block-socket";
import { QueryGatherer } from "./query-gatherer";
import type {
  AbciAnswer,
  AbciOutcome,
  AbciQuery,
  AnswerVerdict,
  CallCounts,
  ChainClient,
  DecodedBlock,
  EndpointHealth,
  NodeStatus,
} from "./types";
import { orAborted, pause } from "./wait";

/** CometBFT refuses larger batches by default. */
const MAX_BATCH = 10;
const ATTEMPTS = 6;

export interface ChainClientOptions {
  readonly urls: readonly string[];
  /** For messages: whose nodes these are. */
  readonly label: string;
  /** When known, an endpoint of another chain is never used. Else the first to answer decides. */
  readonly chainId?: string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly random?: () => number;
  /** Milliseconds that never go back: the wall clock may be set while we run. */
  readonly now?: () => number;
}

/** Opens the door to one chain through all of its nodes. Nothing is asked until the first call. */
export function createChainClient(options: ChainClientOptions): ChainClient {
  return new PooledChainClient(options);
}

class PooledChainClient implements ChainClient {
  readonly label: string;
  readonly #endpoints: Endpoint[];
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #byMethod: Record<string, number> = {};
  readonly #gathered = new QueryGatherer((queries, signal) => this.abciQueries(queries, signal));
  readonly #confirmer: BlockConfirmer;
  readonly #answers: AnswerConfirmer;
  /** Nodes found false here, and those that others have found so. */
  readonly #foundFalse = new Set<string>();
  #toldFalse: ReadonlySet<string> = new Set();
  #chainId: string | undefined;
  #requests = 0;
  #calls = 0;
  #bytes = 0;

  constructor(options: ChainClientOptions) {
    this.label = options.label;
    this.#chainId = options.chainId;
    this.#random = options.random ?? Math.random;
    this.#now = options.now ?? (() => performance.now());
    const { timeoutMs = 15_000, maxBytes = 64 * 1_048_576 } = options;
    this.#endpoints = options.urls.map(
      (url) => new Endpoint(new JsonRpcEndpoint({ url, timeoutMs, maxBytes, connections: 16 }), this.#now),
    );
    const usable = () => this.#endpoints.filter((endpoint) => !endpoint.excluded);
    const ask = (endpoint: Endpoint, calls: readonly RpcCall[], signal?: AbortSignal) =>
      this.#once(endpoint, calls, (outcomes) => outcomes.map(unwrap), signal);
    this.#confirmer = new BlockConfirmer({ usable, ask, now: this.#now });
    this.#answers = new AnswerConfirmer({
      usable,
      ask,
      now: this.#now,
      chainId: () => this.#chainId,
      query: (endpoint, queries, signal) => this.#askOne(endpoint, queries, signal),
      refresh: (endpoint, signal) => this.#statusOf(endpoint, signal),
      exclude: ({ rpc }) => {
        this.#foundFalse.add(rpc.url);
        this.#shutOut();
      },
    });
  }

  async status(signal?: AbortSignal): Promise<NodeStatus> {
    // Each node is asked, so that lag and a node of another chain are seen; the furthest one answers for the chain.
    const isUndecided = this.#chainId === undefined;
    const asked = this.#endpoints.filter((endpoint) => !endpoint.isResting || this.#endpoints.length === 1);
    const all = await Promise.allSettled(
      (asked.length > 0 ? asked : this.#endpoints).map((endpoint) => this.#statusOf(endpoint, signal)),
    );
    if (isUndecided && this.#decideChain()) return this.status(signal);
    const known = all.flatMap((result) =>
      result.status === "fulfilled" && result.value.chainId === this.#chainId ? [result.value] : [],
    );
    const best = known.sort((a, b) => b.latestHeight - a.latestHeight)[0];
    if (best) return { ...best, earliestHeight: this.#earliestKept(best.earliestHeight) };
    const reasons = all.map((result) => (result.status === "rejected" ? result.reason : undefined));
    throw (
      reasons.find((reason) => reason instanceof ChainError && reason.code === "wrong-chain") ?? reasons.find(Boolean)
    );
  }

  async fetchBlocks(fromHeight: number, toHeight: number, signal?: AbortSignal): Promise<DecodedBlock[]> {
    const heights = Array.from({ length: toHeight - fromHeight + 1 }, (_, i) => fromHeight + i);
    const calls = heights.flatMap((height): RpcCall[] => [
      { method: "block", params: { height: String(height) } },
      { method: "block_results", params: { height: String(height) } },
    ]);
    const blocks: DecodedBlock[] = [];
    for (let at = 0; at < calls.length; at += MAX_BATCH) {
      blocks.push(...(await this.#fetchPart(calls.slice(at, at + MAX_BATCH), fromHeight + at / 2, signal)));
    }
    return blocks;
  }

  /** The blocks of one request. Those that are too large together come one by one; those that a second node doubts, from another. */
  async #fetchPart(part: readonly RpcCall[], first: number, signal?: AbortSignal): Promise<DecodedBlock[]> {
    const doubted = new Set<Endpoint>();
    for (let attempt = 1; ; attempt += 1) {
      let from: Endpoint | undefined;
      try {
        const read = (outcomes: readonly RpcOutcome[], endpoint: Endpoint) => {
          from = endpoint;
          return this.#decodePairs(outcomes, first);
        };
        const blocks = await this.#ask(part, read, signal, first, doubted);
        if (from && this.#endpoints.length > 1) await this.#confirmer.confirm(blocks, from, signal);
        return blocks;
      } catch (error) {
        if (!(error instanceof ChainError)) throw error;
        if (error.code === "too-large" && part.length > 2) {
          const half = 2 * Math.ceil(part.length / 4);
          const one = await this.#fetchPart(part.slice(0, half), first, signal);
          return [...one, ...(await this.#fetchPart(part.slice(half), first + half / 2, signal))];
        }
        const isDoubted = error.code === "undecodable" && error.retryable && from !== undefined;
        if (!isDoubted || attempt >= ATTEMPTS) throw error;
        from?.note(error);
        doubted.add(from as Endpoint);
        if (doubted.size >= this.#endpoints.length) doubted.clear();
        await pause(100 * 2 ** attempt * (0.5 + this.#random()), signal);
      }
    }
  }

  /**
   * Nobody has said which chain is wanted: most of the nodes decide, and where they are even, the one that is named first in
   * the configuration. Not the first to answer, or the same configuration would read now one chain, now another. True when
   * another one is wanted than the first to answer told.
   */
  #decideChain(): boolean {
    const ids = this.#endpoints.flatMap(({ chainId }) => chainId ?? []);
    const kinds = [...new Set(ids)];
    if (kinds.length <= 1) return false;
    const countOf = (id: string) => ids.filter((one) => one === id).length;
    const [wanted] = kinds.toSorted((a, b) => countOf(b) - countOf(a)); // Stable: kinds stand as configured.
    if (wanted === this.#chainId) return false;
    this.#chainId = wanted;
    for (const endpoint of this.#endpoints) {
      endpoint.isOfWrongChain = endpoint.chainId !== undefined && endpoint.chainId !== wanted;
    }
    return true;
  }

  /** The lowest height that any node of this chain keeps: one that has pruned more is no reason to leave blocks out. */
  #earliestKept(said: number): number {
    const known = this.#endpoints
      .filter(({ excluded }) => !excluded)
      .flatMap(({ earliestHeight }) => earliestHeight ?? []);
    return Math.min(said, ...known);
  }

  fetchValidators(height: number, setHash: string, signal?: AbortSignal): Promise<CometValidator[]> {
    const deps: FetchSetDeps = {
      label: this.label,
      ask: (call, read, avoid) =>
        this.#ask([call], ([outcome], endpoint) => read(unwrap(outcome), endpoint), signal, height, avoid),
      nodeCount: () => this.#endpoints.filter((endpoint) => !endpoint.excluded).length,
      found: (verdict) => this.#answers.keep(verdict),
    };
    return fetchSet(deps, height, setHash);
  }

  abciQuery(query: AbciQuery, signal?: AbortSignal): Promise<AbciAnswer> {
    return this.#gathered.ask(query, signal);
  }

  async abciQueries(queries: readonly AbciQuery[], signal?: AbortSignal): Promise<AbciOutcome[]> {
    const parts = Array.from({ length: Math.ceil(queries.length / MAX_BATCH) }, (_, i) =>
      queries.slice(i * MAX_BATCH, (i + 1) * MAX_BATCH),
    );
    return (await Promise.all(parts.map((part) => this.#askBatch(part, signal)))).flat();
  }

  async #askBatch(part: readonly AbciQuery[], signal?: AbortSignal): Promise<AbciOutcome[]> {
    let pruned = 0;
    let from: Endpoint | undefined;
    const newest = Math.max(0, ...part.filter(isOfNewestState).map((query) => query.height ?? 0));
    const read = (outcomes: readonly RpcOutcome[], endpoint: Endpoint) => {
      from = endpoint;
      if ((endpoint.latestHeight ?? newest) < newest) throw notThere(endpoint, newest);
      const parsed = classify(outcomes, part);
      // A node behind the height we ask for is a reason to ask another one; so is one that has pruned it, while there
      // is one we did not ask. `/status` tells of blocks only: state is often pruned long before.
      const unkept = parsed.find((answer) => !answer.ok && answer.error.code === "height-unavailable");
      if (unkept && !unkept.ok) {
        pruned += 1;
        const usable = this.#endpoints.filter((endpoint) => !endpoint.excluded).length;
        if (pruned < Math.min(usable, ATTEMPTS)) throw unkept.error;
      }
      const behind = parsed.find((answer) => !answer.ok && answer.error.retryable);
      if (behind && !behind.ok) throw behind.error;
      return parsed;
    };
    const highest = Math.max(0, ...part.map((query) => query.height ?? 0));
    const calls = part.map((query) => abciCall(query));
    const outcomes = await this.#ask(calls, read, signal, highest);
    return from && this.#endpoints.length > 1 ? this.#answers.confirm(part, outcomes, from, signal) : outcomes;
  }

  /** The same of one node and no other, once it is known to be of this chain. */
  async #askOne(endpoint: Endpoint, part: readonly AbciQuery[], signal?: AbortSignal): Promise<AbciOutcome[]> {
    if (endpoint.chainId === undefined) await orAborted(this.#identify(endpoint), signal);
    const calls = part.map((query) => abciCall(query));
    return this.#once(endpoint, calls, (outcomes) => classify(outcomes, part), signal);
  }

  quarantine(urls: ReadonlySet<string>): void {
    this.#toldFalse = new Set(urls);
    this.#shutOut();
  }

  #shutOut(): void {
    const isFalse = ({ rpc }: Endpoint) => this.#toldFalse.has(rpc.url) || this.#foundFalse.has(rpc.url);
    const isAnyLeft = this.#endpoints.some((endpoint) => !endpoint.isOfWrongChain && !isFalse(endpoint));
    for (const endpoint of this.#endpoints) endpoint.isQuarantined = isAnyLeft && isFalse(endpoint);
  }

  takeVerdicts(): AnswerVerdict[] {
    return this.#answers.takeVerdicts();
  }

  health(): EndpointHealth[] {
    const best = this.#bestHeight();
    return this.#endpoints.map((endpoint) => endpoint.health(best));
  }

  counts(): CallCounts {
    return { requests: this.#requests, calls: this.#calls, byMethod: { ...this.#byMethod }, bytes: this.#bytes };
  }

  subscribeNewBlocks(onHint: (height: number) => void, signal: AbortSignal): void {
    const urls = this.#endpoints.filter((endpoint) => !endpoint.excluded).map((endpoint) => endpoint.rpc.url);
    watchNewBlocks(urls, onHint, signal, this.#random);
  }

  async close(): Promise<void> {
    await Promise.all(this.#endpoints.map((endpoint) => endpoint.rpc.close()));
  }

  /** Asks an endpoint which chain it is of; once, for all who wait to use it. */
  #identify(endpoint: Endpoint): Promise<NodeStatus> {
    endpoint.identified ??= this.#statusOf(endpoint).finally(() => {
      endpoint.identified = undefined;
    });
    return endpoint.identified;
  }

  async #statusOf(endpoint: Endpoint, signal?: AbortSignal): Promise<NodeStatus> {
    const status = await this.#once(
      endpoint,
      [{ method: "status", params: {} }],
      ([outcome]) => decodeStatus(unwrap(outcome)),
      signal,
    );
    endpoint.learn(status);
    this.#chainId ??= status.chainId;
    endpoint.isOfWrongChain = status.chainId !== this.#chainId;
    if (!endpoint.isOfWrongChain) {
      if (endpoint.isForked) await this.#readmit(endpoint, status, signal);
      return status;
    }
    const message = `${endpoint.rpc.url} is a node of ${status.chainId}, not of ${this.#chainId}`;
    const error = new ChainError("wrong-chain", message, { retryable: false, endpoint: endpoint.rpc.url });
    endpoint.note(error);
    throw error;
  }

  /** A node that was on a fork is asked again once it shows a block that is signed. Throws while it does not. */
  async #readmit(endpoint: Endpoint, { chainId, latestHeight }: NodeStatus, signal?: AbortSignal): Promise<void> {
    endpoint.isForked = !(await this.#confirmer.isBack(endpoint, chainId, latestHeight, signal));
    if (!endpoint.isForked) return;
    const message = `${endpoint.rpc.url} shows blocks that the validators did not sign`;
    throw new ChainError("wrong-chain", message, { retryable: true, endpoint: endpoint.rpc.url });
  }

  /** Asks until an endpoint gives an answer that `read` accepts. `height` steers away from nodes that cannot have it. */
  async #ask<T>(
    calls: readonly RpcCall[],
    read: (outcomes: readonly RpcOutcome[], endpoint: Endpoint) => T,
    signal: AbortSignal | undefined,
    height: number,
    avoid: ReadonlySet<Endpoint> = new Set(),
  ): Promise<T> {
    let last: unknown;
    const tried = new Set<Endpoint>(avoid);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const endpoint = await this.#choose(height, tried, signal);
      if (tried.has(endpoint)) tried.clear();
      tried.add(endpoint);
      try {
        if (endpoint.chainId === undefined) await orAborted(this.#identify(endpoint), signal);
        return await this.#once(endpoint, calls, read, signal);
      } catch (error) {
        last = error;
        if (!(error instanceof ChainError) || error.code === "aborted") throw error;
        const others = this.#endpoints.some((other) => other !== endpoint && !other.excluded);
        if (!error.retryable && !(others && isWorthAnother(error))) throw error;
        if (error.code === "height-in-future") await pause(50 * 2 ** attempt * (0.5 + this.#random()), signal);
      }
    }
    throw last;
  }

  async #once<T>(
    endpoint: Endpoint,
    calls: readonly RpcCall[],
    read: (outcomes: readonly RpcOutcome[], endpoint: Endpoint) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    const started = this.#now();
    endpoint.inFlight += 1;
    this.#requests += 1;
    this.#calls += calls.length;
    for (const { method } of calls) this.#byMethod[method] = (this.#byMethod[method] ?? 0) + 1;
    try {
      const { outcomes, bytes } = await endpoint.rpc.send(calls, signal);
      this.#bytes += bytes;
      endpoint.succeeded(this.#now() - started);
      const answer = read(outcomes, endpoint);
      endpoint.ended("ok");
      return answer;
    } catch (error) {
      if (error instanceof ChainError) endpoint.ended(error.code);
      if (error instanceof ChainError && error.code !== "aborted") {
        if (isTransportFault(error)) endpoint.failed(error, this.#random());
        else endpoint.note(error);
      }
      throw error;
    } finally {
      endpoint.inFlight -= 1;
    }
  }

  /** The best endpoint that has room, one not yet tried first; waits while all rest or are full. */
  async #choose(height: number, tried: ReadonlySet<Endpoint>, signal?: AbortSignal): Promise<Endpoint> {
    for (;;) {
      if (signal?.aborted) throw new ChainError("aborted", "aborted", { retryable: false });
      const usable = this.#endpoints.filter((endpoint) => !endpoint.excluded);
      if (usable.length === 0) {
        const message = `${this.label}: no endpoint is a node of ${this.#chainId ?? "this chain"}`;
        throw new ChainError("wrong-chain", message, { retryable: false });
      }
      const best = this.#bestHeight();
      const again = (endpoint: Endpoint) => (tried.has(endpoint) ? 1 : 0);
      const [chosen] = usable
        .filter((endpoint) => !endpoint.isResting && endpoint.hasRoom)
        .sort(
          (a, b) => again(a) - again(b) || missing(a, height) - missing(b, height) || a.score(best) - b.score(best),
        );
      if (chosen) return chosen;
      const wake = Math.min(...usable.map((endpoint) => (endpoint.isResting ? endpoint.restUntil - this.#now() : 2)));
      await pause(Math.max(1, wake), signal);
    }
  }

  #bestHeight(): number {
    return Math.max(
      0,
      ...this.#endpoints.filter((endpoint) => !endpoint.excluded).map((endpoint) => endpoint.latestHeight ?? 0),
    );
  }

  #decodePairs(outcomes: readonly RpcOutcome[], first: number): DecodedBlock[] {
    return pairs(outcomes).map(([block, results], i) => {
      const decoded = decodeBlock(unwrap(block), unwrap(results), first + i);
      checkHashes(unwrap(block), decoded);
      if (this.#chainId !== undefined && decoded.chainId !== this.#chainId) {
        throw new ChainError("wrong-chain", `${this.label}: block ${first + i} is of ${decoded.chainId}`, {
          retryable: true,
        });
      }
      return decoded;
    });
  }
}

function pairs(outcomes: readonly RpcOutcome[]): [RpcOutcome, RpcOutcome][] {
  return Array.from({ length: outcomes.length / 2 }, (_, i) => [
    outcomes[2 * i] as RpcOutcome,
    outcomes[2 * i + 1] as RpcOutcome,
  ]);
}

function classify(outcomes: readonly RpcOutcome[], part: readonly AbciQuery[]): AbciOutcome[] {
  return outcomes.map((outcome, i) => classifyAbci(unwrap(outcome), part[i] as AbciQuery));
}

/** Said of a list of rows, which a node reads from its newest state whatever height is asked for (ics-protocol.md §3.2). */
function notThere({ rpc }: Endpoint, height: number): ChainError {
  const message = `${rpc.url}: has not come to height ${height}`;
  return new ChainError("height-in-future", message, { retryable: true, endpoint: rpc.url });
}

function unwrap(outcome: RpcOutcome | undefined): unknown {
  if (!outcome) throw new ChainError("bad-response", "an answer is missing", { retryable: true });
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}

function missing(endpoint: Endpoint, height: number): number {
  if (height === 0) return 0;
  return (endpoint.earliestHeight ?? 0) > height || (endpoint.latestHeight ?? height) < height ? 1 : 0;
}

/** Another node may keep what this one has pruned, or decode where this one sent nonsense. */
function isWorthAnother(error: ChainError): boolean {
  return (
    error.code === "height-unavailable" ||
    error.code === "undecodable" ||
    error.code === "wrong-chain" ||
    error.code === "too-large"
  );
}

function isTransportFault(error: ChainError): boolean {
  return (
    error.code === "timeout" ||
    error.code === "unreachable" ||
    error.code === "rate-limited" ||
    error.code === "bad-response"
  );
}

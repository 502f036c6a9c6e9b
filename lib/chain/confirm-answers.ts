import type { Endpoint } from "./endpoint-health";
import { ChainError } from "./errors";
import { AnswerSettler, type FixedQuery, isUnable, markOf, type SettleDeps } from "./settle-answers";
import type { AbciOutcome, AbciQuery, AnswerVerdict } from "./types";
import { pause } from "./wait";

/** How long a second node may let us wait for one request, and for how long it is then not waited for: twice as long each time. */
const WAIT_MS = 2_000;
const ASIDE_MS = { first: 30_000, last: 480_000 };
/** After this part of that time a node that seems well again is asked all the same. */
const SOONER = 1 / 6;
const AGAIN_MS = 50;
/** So often it is looked whether a node that is asked as much as it can bear has an answer ready. */
const ROOM_MS = 2;
/** A node so many blocks behind is about to have the block. */
const NEAR_BLOCKS = 2;

export interface ConfirmAnswersDeps extends Omit<SettleDeps, "askToo"> {
  readonly query: (endpoint: Endpoint, queries: readonly AbciQuery[], signal?: AbortSignal) => Promise<AbciOutcome[]>;
  /** Asks a node how far it is. Throws `ChainError`. */
  readonly refresh: (endpoint: Endpoint, signal?: AbortSignal) => Promise<unknown>;
  readonly now: () => number;
}

interface Aside {
  readonly since: number;
  readonly ms: number;
}

/**
 * 2026-11 · An answer at a fixed height is what all honest nodes say, so where a chain has several, a second one is asked the same
 * before the first is believed. The rule:
 *
 * - The second node has two seconds (`WAIT_MS`) to answer; dropped connections, other questions it is at, and a block that it is
 *   about to get fall into them. One that lets us wait in vain, or is farther behind, is left out of this for half a minute, and each time that
 *   happens again twice as long, so that a slow or dead node costs next to nothing; a sixth of it where `/status` shows that it
 *   is back. What it has pruned it is not asked for again.
 * - A node that refuses for want of gas or time of its own tells nothing either; another's answer takes its place.
 * - Where no other node tells, the answer is one node's, as where there is but one; the verifier looks at it later.
 * - Two that say different things are settled (`settle-answers.ts`): by proof, by majority, or not, and then nothing is
 *   believed.
 *
 * Answers of the head are not compared: nodes are honestly at different blocks. Weighed and left: believing the first at once
 * and holding back the commit, which hides the wait but lets what was found out at a start (which modules there are) pass.
 */
export class AnswerConfirmer {
  readonly #settler: AnswerSettler;
  readonly #aside = new Map<Endpoint, Aside>();
  readonly #unkeptUpTo = new Map<Endpoint, number>();

  constructor(private readonly deps: ConfirmAnswersDeps) {
    const askToo = async (endpoint: Endpoint, query: FixedQuery, signal?: AbortSignal) =>
      (await this.#told(endpoint, [query], signal)).get(query);
    this.#settler = new AnswerSettler({ ...deps, askToo });
  }

  /** What was found of a node elsewhere. */
  keep(verdict: AnswerVerdict): void {
    this.#settler.keep(verdict);
  }

  takeVerdicts(): AnswerVerdict[] {
    return this.#settler.takeVerdicts();
  }

  /** The answers to be believed, in order. Throws `nodes-disagree` where one of them is not to be believed. */
  async confirm(
    queries: readonly AbciQuery[],
    outcomes: readonly AbciOutcome[],
    from: Endpoint,
    signal?: AbortSignal,
  ): Promise<AbciOutcome[]> {
    const second = new Map<AbciQuery, readonly [Endpoint, AbciOutcome]>();
    const first = new Map(queries.map((query, i) => [query, outcomes[i] as AbciOutcome]));
    const isOfUse = (outcome: AbciOutcome | undefined) => markOf(outcome) !== undefined || isUnable(outcome);
    let waiting = queries.filter((query): query is FixedQuery => isFixed(query) && isOfUse(first.get(query)));
    for (const other of this.deps.usable()) {
      if (waiting.length === 0) break;
      if (other === from) continue;
      for (const [query, outcome] of await this.#told(other, waiting, signal)) second.set(query, [other, outcome]);
      waiting = waiting.filter((query) => !second.has(query));
    }
    return Promise.all(
      queries.map((query) => {
        const [mine, theirs] = [first.get(query) as AbciOutcome, second.get(query)];
        if (!theirs || !isFixed(query)) return mine;
        if (isUnable(mine)) return theirs[1];
        if (markOf(mine) !== markOf(theirs[1]))
          return this.#settler.settle(query, new Map([[from, mine], theirs]), signal);
        this.#settler.agreed(query, mine);
        return mine;
      }),
    );
  }

  /** What one more node tells, of the questions it can tell about. */
  async #told(
    other: Endpoint,
    queries: readonly FixedQuery[],
    signal?: AbortSignal,
  ): Promise<Map<FixedQuery, AbciOutcome>> {
    const told = new Map<FixedQuery, AbciOutcome>();
    const asked = queries.filter((query) => this.#mayKeep(other, query));
    if (asked.length === 0 || this.#isAside(other)) return told;
    const answers = (await this.#patiently(other, asked, signal)) ?? [];
    for (const [i, query] of asked.entries()) {
      const answer = answers[i];
      if (answer && markOf(answer) !== undefined) told.set(query, answer);
      else if (answer && !answer.ok && answer.error.code === "height-unavailable")
        this.#unkeptUpTo.set(other, Math.max(query.height, this.#unkeptUpTo.get(other) ?? 0));
    }
    return told;
  }

  /** Asks until the node tells, or time is up. What it told last; `undefined`: nothing. */
  async #patiently(
    other: Endpoint,
    queries: readonly FixedQuery[],
    signal?: AbortSignal,
  ): Promise<AbciOutcome[] | undefined> {
    const until = this.deps.now() + WAIT_MS;
    let answers: AbciOutcome[] | undefined;
    const left = () => Math.max(1, until - this.deps.now());
    while (this.deps.now() < until && !this.#isAside(other)) {
      if (!other.hasRoom) {
        await pause(Math.min(ROOM_MS, left()), signal);
        continue;
      }
      if (other.isResting) await pause(Math.min(left(), other.restUntil - this.deps.now()), signal);
      const { signal: deadline, clear } = deadlineOf(left(), signal);
      try {
        if (await this.#isThere(other, queries, deadline)) answers = await this.deps.query(other, queries, deadline);
        const isBehind = answers?.some((answer) => !answer.ok && answer.error.code === "height-in-future") ?? true;
        if (!isBehind) {
          this.#aside.delete(other);
          return answers;
        }
        const highest = Math.max(...queries.map(({ height }) => height));
        await this.deps.refresh(other, deadline);
        if ((other.latestHeight ?? 0) < highest - NEAR_BLOCKS) break;
      } catch (error) {
        if (signal?.aborted || !(error instanceof ChainError)) throw error;
        if (!error.retryable) break; // Time was up, or asking again cannot help.
      } finally {
        clear();
      }
      await pause(Math.min(AGAIN_MS, left()), signal);
    }
    this.#setAside(other);
    return answers;
  }

  /** A list of rows is read from a node's newest state whatever height is asked for (§3.2): it must have come so far. */
  async #isThere(other: Endpoint, queries: readonly FixedQuery[], deadline: AbortSignal): Promise<boolean> {
    const needed = Math.max(0, ...queries.filter(isOfNewestState).map(({ height }) => height));
    if ((other.latestHeight ?? 0) < needed) await this.deps.refresh(other, deadline);
    return (other.latestHeight ?? 0) >= needed;
  }

  #mayKeep(other: Endpoint, query: FixedQuery): boolean {
    if (isOfNewestState(query)) return true;
    return query.height > (this.#unkeptUpTo.get(other) ?? 0) && query.height >= (other.earliestHeight ?? 0);
  }

  /** A node that tells how far it is, is as far as the others and quick again, comes back sooner. */
  #isAside(other: Endpoint): boolean {
    const aside = this.#aside.get(other);
    if (!aside || this.deps.now() >= aside.since + aside.ms) return false;
    const best = Math.max(...this.deps.usable().map(({ latestHeight }) => latestHeight ?? 0));
    const isNear = (other.latestHeight ?? 0) >= best - NEAR_BLOCKS;
    const isQuick = !other.isResting && (other.latencyMs ?? 0) < WAIT_MS / 2;
    return !(isNear && isQuick && other.learnedAt >= aside.since + aside.ms * SOONER);
  }

  #setAside(other: Endpoint): void {
    if (this.#isAside(other)) return; // By another question that waited at the same time.
    const before = this.#aside.get(other)?.ms;
    const ms = before === undefined ? ASIDE_MS.first : Math.min(2 * before, ASIDE_MS.last);
    this.#aside.set(other, { since: this.deps.now(), ms });
  }
}

/** Aborts after a time, or with `signal`. By hand: what `AbortSignal.any` and `timeout` make together may be collected while waited for. */
function deadlineOf(ms: number, signal: AbortSignal | undefined): { readonly signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const clear = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
  return { signal: controller.signal, clear };
}

export function isOfNewestState({ path }: AbciQuery): boolean {
  return /^\/store\/[^/]+\/subspace$/.test(path);
}

function isFixed(query: AbciQuery): query is FixedQuery {
  return (query.height ?? 0) > 0;
}

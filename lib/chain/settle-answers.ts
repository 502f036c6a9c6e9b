import { hash } from "node:crypto";
import { bytesToHex } from "@/lib/shared/bytes";
import type { Endpoint } from "./endpoint-health";
import { ChainError } from "./errors";
import { type ProofDeps, tryByProof } from "./prove-answer";
import type { AbciOutcome, AbciQuery, AnswerVerdict } from "./types";

export type FixedQuery = AbciQuery & { readonly height: number };
/** What nodes answered to one question. */
export type Told = ReadonlyMap<Endpoint, AbciOutcome>;

export interface SettleDeps extends ProofDeps {
  readonly usable: () => readonly Endpoint[];
  /** Asks one more node; `undefined` where it tells nothing. */
  readonly askToo: (endpoint: Endpoint, query: FixedQuery, signal?: AbortSignal) => Promise<AbciOutcome | undefined>;
  readonly exclude: (endpoint: Endpoint) => void;
}

/** Refusals that say something of the chain. Others say that this node cannot tell. */
const TELLING: ReadonlySet<string> = new Set(["query-failed", "unknown-query", "no-such-store"]);
/** Open disagreements remembered, and verdicts that nobody has taken yet. */
const MOST_KEPT = 200;

/** A node's own limits, which say nothing of the chain: the next node may have others. */
const UNABLE = /out of gas|context (?:deadline exceeded|canceled)|timed out/i;

/** Whether a node refused because it could not do what was asked. */
export function isUnable(outcome: AbciOutcome | undefined): boolean {
  return outcome?.ok === false && outcome.error.code === "query-failed" && UNABLE.test(outcome.error.message);
}

/** What an answer says, for comparing; `undefined`: the node does not know. Null and an empty value are not told apart (§3.1). */
export function markOf(outcome: AbciOutcome | undefined): string | undefined {
  if (outcome?.ok) return `value ${bytesToHex(outcome.value)}`;
  return outcome && TELLING.has(outcome.error.code) && !isUnable(outcome) ? `refusal ${outcome.error.code}` : undefined;
}

/**
 * Settles what nodes answer differently at a fixed height. All nodes are asked; then a proof decides where one can
 * (`prove-answer.ts`), and shuts out whom it contradicts; else more than half of at least three. Where neither does, nothing
 * is believed: `settle` throws `nodes-disagree`, which names the nodes, the height and the question. Keeps what was found for
 * the indexer to write down.
 */
export class AnswerSettler {
  #verdicts: AnswerVerdict[] = [];
  /** By height and question: what each node said while nobody knew. */
  readonly #open = new Map<string, ReadonlyMap<string, AbciOutcome>>();

  constructor(private readonly deps: SettleDeps) {}

  takeVerdicts(): AnswerVerdict[] {
    return this.#verdicts.splice(0);
  }

  async settle(query: FixedQuery, first: Told, signal?: AbortSignal): Promise<AbciOutcome> {
    const told = new Map(first);
    for (const other of this.deps.usable()) {
      if (told.has(other)) continue;
      const outcome = await this.deps.askToo(other, query, signal);
      if (outcome && markOf(outcome) !== undefined) told.set(other, outcome);
    }
    const { shownFalse, shownTrue } = await tryByProof(query, told, this.deps, signal);
    const found = new Set<string>();
    for (const [endpoint, proven] of shownFalse) {
      this.#find(query, endpoint, told, { expected: proven, finding: "false" });
      found.add(endpoint.rpc.url);
      this.deps.exclude(endpoint);
    }
    const left = new Map([...told].filter(([endpoint]) => !shownFalse.has(endpoint)));
    const [right] = shownTrue;
    const answer = right ? told.get(right) : agreedBy(left);
    if (!answer) throw this.#leaveOpen(query, left.size > 0 ? left : told);
    for (const [endpoint, outcome] of left) {
      if (markOf(outcome) === markOf(answer)) continue;
      this.#find(query, endpoint, told, { expected: wordsOf(answer), finding: "outvoted" });
      found.add(endpoint.rpc.url);
    }
    this.agreed(query, answer, found);
    return answer;
  }

  /** Nodes say the same: what was open of that question is so no more. `found`: nodes of which that was said already. */
  agreed(query: FixedQuery, answer: AbciOutcome, found: ReadonlySet<string> = new Set()): void {
    const open = this.#open.size > 0 ? this.#open.get(nameOf(query)) : undefined;
    if (!open) return;
    this.#open.delete(nameOf(query));
    for (const [url, outcome] of open) {
      if (found.has(url)) continue;
      const finding = markOf(outcome) === markOf(answer) ? "withdrawn" : "outvoted";
      const [expected, answered] = [wordsOf(answer), wordsOf(outcome)];
      this.keep({ url, height: query.height, field: fieldOf(query), expected, answered, finding });
    }
  }

  #leaveOpen(query: FixedQuery, told: Told): ChainError {
    if (this.#open.size >= MOST_KEPT) this.#open.clear();
    const isNew = !this.#open.has(nameOf(query));
    const byUrl = [...told]
      .map(([{ rpc }, outcome]) => [rpc.url, outcome] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    this.#open.set(nameOf(query), new Map(byUrl));
    for (const endpoint of isNew ? told.keys() : []) {
      const others = byUrl.filter(([url]) => url !== endpoint.rpc.url);
      const expected = others.map(([url, outcome]) => `${wordsOf(outcome)} (${url})`).join(", ");
      this.#find(query, endpoint, told, { expected, finding: "open" });
    }
    const urls = byUrl.map(([url]) => url).join(" and ");
    const message = `${urls} differ at height ${query.height} in ${fieldOf(query)}; which is right is not shown yet, and nothing is stored from there on until it is`;
    return new ChainError("nodes-disagree", message, { retryable: true });
  }

  #find(
    query: FixedQuery,
    endpoint: Endpoint,
    told: Told,
    { expected, finding }: Pick<AnswerVerdict, "expected" | "finding">,
  ): void {
    const { url } = endpoint.rpc;
    const [height, field] = [query.height, fieldOf(query)];
    const answered = wordsOf(told.get(endpoint));
    this.keep({ url, height, field, expected: expected.slice(0, 500), answered, finding });
    const than = finding === "false" ? "than is proven" : "than another node";
    endpoint.note(
      new ChainError("nodes-disagree", `${url}: says ${field} at height ${height} otherwise ${than}`, {
        retryable: true,
      }),
    );
  }

  keep(verdict: AnswerVerdict): void {
    if (this.#verdicts.length < MOST_KEPT) this.#verdicts.push(verdict);
  }
}

/** What all say, else what more than half of at least three do. */
function agreedBy(told: Told): AbciOutcome | undefined {
  const outcomes = [...told.values()];
  const countOf = (outcome: AbciOutcome) => outcomes.filter((other) => markOf(other) === markOf(outcome)).length;
  return outcomes.find((outcome) => {
    const count = countOf(outcome);
    return count === outcomes.length || (outcomes.length >= 3 && count * 2 > outcomes.length);
  });
}

function nameOf(query: FixedQuery): string {
  return `${query.height} ${fieldOf(query)}`;
}

/** A row as the verifier names it, so that both name it alike; a query by its method and what was asked. */
function fieldOf({ path, data }: AbciQuery): string {
  const [, place, store, kind] = path.split("/");
  const asked = bytesToHex(data).slice(0, 120);
  if (place === "store") return kind === "subspace" ? `${store} rows under ${asked}` : `${store} row ${asked}`;
  return `the answer to ${path.slice(path.lastIndexOf("/") + 1)}${asked === "" ? "" : ` (${asked})`}`;
}

/** Short; long values that begin alike are told apart by their hash. */
function wordsOf(outcome: AbciOutcome | undefined): string {
  if (!outcome?.ok) return outcome?.error.code ?? "nothing";
  const { value } = outcome;
  if (value.length === 0) return "nothing";
  if (value.length <= 48) return bytesToHex(value);
  return `${bytesToHex(value.subarray(0, 24))}… (${value.length} bytes, SHA-256 ${hash("sha256", value).slice(0, 16)}…)`;
}

import { ChainError } from "./errors";
import type { AbciAnswer, AbciOutcome, AbciQuery } from "./types";

type AskAll = (queries: readonly AbciQuery[], signal: AbortSignal | undefined) => Promise<AbciOutcome[]>;

interface Waiting {
  readonly query: AbciQuery;
  readonly resolve: (answer: AbciAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Queries asked one by one in the same turn of the event loop travel together. Who reads ten facts of one block need not
 * know of the other nine.
 */
export class QueryGatherer {
  readonly #waiting = new Map<AbortSignal | undefined, Waiting[]>();

  constructor(private readonly askAll: AskAll) {}

  /** Throws `ChainError` as the query on its own would. */
  ask(query: AbciQuery, signal: AbortSignal | undefined): Promise<AbciAnswer> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(signal);
      if (waiting) waiting.push({ query, resolve, reject });
      else {
        this.#waiting.set(signal, [{ query, resolve, reject }]);
        // After every promise that is settled already: those who go on from them may ask as well.
        process.nextTick(() => void this.#send(signal));
      }
    });
  }

  async #send(signal: AbortSignal | undefined): Promise<void> {
    const waiting = this.#waiting.get(signal) ?? [];
    this.#waiting.delete(signal);
    try {
      const queries = waiting.map(({ query }) => query);
      const outcomes = await this.askAll(queries, signal);
      for (const [i, { resolve, reject }] of waiting.entries()) {
        const outcome = outcomes[i];
        if (outcome?.ok) resolve(outcome);
        else reject(outcome?.error ?? new ChainError("bad-response", "an answer is missing", { retryable: true }));
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}

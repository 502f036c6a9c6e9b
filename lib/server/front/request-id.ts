import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

/** What a proxy in front may name a request: short, and nothing that could be taken for something else in a log. */
const WELL_FORMED = /^[A-Za-z0-9._-]{8,64}$/;

/** The id that a request brings, or one of our own. Both stand in the answer and in every line that is logged for it. */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  return typeof given === "string" && WELL_FORMED.test(given) ? given : randomUUID();
}

const scope = new AsyncLocalStorage<string>();

/** Does something on behalf of a request. */
export function withRequestId(requestId: string, work: () => void): void {
  scope.run(requestId, work);
}

/** On behalf of which request code runs; `undefined`: on nobody's. */
export function currentRequestId(): string | undefined {
  return scope.getStore();
}

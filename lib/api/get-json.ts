import type { AsOf } from "./contracts/common";

/** What every answer of the API looks like (product.md §6). The server has checked it against its contract. */
export interface Envelope<T> {
  readonly data: T;
  readonly asOf: AsOf;
  readonly next?: string;
}

/** The API refused or could not answer. `code` and `message` are the body's own. */
class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const DEADLINE_MS = 10_000;

/**
 * Asks our own API. The answer's schema is enforced where it is made (one contract for route and page), so the browser
 * checks the envelope alone and spares itself the validator. Throws `ApiError`, or what `fetch` throws.
 */
export async function getJson<T, Body extends Envelope<T> = Envelope<T>>(
  path: string,
  signal?: AbortSignal,
): Promise<Body> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const response = await fetch(path, {
    headers: { accept: "application/json" },
    cache: "no-cache",
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) {
    const error = (body as { error?: { code?: unknown; message?: unknown } } | undefined)?.error;
    throw new ApiError(
      response.status,
      String(error?.code ?? "unexpected"),
      String(error?.message ?? `The explorer answered ${response.status}.`),
    );
  }
  if (typeof body !== "object" || body === null || !("data" in body) || !("asOf" in body)) {
    throw new ApiError(response.status, "unexpected", "The explorer's answer has no data.");
  }
  return body as Body;
}

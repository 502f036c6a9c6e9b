import type { IncomingHttpHeaders } from "node:http";

/** What an answer kept in memory is kept under. */
export interface HotRequest {
  /** As it stands in the address: who looks it up decides whether there is such a network. */
  readonly network: string;
  readonly key: string;
  /** Sent on with the question that fills the memory; empty: the answer is not to be compressed. */
  readonly encoding: string;
}

const MAX_URL_LENGTH = 300;
const MAX_ENCODING_LENGTH = 64;

/**
 * Routes that answer JSON made of rows alone. Not among them: streams, feeds, calendars and proofs (other forms), search and
 * what-if (each question is asked once), holders (asks a node).
 */
const HOT_PATH =
  /^\/api\/v1\/([^/?#]+)\/(?:overview|consumers|validators|packets|pipelines|slashes|findings|launches|proposals|security|rewards|network|status|verification)(?:\/(?!proof(?:[/?]|$))[^/?#]+){0,3}(?:\?[^#]*)?$/;
/** As lists are asked for as a file. */
const AS_FILE = /[?&]format=/;

/**
 * What a request is answered by, when an answer in memory may do: a GET or HEAD of a hot route that asks for nothing but JSON.
 * `undefined`: the route itself answers. Anything unusual is left to the route; that is slower, never wrong.
 */
export function hotRequestOf(
  method: string | undefined,
  url: string,
  headers: IncomingHttpHeaders,
): HotRequest | undefined {
  if (method !== "GET" && method !== "HEAD") return undefined;
  if (url.length > MAX_URL_LENGTH || !url.startsWith("/api/v1/")) return undefined;
  if (isUnusual(headers)) return undefined;
  const network = HOT_PATH.exec(url)?.[1];
  if (network === undefined || AS_FILE.test(url)) return undefined;
  // The framework compresses no answer to HEAD.
  const encoding = method === "HEAD" ? "" : String(headers["accept-encoding"] ?? "");
  return encoding.length > MAX_ENCODING_LENGTH ? undefined : { network, key: `${url} ${encoding}`, encoding };
}

/** Headers that may lead to another answer, and those by which a client asks for a new one. */
function isUnusual(headers: IncomingHttpHeaders): boolean {
  return (
    headers["content-length"] !== undefined ||
    headers["transfer-encoding"] !== undefined ||
    headers.range !== undefined ||
    headers.expect !== undefined ||
    headers.upgrade !== undefined ||
    headers.rsc !== undefined ||
    headers["next-router-state-tree"] !== undefined ||
    headers["next-router-prefetch"] !== undefined ||
    headers["next-router-segment-prefetch"] !== undefined ||
    headers["next-url"] !== undefined ||
    headers["x-middleware-subrequest"] !== undefined ||
    (headers.accept !== undefined && /csv/i.test(headers.accept)) ||
    (headers["cache-control"] !== undefined && /no-cache|no-store|max-age=0/i.test(headers["cache-control"])) ||
    headers.pragma !== undefined
  );
}

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isCheckRequest } from "./front/check-request";
import { isInnerServer } from "./front/inner-server";
import { TokenBuckets } from "./token-buckets";

/** Says to the route that answers for the limit how many seconds the client is to wait. Never taken from outside. */
export const RETRY_HEADER = "x-explorer-retry-after";
/** Says to it how many a minute were allowed, of which kind. */
export const LIMIT_HEADER = "x-explorer-limit";
/** Where a request beyond the limit is answered (`app/api/too-many-requests`). */
const REFUSAL = "/api/too-many-requests";
const CHANNEL = "http.server.request.start";

/** What counts: the API, cards, badges, embeds. What watches the server (health, readiness, metrics) and pages do not. */
const COUNTED = /^\/(?:[^/]+\/)?(?:api|card|badge|embed)(?:\/|$)/;
const FREE = /^\/api(?:\/health|\/ready|$|\?)/;

/** A client may ask for a check (`check-request.ts`) so many times a minute. */
const CHECKS_PER_MINUTE = 6;

export interface RateLimit {
  /** Requests a minute and client; the same number may come at once. */
  readonly perMinute: number;
  /** Proxies in front of us whose `X-Forwarded-For` is believed; 0: the address that connects is the client. */
  readonly trustedProxies: number;
}

/**
 * Holds every client to the limit, before a request reaches its route. 2026-11-27 · A route of Next does not learn who is
 * asking: the framework writes the address into `X-Forwarded-For` only where the client has not written one itself. Node
 * announces each request with its socket before anybody handles it; there it is counted, told its limits in the headers of
 * its answer, and where there are too many sent on to the route that says so. Returns what ends it.
 */
export function enforceRateLimit(limit: RateLimit, now: () => number): () => void {
  const buckets = new TokenBuckets(limit.perMinute);
  const checks = new TokenBuckets(Math.min(CHECKS_PER_MINUTE, limit.perMinute));
  const onRequest = (message: unknown) => {
    const { request, response, server } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      server: object;
    };
    delete request.headers[RETRY_HEADER];
    delete request.headers[LIMIT_HEADER];
    if (isInnerServer(server)) return;
    const path = request.url ?? "/";
    if (!COUNTED.test(path) || FREE.test(path)) return;
    const client = clientOf(request, limit.trustedProxies);
    const taken = buckets.take(client, now());
    const { remaining, fullInS } = taken;
    // A check costs nodes calls: it counts as a request and has a limit of its own beside.
    const check = isCheckRequest(request) && taken.isAllowed ? checks.take(client, now()) : taken;
    const { isAllowed, retryInS } = check;
    response.setHeader("RateLimit-Limit", limit.perMinute);
    response.setHeader("RateLimit-Policy", `${limit.perMinute};w=60`);
    response.setHeader("RateLimit-Remaining", remaining);
    response.setHeader("RateLimit-Reset", fullInS);
    if (isAllowed) return;
    request.headers[RETRY_HEADER] = String(retryInS);
    request.headers[LIMIT_HEADER] = check === taken ? `${limit.perMinute} requests` : `${checks.perMinute} checks`;
    if (check !== taken) response.setHeader("RateLimit-Remaining", check.remaining);
    if (request.method === "POST") request.method = "GET";
    request.url = REFUSAL;
  };
  subscribe(CHANNEL, onRequest);
  return () => unsubscribe(CHANNEL, onRequest);
}

/**
 * Who asks. Each proxy appends the address it was asked from, so of `n` trusted ones the n-th from the right is the client;
 * what stands further left anybody may have written. An IPv6 client is its /64: it has all addresses of it.
 */
export function clientOf(
  { headers, socket }: Pick<IncomingMessage, "headers" | "socket">,
  trustedProxies: number,
): string {
  const forwarded = String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const said = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined;
  return networkOf((said ?? socket.remoteAddress ?? "unknown").slice(0, 64));
}

function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail = ""] = plain.toLowerCase().split("::");
  const left = head.split(":").filter((group) => group !== "");
  const right = plain.includes("::") ? tail.split(":").filter((group) => group !== "") : [];
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`;
}

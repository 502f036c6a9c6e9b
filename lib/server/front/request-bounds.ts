import type { IncomingMessage, ServerResponse } from "node:http";
import { isCheckRequest } from "./check-request";

/** We answer questions, and are asked to do one thing (`check-request.ts`); nothing is sent to us. Addresses are bounded by Node: 16 KiB of headers, else 431. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const MAX_PARAMETERS = 200;

/** Refuses what no page or route of ours takes, before anything is read or parsed. Returns whether it has answered. */
export function refuseOutOfBounds(request: IncomingMessage, response: ServerResponse): boolean {
  const { method = "", url = "", headers } = request;
  if (!METHODS.has(method) && !isCheckRequest(request))
    return refuse(response, 405, "method-not-allowed", "Only GET is answered here.", { Allow: "GET, HEAD, OPTIONS" });
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? "0") > 0) {
    return refuse(response, 413, "no-body", "A request to this server has no body.");
  }
  if (countOf(url, "&") >= MAX_PARAMETERS) {
    return refuse(response, 400, "too-many-parameters", `An address has at most ${MAX_PARAMETERS} parameters.`);
  }
  return false;
}

/** The connection is closed: what else comes on it is a body that nobody asked for. */
function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): true {
  const body = JSON.stringify({ error: { code, message } });
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
    ...headers,
  });
  response.end(body);
  return true;
}

function countOf(text: string, piece: string): number {
  let count = 0;
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) count += 1;
  return count;
}

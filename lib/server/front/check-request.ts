import type { IncomingMessage } from "node:http";

const PATH = /^\/api\/v1\/[^/?]+\/verification(?:\?|$)/;

/** The one thing we can be asked to do: to check a chain again (`app/api/v1/[network]/verification`). It has no body. */
export function isCheckRequest({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): boolean {
  return method === "POST" && PATH.test(url);
}

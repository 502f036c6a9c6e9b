import net from "node:net";

/**
 * From now on every attempt to reach a machine other than this one is noted and refused, by whatever road: sockets (which
 * http, undici and WebSocket use) and fetch. Returns what was attempted, and what lifts the ban.
 */
export function denyNetwork(): { readonly attempts: string[]; readonly lift: () => void } {
  const attempts: string[] = [];
  const connect = net.Socket.prototype.connect;
  const fetchBefore = globalThis.fetch;
  const refuse = (target: string): void => {
    attempts.push(target);
    throw new Error(`the network is denied: ${target}`);
  };
  net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
    const [first] = given.flat() as [{ host?: string; path?: string } | number | string | undefined];
    const host =
      typeof first === "object" ? (first.path ?? first.host ?? "localhost") : String(given[1] ?? "localhost");
    if (!isHere(host)) refuse(host);
    return Reflect.apply(connect, this, given) as net.Socket;
  } as typeof connect;
  globalThis.fetch = ((input: RequestInfo | URL, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (/^https?:$/.test(url.protocol) && !isHere(url.hostname)) refuse(url.href);
    return fetchBefore(input, init);
  }) as typeof fetch;
  return {
    attempts,
    lift: () => {
      net.Socket.prototype.connect = connect;
      globalThis.fetch = fetchBefore;
    },
  };
}

function isHere(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || host.startsWith("127.") || host.startsWith("/");
}

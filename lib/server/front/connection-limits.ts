import "server-only";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Server } from "node:http";
import type { Socket } from "node:net";

/** What a connection may take. Milliseconds. */
export interface ConnectionLimits {
  /** From connecting, or from the answer before, until all headers are there. */
  readonly headersMs: number;
  /** Until the whole request is there. Our requests have no body. */
  readonly requestMs: number;
  /** A connection that is kept for the next request. */
  readonly keepAliveMs: number;
  /** Further ones are closed as they come. An idle one costs some ten kilobytes. */
  readonly connections: number;
}

/**
 * 2026-11-28 · Node allows a minute for headers and five for a request, and any number of connections: who sends a byte now and then
 * (slow loris) holds each for as long. Node looks every 30 s, so one ends at the latest 30 s after its time.
 */
export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 15_000,
  requestMs: 20_000,
  keepAliveMs: 10_000,
  connections: 20_000,
};

const CHANNEL = "net.server.socket";

/**
 * Holds every HTTP server of this process to the limits, from its first connection on: the framework starts the server, and
 * Node announces each connection before a byte of it is read. Returns what ends it.
 */
export function limitConnections(limits: ConnectionLimits = CONNECTION_LIMITS): () => void {
  const limited = new WeakSet<Server>();
  const onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket & { server?: unknown } };
    const { server } = socket;
    if (!(server instanceof Server)) return;
    // Node's own times begin with the first byte: a connection on which none comes is ours to end.
    setTimeout(() => socket.bytesRead === 0 && socket.destroy(), limits.headersMs).unref();
    if (limited.has(server)) return;
    limited.add(server);
    server.headersTimeout = limits.headersMs;
    server.requestTimeout = limits.requestMs;
    server.keepAliveTimeout = limits.keepAliveMs;
    server.maxConnections = limits.connections;
    server.maxHeadersCount = 100;
  };
  subscribe(CHANNEL, onSocket);
  return () => unsubscribe(CHANNEL, onSocket);
}

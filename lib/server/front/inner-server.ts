import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { duplexPair } from "node:stream";

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const inner = new WeakSet<object>();

/** Whether a request comes from within this process: nobody is held to a limit for it. */
export const isInnerServer = (server: object): boolean => inner.has(server);

/**
 * A server without a port: what it is asked goes through memory. By it the routes are asked on nobody's behalf, so that an
 * answer to be shared depends on no client: on no header of it, and not on whether it stays until the end.
 */
export class InnerServer {
  readonly #server: Server;

  constructor(listener: RequestListener) {
    this.#server = createServer({ keepAlive: false }, listener);
    inner.add(this.#server);
  }

  /** Resolves with the answer when its head is there. Rejects when there is none within `timeoutMs`. */
  get(path: string, headers: Readonly<Record<string, string>>, timeoutMs: number): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const [near, far] = duplexPair();
      const asked = request(
        { path, headers, createConnection: () => near as never, signal: AbortSignal.timeout(timeoutMs) },
        resolve,
      );
      asked.on("error", (error) => {
        near.destroy();
        far.destroy();
        reject(error);
      });
      // The halves do not tell each other of a break.
      far.once("close", () => far.writableFinished || near.destroy());
      near.once("close", () => far.destroy());
      this.#server.emit("connection", far);
      asked.end();
    });
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { Misbehaviour } from "./faults";
import type { NodeView } from "./node-view";
import { answerPost, answerUri } from "./rpc-dispatch";
import { METHODS } from "./rpc-methods";
import { Subscribers } from "./subscriptions";
import { TapeError } from "./tape-error";

/** What an endpoint has answered so far. `http` counts requests, also those met by a fault; `calls` JSON-RPC calls. */
export interface Counts {
  http: number;
  calls: Record<string, number>;
}

const MAX_BODY_BYTES = 1_000_000;
const JSON_TYPE = { "content-type": "application/json" };

/** One HTTP and WebSocket endpoint of a chain. Several of the same chain may misbehave each in its own way. */
export class NodeServer {
  readonly misbehaviour = new Misbehaviour();
  readonly view: NodeView;
  readonly subscribers: Subscribers;
  #counts: Counts = { http: 0, calls: {} };
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });

  constructor(honest: NodeView, onFirstSubscriber: () => void) {
    this.view = this.misbehaviour.view(honest);
    this.subscribers = new Subscribers(this.view, this.#count, onFirstSubscriber);
    this.#http = createServer({ keepAliveTimeout: 65_000, noDelay: true }, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  /** Throws `TapeError` when the port is taken. Port 0 takes any free one. */
  async listen(port: number, host: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", (error: NodeJS.ErrnoException) => {
        const because = error.code === "EADDRINUSE" ? "is in use already" : `cannot be opened (${error.message})`;
        reject(new TapeError(`port ${port} on ${host} ${because}`));
      });
      this.#http.listen(port, host, resolve);
    });
  }

  get url(): string {
    const { address, port } = this.#http.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  counts(): Counts {
    return { http: this.#counts.http, calls: { ...this.#counts.calls } };
  }

  resetCounts(): void {
    this.#counts = { http: 0, calls: {} };
  }

  async close(): Promise<void> {
    this.subscribers.close();
    this.#sockets.close();
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  readonly #count = (method: string): void => {
    this.#counts.calls[method] = (this.#counts.calls[method] ?? 0) + 1;
  };

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.#counts.http += 1;
    const path = (request.url ?? "").split("?")[0];
    if (path !== "/websocket" || this.misbehaviour.resets()) {
      socket.destroy();
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.subscribers.add(webSocket));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#counts.http += 1;
    const body = request.method === "POST" ? await readBody(request) : "";
    const { latencyMs } = this.misbehaviour.faults;
    if (latencyMs) await sleep(latencyMs);
    if (this.#refusedByFault(request, response)) return;
    if (body === undefined) {
      response.writeHead(413, JSON_TYPE).end();
      return;
    }
    const answer = this.#answer(request, body);
    if (!answer) {
      response.writeHead(200, { "content-type": "text/html" }).end(listOfMethods());
      return;
    }
    this.#send(response, answer.status, answer.body);
  }

  #answer(request: IncomingMessage, body: string): { status: number; body: Buffer } | undefined {
    if (body !== "") return answerPost(this.view, body, this.#count);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://tape");
    const method = pathname.slice(1);
    return method === "" ? undefined : answerUri(this.view, method, searchParams, this.#count);
  }

  #refusedByFault(request: IncomingMessage, response: ServerResponse): boolean {
    const { misbehaviour } = this;
    if (misbehaviour.resets()) {
      request.socket.resetAndDestroy();
      return true;
    }
    if (misbehaviour.strikes("status429")) {
      const seconds = misbehaviour.faults.retryAfterSeconds;
      response.writeHead(429, seconds === undefined ? {} : { "retry-after": String(seconds) }).end("too many requests");
      return true;
    }
    if (misbehaviour.strikes("status502")) {
      response.writeHead(502, { "content-type": "text/html" }).end("<html><body>502 Bad Gateway</body></html>");
      return true;
    }
    return false;
  }

  #send(response: ServerResponse, status: number, honest: Buffer): void {
    const { misbehaviour } = this;
    let body = honest;
    if (misbehaviour.strikes("garbageJson")) body = Buffer.from('{"jsonrpc":"2.0","id":1,"result":{"blo');
    else if (misbehaviour.strikes("wrongShape")) body = misshape(honest);
    const least = misbehaviour.faults.oversizedBytes ?? 0;
    // Spaces after the value: still JSON, only more of it than anybody wants.
    if (body.length < least) body = Buffer.concat([body, Buffer.alloc(least - body.length, 0x20)]);
    response.writeHead(status, { ...JSON_TYPE, "content-length": body.length });
    if (misbehaviour.strikes("cutBodies")) {
      response.write(body.subarray(0, body.length >> 1), () => response.destroy());
      return;
    }
    response.end(body);
  }
}

/** The envelope is right, what is in it is not: as from a gateway to another kind of node. */
function misshape(honest: Buffer): Buffer {
  const answer = JSON.parse(honest.toString("utf8")) as { id?: unknown } | { id?: unknown }[];
  const wrong = ({ id }: { id?: unknown }) => ({ jsonrpc: "2.0", id, result: { block: [], response: 7, height: {} } });
  return Buffer.from(JSON.stringify(Array.isArray(answer) ? answer.map(wrong) : wrong(answer)), "utf8");
}

/** The text of a request's body; `undefined` when it is larger than CometBFT's limit. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}

function listOfMethods(): string {
  const links = Object.entries(METHODS).map(([name, { args }]) => {
    const query = args.map((arg) => `${arg}=_`).join("&amp;");
    return `<a href="/${name}${query && `?${query}`}">${name}</a><br>`;
  });
  return `<html><body>Available endpoints:<br>${links.join("")}</body></html>`;
}

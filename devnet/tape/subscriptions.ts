import type { WebSocket } from "ws";
import { type NodeView, readBlock, readBlockResults } from "./node-view";
import { answerRequest, type CountCall, failure, idText, success } from "./rpc-dispatch";
import { internalError, RpcError } from "./rpc-error";
import { RpcParams } from "./rpc-params";

type EventName = "NewBlock" | "NewBlockHeader" | "NewBlockEvents";
interface Subscription {
  readonly id: string;
  readonly query: string;
  readonly event: EventName;
}
interface WsRequest {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

/** The `/websocket` side of one node: the same methods as over HTTP, and subscriptions to new blocks. */
export class Subscribers {
  readonly #sockets = new Map<WebSocket, Map<string, Subscription>>();

  constructor(
    private readonly view: NodeView,
    private readonly count: CountCall,
    /** Called when the first subscription comes, so that somebody begins to call `announce`. */
    private readonly onFirst: () => void,
  ) {}

  get isEmpty(): boolean {
    return [...this.#sockets.values()].every((subscriptions) => subscriptions.size === 0);
  }

  add(socket: WebSocket): void {
    this.#sockets.set(socket, new Map());
    socket.on("message", (data) => this.#receive(socket, String(data)));
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.terminate());
  }

  /** Tells every subscriber of a block that has come. */
  announce(height: number): void {
    const messages = new Map<EventName, { data: unknown; events: unknown }>();
    for (const [socket, subscriptions] of this.#sockets) {
      for (const { id, query, event } of subscriptions.values()) {
        const message = messages.get(event) ?? eventMessage(this.view, event, height);
        messages.set(event, message);
        socket.send(success(id, Buffer.from(JSON.stringify({ query, ...message }), "utf8")).toString("utf8"));
      }
    }
  }

  close(): void {
    for (const socket of this.#sockets.keys()) socket.terminate();
    this.#sockets.clear();
  }

  #receive(socket: WebSocket, text: string): void {
    const answer = this.#answer(socket, text);
    if (answer) socket.send(answer.toString("utf8"));
  }

  #answer(socket: WebSocket, text: string): Buffer | undefined {
    let request: WsRequest;
    try {
      request = JSON.parse(text) as WsRequest;
    } catch (cause) {
      return failure("-1", new RpcError(-32700, `error unmarshaling request: ${(cause as Error).message}`));
    }
    const id = idText(request?.id);
    try {
      if (request?.method === "subscribe") this.#subscribe(socket, id, queryOf(request.params));
      else if (request?.method === "unsubscribe") this.#unsubscribe(socket, queryOf(request.params));
      else if (request?.method === "unsubscribe_all") this.#sockets.get(socket)?.clear();
      else return answerRequest(this.view, request, this.count);
    } catch (error) {
      return failure(id, error instanceof RpcError ? error : internalError((error as Error).message));
    }
    this.count(String(request.method));
    return success(id, Buffer.from("{}"));
  }

  #subscribe(socket: WebSocket, id: string, query: string): void {
    const event = /^\s*tm\.event\s*=\s*'(NewBlock|NewBlockHeader|NewBlockEvents)'\s*$/.exec(query)?.[1];
    if (event === undefined) throw internalError(`not recorded: this node announces new blocks only, not ${query}`);
    const subscriptions = this.#sockets.get(socket);
    if (subscriptions?.has(query)) throw internalError("already subscribed");
    const first = this.isEmpty;
    subscriptions?.set(query, { id, query, event: event as EventName });
    if (first) this.onFirst();
  }

  #unsubscribe(socket: WebSocket, query: string): void {
    if (!this.#sockets.get(socket)?.delete(query)) throw internalError("subscription not found");
  }
}

function queryOf(params: unknown): string {
  return RpcParams.fromJson(params, ["query"]).text("query") ?? "";
}

/** The event as CometBFT 0.38 sends it: its data, and its attributes as `type.key` → values. */
function eventMessage(
  view: NodeView,
  event: EventName,
  height: number,
): { data: unknown; events: Record<string, string[]> } {
  const events: Record<string, string[]> = { "tm.event": [event] };
  const type = `tendermint/event/${event}`;
  const { block_id, block } = readBlock(view, height);
  if (event === "NewBlockHeader") return { data: { type, value: { header: block.header } }, events };
  const results = readBlockResults(view, height);
  const blockEvents = results.finalize_block_events ?? [];
  for (const { type: eventType, attributes } of blockEvents) {
    for (const { key, value } of attributes) {
      const name = `${eventType}.${key}`;
      events[name] = [...(events[name] ?? []), value];
    }
  }
  if (event === "NewBlockEvents") {
    const num_txs = String(block.data.txs?.length ?? 0);
    return { data: { type, value: { height: String(height), events: blockEvents, num_txs } }, events };
  }
  const result_finalize_block = {
    events: blockEvents,
    tx_results: results.txs_results,
    validator_updates: results.validator_updates,
    consensus_param_updates: results.consensus_param_updates,
    app_hash: results.app_hash,
  };
  return { data: { type, value: { block, block_id, result_finalize_block } }, events };
}

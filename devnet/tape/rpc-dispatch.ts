import type { NodeView } from "./node-view";
import { internalError, RpcError } from "./rpc-error";
import { METHODS } from "./rpc-methods";
import { RpcParams } from "./rpc-params";

/** CometBFT's `max_request_batch_size`. */
const MAX_BATCH = 10;

/** Told the name of every method answered, known or not. */
export type CountCall = (method: string) => void;

interface RpcRequest {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

/** The body of the answer to a POST: one response, a list of them, or nothing for notifications. */
export function answerPost(view: NodeView, body: string, count: CountCall): { status: number; body: Buffer } {
  let request: unknown;
  try {
    request = JSON.parse(body);
  } catch (cause) {
    const error = new RpcError(-32700, `error unmarshaling request: ${(cause as Error).message}`);
    return { status: 500, body: failure("-1", error) };
  }
  if (!Array.isArray(request)) {
    return { status: 200, body: Buffer.concat(answerParts(view, request as RpcRequest, count) ?? []) };
  }
  if (request.length > MAX_BATCH) {
    const error = new RpcError(-32600, `batch of ${request.length} requests exceeds the maximum of ${MAX_BATCH}`);
    return { status: 200, body: failure("-1", error) };
  }
  const answers = request.flatMap((one) => {
    const answer = answerParts(view, one as RpcRequest, count);
    return answer ? [answer] : [];
  });
  // As CometBFT does, a list of one is answered by an object.
  if (answers.length <= 1) return { status: 200, body: Buffer.concat(answers[0] ?? []) };
  const parts = answers.flatMap((answer, i) => [i === 0 ? OPEN : COMMA, ...answer]);
  return { status: 200, body: Buffer.concat([...parts, CLOSE]) };
}

/** One request of a POST or a WebSocket; `undefined` for a notification, which is not answered. */
export function answerRequest(view: NodeView, request: RpcRequest, count: CountCall): Buffer | undefined {
  const parts = answerParts(view, request, count);
  return parts && Buffer.concat(parts);
}

/** Pieces of the answer, so that a large result is copied once, into the whole. */
function answerParts(view: NodeView, request: RpcRequest, count: CountCall): Buffer[] | undefined {
  if (typeof request !== "object" || request === null || typeof request.method !== "string") {
    return [failure(idText(request?.id), new RpcError(-32600, "a request is an object with a method"))];
  }
  if (request.id === undefined) return undefined;
  const { method } = request;
  return answerCall(view, idText(request.id), method, (args) => RpcParams.fromJson(request.params, args), count).body;
}

/** A GET: the method is the path and the arguments are the query. Errors have status 500, as CometBFT's. */
export function answerUri(
  view: NodeView,
  method: string,
  query: URLSearchParams,
  count: CountCall,
): { status: number; body: Buffer } {
  const { ok, body } = answerCall(view, "-1", method, () => RpcParams.fromUri(query), count);
  return { status: ok ? 200 : 500, body: Buffer.concat(body) };
}

function answerCall(
  view: NodeView,
  id: string,
  name: string,
  params: (args: readonly string[]) => RpcParams,
  count: CountCall,
): { ok: boolean; body: Buffer[] } {
  count(name);
  try {
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (!method) throw new RpcError(-32601, `no method ${name}`);
    const result = method.run(view, params(method.args));
    return {
      ok: true,
      body: successParts(id, Buffer.isBuffer(result) ? result : Buffer.from(JSON.stringify(result.json), "utf8")),
    };
  } catch (error) {
    return {
      ok: false,
      body: [failure(id, error instanceof RpcError ? error : internalError((error as Error).message))],
    };
  }
}

/** A successful response around the bytes of a result. */
export function success(id: string, result: Buffer): Buffer {
  return Buffer.concat(successParts(id, result));
}

function successParts(id: string, result: Buffer): Buffer[] {
  return [Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":`), result, END];
}

export function failure(id: string, error: RpcError): Buffer {
  return Buffer.from(`{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(error)}}`, "utf8");
}

/** Whatever the client chose as id comes back as it was. */
export function idText(id: unknown): string {
  return JSON.stringify(id ?? null);
}

const OPEN = Buffer.from("[");
const COMMA = Buffer.from(",");
const CLOSE = Buffer.from("]");
const END = Buffer.from("}");

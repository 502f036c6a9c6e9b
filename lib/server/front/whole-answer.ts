import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** Larger bodies are not copied: head and body then go as two pieces. */
const MAX_COPIED_BYTES = 128 * 1_024;

/**
 * What a `ServerResponse` keeps of its head. 2026-11-28 · Not documented, and so since Node 0.x: `writeHead` leaves the text of the
 * head in `_header`, and the first write sends it along. Checking and joining fifteen headers that are the same each time takes
 * a third of what an answer from memory costs, and head and body in one piece is one write to the socket instead of a gathered one.
 * Where the two fields are not as expected, `writeWhole` does nothing and says so.
 */
interface HeadOfResponse {
  _header: string | null;
  _headerSent: boolean;
}

/** Head of a 200 without the lines that are each answer's own. `headers`: names and values in turn, as Node's parser read them. */
export function headOf(headers: readonly string[], bodyBytes: number): Buffer {
  let text = "HTTP/1.1 200 OK\r\n";
  for (let i = 0; i + 1 < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return Buffer.from(`${text}content-length: ${bodyBytes}\r\n`, "latin1");
}

/**
 * Sends a 200 with its body. Returns false, with nothing sent, where something is unusual: a client that wants no further answer
 * on its connection or speaks HTTP/1.0, a method other than GET, a response that has been touched.
 */
export function writeWhole(
  request: IncomingMessage,
  response: ServerResponse,
  { head, body }: { readonly head: Buffer; readonly body: Buffer },
  requestId: string,
): boolean {
  const held = response as unknown as HeadOfResponse;
  if (held._header !== null || held._headerSent !== false || !response.shouldKeepAlive || !response.socket)
    return false;
  if (request.method !== "GET" || request.httpVersionMinor !== 1 || request.httpVersionMajor !== 1) return false;
  if (request.headers.connection !== undefined && request.headers.connection.toLowerCase() !== "keep-alive")
    return false;
  const own = `${linesSet(response)}x-request-id: ${requestId}\r\n${dateLine()}${keepAliveLines(request)}\r\n`;
  response.statusCode = 200;
  if (body.length > MAX_COPIED_BYTES) {
    held._header = head.toString("latin1") + own;
    response.end(body);
    return true;
  }
  const bytes = Buffer.allocUnsafe(head.length + own.length + body.length);
  head.copy(bytes, 0);
  bytes.write(own, head.length, "latin1");
  body.copy(bytes, head.length + own.length);
  held._header = own;
  held._headerSent = true;
  response.end(bytes);
  return true;
}

/** What others have set for this answer (the limit of a client). Node has checked each when it was set. */
function linesSet(response: ServerResponse): string {
  let lines = "";
  for (const name of response.getHeaderNames()) {
    const value = response.getHeader(name);
    for (const one of Array.isArray(value) ? value : [value]) lines += `${name}: ${one}\r\n`;
  }
  return lines;
}

/** As Node says it of itself. */
function keepAliveLines({ socket }: IncomingMessage): string {
  const { keepAliveTimeout = 0 } = (socket as unknown as { server?: Server }).server ?? {};
  return keepAliveTimeout > 0
    ? `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(keepAliveTimeout / 1_000)}\r\n`
    : "Connection: keep-alive\r\n";
}

let dated = { second: -1, line: "" };

function dateLine(): string {
  const second = Math.floor(Date.now() / 1_000);
  if (dated.second !== second) dated = { second, line: `Date: ${new Date(second * 1_000).toUTCString()}\r\n` };
  return dated.line;
}

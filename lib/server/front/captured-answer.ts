import type { IncomingMessage, ServerResponse } from "node:http";
import { headOf, writeWhole } from "./whole-answer";

/** An answer as a route sent it, to be sent again. */
export interface CapturedAnswer {
  readonly status: number;
  /** Names and values in turn, without those that belong to one connection or one request. */
  readonly headers: readonly string[];
  /** The headers as they are sent with the body. */
  readonly head: Buffer;
  readonly body: Buffer;
  readonly etag?: string;
  /** A cache may keep it, as its own headers say. */
  readonly isKeepable: boolean;
  /** It may be kept for good. */
  readonly isFinal: boolean;
}

/** Of one connection or one request: each answer gets its own. */
const OWN = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "date", "x-request-id"]);
const OF_BODY = new Set(["content-encoding"]);

/** Reads an answer to its end. Rejects when it is cut off. */
export async function captureAnswer(message: IncomingMessage): Promise<CapturedAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  if (!message.complete) throw new Error("the answer was cut off");
  const { headers, statusCode = 500 } = message;
  const cache = headers["cache-control"] ?? "";
  const kept = without(message.rawHeaders, OWN);
  const body = Buffer.concat(chunks);
  return {
    status: statusCode,
    headers: kept,
    head: headOf(kept, body.length),
    body,
    ...(headers.etag === undefined ? {} : { etag: headers.etag }),
    isKeepable:
      statusCode === 200 &&
      isForAll(cache) &&
      headers["set-cookie"] === undefined &&
      (headers["content-type"] ?? "").startsWith("application/json"),
    isFinal: maxAgeOf(cache) >= 3_600,
  };
}

/** An answer of which was said that it is unchanged. How long it may be kept can have changed: what was live is final one day. */
export function renewed(answer: CapturedAnswer, told: CapturedAnswer): CapturedAnswer {
  const cache = headerOf(told.headers, "cache-control");
  const headers = answer.headers.map((text, i) =>
    i % 2 === 1 && cache !== undefined && answer.headers[i - 1]?.toLowerCase() === "cache-control" ? cache : text,
  );
  const head = headOf(headers, answer.body.length);
  return { ...answer, headers, head, isKeepable: isForAll(cache ?? ""), isFinal: told.isFinal };
}

/** Whether any cache may show it to anybody, if only for a moment. */
function isForAll(cache: string): boolean {
  return /\bpublic\b/.test(cache) && maxAgeOf(cache) > 0;
}

/** Seconds. */
function maxAgeOf(cache: string): number {
  return Number(/(?:^|[\s,])max-age=(\d+)/.exec(cache)?.[1] ?? 0);
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}

/** Sends a captured answer as the route would have: with a body, for HEAD without, or as 304 to whoever has it already. */
export function sendCaptured(
  request: IncomingMessage,
  response: ServerResponse,
  answer: CapturedAnswer,
  requestId: string,
): number {
  const { status, headers, body, etag } = answer;
  const known = request.headers["if-none-match"];
  if (status === 200 && etag !== undefined && known !== undefined && isKnown(known, etag)) {
    response.writeHead(304, [...without(headers, OF_BODY), "x-request-id", requestId]);
    response.end();
    return 304;
  }
  if (status === 200 && writeWhole(request, response, answer, requestId)) return status;
  const own = ["x-request-id", requestId, "content-length", String(body.length)];
  response.writeHead(status, headers.concat(own));
  if (request.method === "HEAD") response.end();
  else response.end(body);
  return status;
}

/** As `isUnchanged` in `answer.ts` decides. */
function isKnown(known: string, etag: string): boolean {
  const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function without(headers: readonly string[], names: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!names.has((headers[i] as string).toLowerCase())) kept.push(headers[i] as string, headers[i + 1] as string);
  }
  return kept;
}

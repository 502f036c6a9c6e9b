import "server-only";
import { createHash } from "node:crypto";
import { ChainError } from "@/lib/chain/errors";
import { csvLines, csvOrigin } from "./csv";
import { deps, type ServerDeps } from "./deps";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import { decodeSegment, formatCursor, type ListQuery, parseListQuery } from "./query-params";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag",
} as const;

/** Seconds. A live answer is good for less than a block; behind it a proxy may show the old one while it asks. */
const LIVE_CACHE = "public, max-age=1, stale-while-revalidate=5";
/** Once a height is indexed, its answer does not change any more. */
const FINAL_CACHE = "public, max-age=86400, stale-while-revalidate=604800";

/** What a cache may do with an answer: a final one is kept. */
export function cacheControl(isFinal: boolean): string {
  return isFinal ? FINAL_CACHE : LIVE_CACHE;
}

type AnyView = Extract<ReadResult<unknown, { readonly next?: string }>, { state: "ok" }>;
type Read = (deps: ServerDeps, query: ListQuery) => Promise<ReadResult<unknown>>;

/**
 * Answers a GET with a view: `{ data, asOf, next? }` and whatever stands beside the data. Lists are cut by `limit` and
 * `cursor`, and come as CSV to whoever asks for that first. Errors of ours become `{ error: { code, message } }`.
 */
export function answerView(request: Request, read: Read): Promise<Response> {
  return guarded(async () => {
    const { searchParams } = new URL(request.url);
    const query = parseListQuery(searchParams);
    if ("state" in query) return problem(query);
    const held = await deps();
    const view = await read(held, query);
    if (view.state === "fault") return problem(view);
    // A download is the whole list unless a part of it was asked for.
    const csv = isPart(searchParams) ? pageOf(view, query).data : view.data;
    return respond(
      request,
      held,
      view,
      () => pageOf(view, query),
      async () => csv,
    );
  });
}

/**
 * Answers a GET with one page of a list too long to be made whole: `read` gives the rows of the page and `next`, and `parse`
 * reads the address with the list's own filters and cursor.
 */
export function answerPage<Query extends object>(
  request: Request,
  parse: (params: URLSearchParams) => Query | ReadFault,
  read: (deps: ServerDeps, query: Query) => Promise<ReadResult<unknown, { readonly next?: string }>>,
): Promise<Response> {
  return guarded(async () => {
    const { searchParams } = new URL(request.url);
    const held = await deps();
    const readPage = async (params: URLSearchParams) => {
      const query = parse(params);
      return "state" in query && query.state === "fault" ? (query as ReadFault) : read(held, query as Query);
    };
    const view = await readPage(searchParams);
    if (view.state === "fault") return problem(view);
    return respond(
      request,
      held,
      view,
      () => view,
      async () => {
        const rows = [...(view.data as unknown[])];
        let next = isPart(searchParams) ? undefined : view.next;
        for (let page = 1; next !== undefined && page < MAX_CSV_PAGES; page += 1) {
          const params = new URLSearchParams(searchParams);
          params.set("cursor", next);
          const more = await readPage(params);
          if (more.state === "fault") break;
          rows.push(...(more.data as unknown[]));
          next = more.next;
        }
        return rows;
      },
    );
  });
}

/** A download of a list that is read page by page ends after so many of them. */
const MAX_CSV_PAGES = 200;

const isPart = (params: URLSearchParams) => params.has("limit") || params.has("cursor");

async function respond(
  request: Request,
  held: ServerDeps,
  view: AnyView,
  page: () => AnyView,
  csvRows: () => Promise<unknown>,
): Promise<Response> {
  const { searchParams, pathname } = new URL(request.url);
  const cache = { "cache-control": cacheControl(view.isFinal), vary: "Accept" };
  if (Array.isArray(view.data) && wantsCsv(request, searchParams)) {
    const about = csvOrigin(network(pathname), view.asOf, addressOf(request, held.publicUrl));
    return answerCsv(request, about, await csvRows(), {
      ...cache,
      "content-disposition": `attachment; filename="${csvName(pathname, view.asOf.height)}"`,
    });
  }
  searchParams.sort();
  const body = await held.cache.bodies.get(`${pathname} ${view.version} ${searchParams}`, async () => {
    const text = JSON.stringify(bodyOf(page()));
    return { text, etag: etagOf([text]) };
  });
  const headers = { ...CORS, ...cache, etag: body.etag, "content-type": "application/json; charset=utf-8" };
  if (isUnchanged(request, body.etag)) return new Response(null, { status: 304, headers });
  return new Response(body.text, { headers });
}

/** Lines of a list, sent as they are made: a long list is never one text in memory. Its tag is made in a pass of its own. */
function answerCsv(request: Request, about: string, data: unknown, more: Record<string, string>): Response {
  const lines = () => csvLines(data as object[], about);
  const etag = etagOf(lines());
  const headers = { ...CORS, ...more, etag, "content-type": "text/csv; charset=utf-8; header=present" };
  if (isUnchanged(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(streamOf(lines()), { headers });
}

const CHUNK_LENGTH = 16_384;

/** Text piece by piece, in chunks worth sending, made only as fast as they are taken. */
function streamOf(lines: Iterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      let chunk = "";
      while (chunk.length < CHUNK_LENGTH) {
        const { value, done } = lines.next();
        if (done) {
          if (chunk !== "") controller.enqueue(encoder.encode(chunk));
          controller.close();
          return;
        }
        chunk += value;
      }
      controller.enqueue(encoder.encode(chunk));
    },
  });
}

/** A strong tag: the same bytes have the same. */
function etagOf(parts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return `"${hash.digest("base64url").slice(0, 27)}"`;
}

/** The address under which readers see this answer. */
function addressOf(request: Request, publicUrl: string | undefined): string {
  const { origin, pathname, search } = new URL(request.url);
  return `${(publicUrl ?? origin).replace(/\/+$/, "")}${pathname}${search}`;
}

/** Runs a route's work; what it throws is answered by whose fault it is. */
export async function guarded(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const { log } = await deps();
    if (error instanceof ChainError) {
      log.warn({ err: error }, "a node failed while a route waited for it");
      return problem(
        fault(
          error.code === "timeout" ? 504 : 502,
          `node-${error.code}`,
          "A node of the chain did not answer as it should.",
        ),
      );
    }
    log.error({ err: error }, "a route failed");
    return Response.json(
      { error: { code: "internal", message: "This is our fault; it has been logged." } },
      { status: 500, headers: { ...CORS, "cache-control": "no-store" } },
    );
  }
}

/** An answer that says in one sentence why there is none. */
export function problem({ status, code, message }: ReadFault): Response {
  const retry = status === 503 ? { "retry-after": "5" } : {};
  return Response.json(
    { error: { code, message } },
    { status, headers: { ...CORS, "cache-control": "no-store", ...retry } },
  );
}

/** JSON outside the views: networks, health, the OpenAPI file. */
export function plainJson(data: unknown, cacheControl = LIVE_CACHE): Response {
  return Response.json(data, { headers: { ...CORS, "cache-control": cacheControl } });
}

/** Preflight of browsers on other pages. */
export function OPTIONS(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...CORS,
      "access-control-allow-methods": "GET, HEAD, OPTIONS",
      "access-control-allow-headers": "Accept, If-None-Match",
      "access-control-max-age": "86400",
    },
  });
}

function pageOf(view: AnyView, { limit, offset }: ListQuery): AnyView {
  if (!Array.isArray(view.data)) return view;
  const rows = view.data as unknown[];
  const end = offset + limit;
  return {
    ...view,
    data: rows.slice(offset, end),
    ...(end < rows.length ? { next: formatCursor(view.asOf.height, end) } : {}),
  };
}

function bodyOf({ state: _state, isFinal: _isFinal, version: _version, ...body }: AnyView): object {
  return body;
}

/** By its first choice of media type, or in the address: a link cannot send a header. */
function wantsCsv(request: Request, searchParams: URLSearchParams): boolean {
  if (searchParams.get("format") === "csv") return true;
  return (request.headers.get("accept") ?? "").split(",")[0]?.trim().toLowerCase().startsWith("text/csv") ?? false;
}

function csvName(pathname: string, height: number): string {
  return `${pathname.replace(/^\/api\/v1\//, "").replace(/[^a-zA-Z0-9._-]+/g, "-")}-${height}.csv`;
}

/** The network in the path of a route. */
function network(pathname: string): string {
  return decodeSegment(pathname.split("/")[3] ?? "");
}

function isUnchanged(request: Request, etag: string): boolean {
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}

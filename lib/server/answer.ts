import "server-only";
import { createHash } from "node:crypto";
import { ChainError } from "@/lib/chain/errors";
import { toCsv } from "./csv";
import { deps, type ServerDeps } from "./deps";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import { formatCursor, type ListQuery, parseListQuery } from "./query-params";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "ETag",
} as const;

/** Seconds. A live answer is good for less than a block; behind it a proxy may show the old one while it asks. */
const LIVE_CACHE = "public, max-age=1, stale-while-revalidate=5";
/** Once a height is indexed, its answer does not change any more. */
const FINAL_CACHE = "public, max-age=86400, stale-while-revalidate=604800";

type AnyView = Extract<ReadResult<unknown, { readonly next?: string }>, { state: "ok" }>;
type Read = (deps: ServerDeps, query: ListQuery) => Promise<ReadResult<unknown>>;

/**
 * Answers a GET with a view: `{ data, asOf, next? }` and whatever stands beside the data. Lists are cut by `limit` and
 * `cursor`, and come as CSV to whoever asks for that first. Errors of ours become `{ error: { code, message } }`.
 */
export function answerView(request: Request, read: Read): Promise<Response> {
  return guarded(async () => {
    const { searchParams, pathname } = new URL(request.url);
    const query = parseListQuery(searchParams);
    if ("state" in query) return problem(query);
    const held = await deps();
    const view = await read(held, query);
    if (view.state === "fault") return problem(view);
    const isCsv = Array.isArray(view.data) && wantsCsv(request);
    const key = `${pathname} ${view.version} ${query.limit} ${query.offset} ${isCsv}`;
    const body = await held.cache.bodies.get(key, async () => {
      const text = isCsv ? toCsv(pageOf(view, query).data as object[]) : JSON.stringify(bodyOf(pageOf(view, query)));
      return { text, etag: `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"` };
    });
    const headers = {
      ...CORS,
      etag: body.etag,
      "cache-control": view.isFinal ? FINAL_CACHE : LIVE_CACHE,
      vary: "Accept",
      "content-type": isCsv ? "text/csv; charset=utf-8; header=present" : "application/json; charset=utf-8",
      ...(isCsv ? { "content-disposition": `attachment; filename="${csvName(pathname)}"` } : {}),
    };
    if (isUnchanged(request, body.etag)) return new Response(null, { status: 304, headers });
    return new Response(body.text, { headers });
  });
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

function wantsCsv(request: Request): boolean {
  return (request.headers.get("accept") ?? "").split(",")[0]?.trim().toLowerCase().startsWith("text/csv") ?? false;
}

function csvName(pathname: string): string {
  return `${pathname.replace(/^\/api\/v1\//, "").replace(/[^a-zA-Z0-9._-]+/g, "-")}.csv`;
}

function isUnchanged(request: Request, etag: string): boolean {
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}

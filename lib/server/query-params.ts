import { fault, type ReadFault } from "./outcome";

export const MAX_LIMIT = 1_000;

export interface ListQuery {
  /** Provider height the answer is pinned to; absent = the head. */
  readonly height?: number;
  readonly limit: number;
  /** How many rows a cursor has already passed. */
  readonly offset: number;
}

/** Reads `?height=`, `?limit=` and `?cursor=`. A parameter that is repeated or not what it should be is a fault. */
export function parseListQuery(params: URLSearchParams): ListQuery | ReadFault {
  for (const name of ["height", "limit", "cursor"]) {
    if (params.getAll(name).length > 1)
      return fault(400, `bad-${name}`, `Give ${name} once, not ${params.getAll(name).length} times.`);
  }
  const height = parseHeight(params.get("height"));
  if (typeof height === "object") return height;
  const limitText = params.get("limit");
  const limit = limitText === null ? MAX_LIMIT : wholeNumber(limitText);
  if (limit === undefined || limit < 1 || limit > MAX_LIMIT) {
    return fault(400, "bad-limit", `A limit is a whole number from 1 to ${MAX_LIMIT}.`);
  }
  const cursor = params.get("cursor");
  const offset = cursor === null ? 0 : parseCursor(cursor);
  if (offset === undefined)
    return fault(400, "bad-cursor", "A cursor is the text that an earlier answer gave as next.");
  return { limit, offset, ...(height === undefined ? {} : { height }) };
}

/** `?height=` as text, as a page or a route gets it; `undefined` when it is not given. */
export function parseHeight(text: string | readonly string[] | null | undefined): number | ReadFault | undefined {
  if (text === null || text === undefined) return undefined;
  const height = typeof text === "string" ? wholeNumber(text) : undefined;
  if (height === undefined || height < 1) {
    return fault(400, "bad-height", "A height is a whole number of at least 1, such as 1200.");
  }
  return height;
}

/** The cursor that goes on after so many rows. Opaque to readers. */
export function formatCursor(offset: number): string {
  return `r${offset.toString(36)}`;
}

function parseCursor(text: string): number | undefined {
  const offset = /^r[0-9a-z]{1,8}$/.test(text) ? Number.parseInt(text.slice(1), 36) : Number.NaN;
  return Number.isSafeInteger(offset) ? offset : undefined;
}

function wholeNumber(text: string): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

import { fault, type ReadFault } from "./outcome";

const MAX_LIMIT = 1_000;

export interface ListQuery {
  /** Provider height the answer is pinned to; absent = the head. */
  readonly height?: number;
  readonly limit: number;
  /** How many rows a cursor has already passed. */
  readonly offset: number;
}

/**
 * Reads `?height=`, `?limit=` and `?cursor=`. A parameter that is repeated or not what it should be is a fault. A cursor
 * carries the height of the page it came from, so that the pages of one list fit together while blocks arrive.
 */
export function parseListQuery(params: URLSearchParams): ListQuery | ReadFault {
  const parsed = parseHeightAndLimit(params, ["cursor"]);
  if ("state" in parsed) return parsed;
  const { height, limit } = parsed;
  const cursorText = params.get("cursor");
  const cursor = cursorText === null ? undefined : parseCursor(cursorText);
  if (cursorText !== null && (!cursor || (height !== undefined && cursor.height !== height))) {
    return BAD_CURSOR;
  }
  const at = height ?? cursor?.height;
  return { limit, offset: cursor?.offset ?? 0, ...(at === undefined ? {} : { height: at }) };
}

/** The fault of a cursor that is none of ours, or comes from an answer for another height. */
export const BAD_CURSOR = fault(
  400,
  "bad-cursor",
  "A cursor is the text that an earlier answer for the same height gave as next.",
);

/** Reads `?height=` and `?limit=`, and refuses these and the other names given when they are repeated. */
export function parseHeightAndLimit(
  params: URLSearchParams,
  names: readonly string[],
): { readonly height?: number; readonly limit: number } | ReadFault {
  for (const name of ["height", "limit", ...names]) {
    const given = params.getAll(name).length;
    if (given > 1) return fault(400, `bad-${name}`, `Give ${name} once, not ${given} times.`);
  }
  const height = parseHeight(params.get("height"));
  if (typeof height === "object") return height;
  const limitText = params.get("limit");
  const limit = limitText === null ? MAX_LIMIT : wholeNumber(limitText);
  if (limit === undefined || limit < 1 || limit > MAX_LIMIT) {
    return fault(400, "bad-limit", `A limit is a whole number from 1 to ${MAX_LIMIT}.`);
  }
  return { limit, ...(height === undefined ? {} : { height }) };
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

/** The cursor that goes on after so many rows of the list at a height. Opaque to readers. */
export function formatCursor(height: number, offset: number): string {
  return `${height.toString(36)}.${offset.toString(36)}`;
}

function parseCursor(text: string): { height: number; offset: number } | undefined {
  const [, height = "", offset = ""] = /^([0-9a-z]{1,9})\.([0-9a-z]{1,9})$/.exec(text) ?? [];
  const parsed = { height: Number.parseInt(height, 36), offset: Number.parseInt(offset, 36) };
  return parsed.height >= 1 && parsed.offset >= 1 ? parsed : undefined;
}

function wholeNumber(text: string): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** A path segment as the reader meant it: some arrive still percent-encoded. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

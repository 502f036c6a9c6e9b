import type { SearchHit } from "@/lib/api/contracts/search";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";

/** What is searched for, read once. */
export interface SearchQuery {
  /** As typed, without outer blanks. */
  readonly text: string;
  /** Without case and accents; see `foldText`. */
  readonly folded: string;
}

export interface Found {
  readonly hits: readonly (SearchHit & {
    /** From 0 to 1, how well it fits among those of one kind. */
    readonly fit: number;
  })[];
  /** The query has this source's form, and this is why it leads nowhere. */
  readonly miss?: string;
}

/** One kind of thing that can be searched for. A new one is a function of its own and a line in `read-search.ts`. */
export type SearchSource = (deps: ServerDeps, frame: Frame, query: SearchQuery) => Found | Promise<Found>;

export const NOTHING: Found = { hits: [] };

/**
 * How well a folded name answers a folded query: 1 the same, less for a beginning, a beginning of a word, a part;
 * `undefined` when it does not. Plain comparisons: nothing a query could make slow.
 */
export function fitOf(name: string, query: string): number | undefined {
  if (name === query) return 1;
  const at = name.indexOf(query);
  if (at === -1) return undefined;
  if (at === 0) return 0.8;
  return name.charAt(at - 1) === " " ? 0.6 : 0.4;
}

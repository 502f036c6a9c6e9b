import "server-only";
import { HIT_KINDS, type SearchView } from "@/lib/api/contracts/search";
import { foldText } from "@/lib/format/fold-text";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { fault, type ReadResult } from "./outcome";
import { searchHashes, searchHeights } from "./search-blocks";
import { searchConsumers } from "./search-consumers";
import { searchProposals } from "./search-proposals";
import type { SearchSource } from "./search-source";
import { searchAddresses, searchMonikers } from "./search-validators";
import { viewAt } from "./view";

/** Longer than any address, key or name; what is longer is refused before anybody looks at it. */
const MAX_QUERY = 500;
const MAX_HITS = 50;

/** Everything that can be searched for. */
// biome-ignore format: one a line
const SOURCES: readonly SearchSource[] = [
  searchAddresses,
  searchHashes,
  searchConsumers,
  searchHeights,
  searchProposals,
  searchMonikers,
];

/** What a text leads to, best first: names in full before parts of names. Never a guess: what several bear, all are named. */
export function readSearch(
  deps: ServerDeps,
  network: string,
  text: string,
  at: ViewAt,
): Promise<ReadResult<SearchView>> {
  return viewAt<SearchView>(deps, network, at, async (frame) => {
    if (text.length > MAX_QUERY) {
      return fault(400, "query-too-long", `A search is at most ${MAX_QUERY} characters long; this is ${text.length}.`);
    }
    return { data: await search(deps, frame, text.trim()) };
  });
}

async function search(deps: ServerDeps, frame: Frame, text: string): Promise<SearchView> {
  const query = { text, folded: foldText(text, MAX_QUERY) };
  if (text === "") return { query: text, hits: [], more: 0, notUnderstood: [] };
  const found = await Promise.all(SOURCES.map((source) => source(deps, frame, query)));
  const ranked = found
    .flatMap(({ hits }) => hits)
    .sort(
      (a, b) =>
        Number(b.isExact) - Number(a.isExact) || b.fit - a.fit || HIT_KINDS.indexOf(a.kind) - HIT_KINDS.indexOf(b.kind),
    );
  const hits = uniqueByLink(ranked);
  const exact = hits.filter(({ isExact }) => isExact);
  const misses = found.flatMap(({ miss }) => (miss === undefined ? [] : [miss]));
  return {
    query: text,
    hits: hits.slice(0, MAX_HITS).map(({ fit: _fit, ...hit }) => hit),
    more: Math.max(0, hits.length - MAX_HITS),
    ...(exact.length === 1 && exact[0] ? { jump: exact[0].link } : {}),
    notUnderstood:
      exact.length > 0
        ? []
        : misses.length > 0
          ? misses
          : hits.length > 0
            ? []
            : [
                `Nothing on ${frame.snapshot.chainId} at block ${frame.snapshot.height} is called this, and it is no address, key, hash or height.`,
              ],
  };
}

/** One thing may answer in several ways: its best stays. */
function uniqueByLink<Hit extends { readonly link: string }>(ranked: readonly Hit[]): Hit[] {
  const seen = new Set<string>();
  return ranked.filter(({ link }) => {
    if (seen.has(link)) return false;
    seen.add(link);
    return true;
  });
}

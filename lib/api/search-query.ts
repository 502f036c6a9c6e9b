import { queryOptions } from "@tanstack/react-query";
import { apiPath } from "./api-path";
import type { SearchView } from "./contracts/search";
import { getJson } from "./get-json";

/** What a text leads to. Not refreshed by itself: a list that moves under the reader's hand is worse than one a minute old. */
export const searchQuery = (network: string, q: string, height?: number) =>
  queryOptions({
    queryKey: ["search", network, q, height ?? "head"],
    queryFn: ({ signal }) => getJson<SearchView>(apiPath(network, "/search", height, { q }), signal),
    staleTime: 60_000,
  });

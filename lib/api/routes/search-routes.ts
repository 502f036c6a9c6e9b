import { envelope } from "../contracts/common";
import { searchView } from "../contracts/search";
import type { Route } from "./route";

export const SEARCH_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/search",
    summary:
      "What a text leads to: addresses, keys and names of validators, consumers by any of their names, heights, hashes",
    answer: envelope(searchView),
    parameters: ["network", "searchFor", "height"],
  },
];

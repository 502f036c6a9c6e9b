import { envelope } from "../contracts/common";
import { whatIfView } from "../contracts/what-if";
import type { Route } from "./route";

/** What the next set of a consumer is computed from. */
export const WHAT_IF_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/what-if",
    summary: "Everything the next set of a consumer is computed from; without a consumer, for a chain yet to come",
    answer: envelope(whatIfView),
    parameters: ["network", "consumer", "height"],
  },
];

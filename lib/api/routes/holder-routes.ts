import { envelope } from "../contracts/common";
import { holdersView } from "../contracts/holder";
import type { Route } from "./route";

export const HOLDER_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/holders",
    summary: "What up to 50 validators secure, at what commission, and what a slash anywhere would cost",
    answer: envelope(holdersView),
    parameters: ["network", "v", "delegator", "height"],
  },
];

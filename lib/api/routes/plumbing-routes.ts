import { envelope } from "../contracts/common";
import { consumerBlocksView, plumbingView } from "../contracts/plumbing";
import type { Route } from "./route";

/** What joins the chains, and what their blocks carry. */
export const PLUMBING_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/network",
    summary: "Light clients both ways, connections, channels, and relayers by what they carried",
    answer: envelope(plumbingView),
    parameters: ["network", "height"],
  },
  {
    path: "/api/v1/{network}/consumers/{id}/blocks",
    summary: "Block space of one consumer beside the provider's and the other consumers'",
    answer: envelope(consumerBlocksView),
    parameters: ["network", "id", "height"],
  },
];

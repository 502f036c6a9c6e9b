import { envelope } from "../contracts/common";
import { consumerSecurityView, securityHistoryView, securityOverlapView, securityView } from "../contracts/security";
import { LIST, type Route } from "./route";

/** How much security each chain has. */
export const SECURITY_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/security",
    summary: "Stake behind the provider and each launched consumer, and what it takes to halt or take them",
    answer: envelope(securityView),
    parameters: ["network", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/security/overlap",
    summary: "Which validator secures which consumer",
    answer: envelope(securityOverlapView),
    parameters: ["network", "height"],
  },
  {
    path: "/api/v1/{network}/security/{scope}/history",
    summary: "The figures of one chain after each of the last epochs",
    answer: envelope(securityHistoryView),
    parameters: ["network", "scope", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/consumers/{id}/security",
    summary: "Security of one consumer beside the provider's, and the arithmetic of its caps",
    answer: envelope(consumerSecurityView),
    parameters: ["network", "id", "height"],
  },
];

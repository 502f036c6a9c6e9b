import { envelope } from "../contracts/common";
import { proposalsView, proposalView } from "../contracts/proposal";
import { LIST, type Route } from "./route";

export const PROPOSAL_ROUTES: readonly Route[] = [
  {
    path: "/api/v1/{network}/proposals",
    summary: "Proposals of the provider and of consumers that govern themselves, with what each would change",
    answer: envelope(proposalsView),
    parameters: ["network", "chain", ...LIST],
    isList: true,
  },
  {
    path: "/api/v1/{network}/proposals/{id}",
    summary: "One proposal: its messages decoded, its effects, its votes",
    answer: envelope(proposalView),
    parameters: ["network", "proposal", "chain", "height"],
  },
];

import type { ProposalStatus } from "@/lib/api/contracts/proposal";

export type ProposalFilterStatus = ProposalStatus;

/** Statuses in the order of a proposal's life; names repeated here because the browser does not carry the schemas. */
export const PROPOSAL_STATUS_WORDS: readonly { readonly status: ProposalStatus; readonly word: string }[] = [
  { status: "deposit", word: "collecting a deposit" },
  { status: "voting", word: "in voting" },
  { status: "passed", word: "passed" },
  { status: "rejected", word: "rejected" },
  { status: "failed", word: "failed" },
];

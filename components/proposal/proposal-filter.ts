import type { ProposalListItem } from "@/lib/api/contracts/proposal";
import { PROPOSAL_STATUS_WORDS, type ProposalFilterStatus } from "./proposal-statuses";

/** What the address narrows the list of proposals to. */
export interface ProposalFilter {
  readonly status?: ProposalFilterStatus;
  /** Those with a message of Interchain Security, or whose words name a consumer. */
  readonly isIcsOnly: boolean;
  readonly chain?: string;
}

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the filter of an address; what is no filter is left out. */
export function parseProposalFilter(params: SearchParams): ProposalFilter {
  const status = one(params.status);
  const chain = one(params.chain)?.slice(0, 100);
  const known = PROPOSAL_STATUS_WORDS.find(({ status: name }) => name === status)?.status;
  return {
    ...(known === undefined ? {} : { status: known }),
    isIcsOnly: one(params.ics) === "1",
    ...(chain ? { chain } : {}),
  };
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

export function applyProposalFilter(rows: readonly ProposalListItem[], filter: ProposalFilter): ProposalListItem[] {
  return rows.filter(
    (row) =>
      (filter.status === undefined || row.status === filter.status) &&
      (!filter.isIcsOnly || row.isIcs || row.mentions.length > 0) &&
      (filter.chain === undefined || row.chainId === filter.chain),
  );
}

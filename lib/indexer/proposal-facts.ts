import type { GovCoin, GovRules, GovStatus, StoredProposal } from "@/lib/chain/gov-client";

/** Where a proposal stands, as it holds for a range of heights. Times are nanoseconds since 1970, decimal text. */
export interface ProposalFact {
  readonly id: string;
  readonly status: GovStatus;
  readonly depositEndNs?: string;
  readonly votingStartNs?: string;
  readonly votingEndNs?: string;
  readonly endedNs?: string;
  readonly endedHeight?: number;
  /** Why it failed, or how it ended without a vote. Chain text, or ours. */
  readonly reason?: string;
  readonly totalDeposit: readonly GovCoin[];
  readonly rules?: GovRules;
}

export function isOver({ status }: ProposalFact): boolean {
  return status !== "deposit" && status !== "voting";
}

/** The fact a proposal's own state tells. */
export function factOfState(proposal: StoredProposal): ProposalFact {
  const { id, status, depositEndNs, votingStartNs, votingEndNs, failedReason, totalDeposit } = proposal;
  const over = status !== "deposit" && status !== "voting";
  return {
    id: String(id),
    status,
    totalDeposit,
    ...(depositEndNs === undefined ? {} : { depositEndNs: String(depositEndNs) }),
    ...(votingStartNs === undefined ? {} : { votingStartNs: String(votingStartNs) }),
    ...(votingEndNs === undefined ? {} : { votingEndNs: String(votingEndNs) }),
    ...(over && votingEndNs !== undefined ? { endedNs: String(votingEndNs) } : {}),
    ...(failedReason === "" ? {} : { reason: failedReason }),
  };
}

/** Columns of `proposal_status`, without chain and range. */
export function statusRow(fact: ProposalFact): object {
  return {
    proposal_id: fact.id,
    status: fact.status,
    deposit_end_ns: fact.depositEndNs ?? null,
    voting_start_ns: fact.votingStartNs ?? null,
    voting_end_ns: fact.votingEndNs ?? null,
    ended_ns: fact.endedNs ?? null,
    ended_height: fact.endedHeight ?? null,
    reason: fact.reason ?? null,
    total_deposit: fact.totalDeposit,
    rules: fact.rules ?? null,
  };
}

/** The sum of what was deposited and what comes on top: "5uatom,3uosmo" as events write it. */
export function addDeposit(total: readonly GovCoin[], amount: string): GovCoin[] {
  const sums = new Map(total.map(({ denom, amount: held }) => [denom, BigInt(held)]));
  for (const part of amount.split(",")) {
    const [, units, denom] = /^(\d{1,60})([a-zA-Z][a-zA-Z0-9/:._-]{1,127})$/.exec(part.trim()) ?? [];
    if (units !== undefined && denom !== undefined) sums.set(denom, (sums.get(denom) ?? 0n) + BigInt(units));
  }
  return [...sums].map(([denom, sum]) => ({ denom, amount: String(sum) }));
}

export interface VoteOption {
  readonly option: "yes" | "abstain" | "no" | "no-with-veto";
  /** Share of the voter's power, exact decimal text. */
  readonly weight: string;
}

const OPTIONS: Readonly<Record<string, VoteOption["option"]>> = {
  1: "yes",
  2: "abstain",
  3: "no",
  4: "no-with-veto",
  VOTE_OPTION_YES: "yes",
  VOTE_OPTION_ABSTAIN: "abstain",
  VOTE_OPTION_NO: "no",
  VOTE_OPTION_NO_WITH_VETO: "no-with-veto",
};

/**
 * Attribute `option` of `proposal_vote`: JSON since SDK 0.47 (`[{"option":1,"weight":"1.0"}]`), before that protobuf text
 * (`option:VOTE_OPTION_YES weight:"1.000000000000000000"`). Empty when it is neither.
 */
export function parseVoteOptions(text: string): VoteOption[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list.flatMap((one) => optionOf(one?.option, one?.weight));
  } catch {
    // The older form.
  }
  const parts = text.matchAll(/option:\s*(\w+)(?:\s+weight:\s*"([\d.]+)")?/g);
  return [...parts].flatMap(([, option, weight]) => optionOf(option, weight ?? "1"));
}

function optionOf(option: unknown, weight: unknown): VoteOption[] {
  const known = Object.hasOwn(OPTIONS, String(option)) ? OPTIONS[String(option)] : undefined;
  const isWeight = typeof weight === "string" && /^\d{1,3}(\.\d{1,18})?$/.test(weight);
  return known !== undefined && isWeight ? [{ option: known, weight }] : [];
}

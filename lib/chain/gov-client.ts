import { Proposal, ProposalStatus } from "cosmjs-types/cosmos/gov/v1/gov";
import {
  QueryParamsRequest,
  QueryParamsResponse,
  QueryProposalRequest,
  QueryProposalResponse,
  QueryProposalsRequest,
  QueryProposalsResponse,
  QueryTallyResultRequest,
  QueryTallyResultResponse,
} from "cosmjs-types/cosmos/gov/v1/query";
import { ICS_TYPE_PREFIX } from "@/lib/ics/message";
import { concatBytes } from "@/lib/shared/bytes";
import { decodeMessage } from "./decode-message";
import { ChainError } from "./errors";
import { withoutNul } from "./ics-v7/decode";
import { decodeAny } from "./messages/decode-any";
import { proposalTexts, type SubmittedProposal } from "./messages/decode-proposal-tx";
import { uint64Bytes } from "./raw-store/keys";
import { readRows } from "./raw-store/read-rows";
import type { ChainClient } from "./types";

/** Status of a proposal as x/gov has it. */
export type GovStatus = "deposit" | "voting" | "passed" | "rejected" | "failed";

const STATUSES: Readonly<Record<number, GovStatus>> = {
  [ProposalStatus.PROPOSAL_STATUS_DEPOSIT_PERIOD]: "deposit",
  [ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD]: "voting",
  [ProposalStatus.PROPOSAL_STATUS_PASSED]: "passed",
  [ProposalStatus.PROPOSAL_STATUS_REJECTED]: "rejected",
  [ProposalStatus.PROPOSAL_STATUS_FAILED]: "failed",
};

/** Sums of voting power in base units of the bond denom. */
export interface Tally {
  readonly yes: bigint;
  readonly no: bigint;
  readonly abstain: bigint;
  readonly noWithVeto: bigint;
}

export interface GovCoin {
  readonly denom: string;
  readonly amount: string;
}

/** A proposal as the state of a chain holds it. Times are nanoseconds since 1970. */
export interface StoredProposal extends SubmittedProposal {
  readonly id: bigint;
  readonly status: GovStatus;
  readonly finalTally?: Tally;
  readonly submitNs?: bigint;
  readonly depositEndNs?: bigint;
  readonly votingStartNs?: bigint;
  readonly votingEndNs?: bigint;
  readonly totalDeposit: readonly GovCoin[];
  readonly failedReason: string;
}

/** What decides how long and by how much is voted. Durations in nanoseconds, shares as exact decimal text. */
export interface GovRules {
  readonly votingPeriodNs: string;
  readonly expeditedVotingPeriodNs?: string;
  readonly maxDepositPeriodNs?: string;
  readonly quorum?: string;
  readonly threshold?: string;
  readonly expeditedThreshold?: string;
  readonly vetoThreshold?: string;
  readonly minDeposit?: readonly GovCoin[];
}

const SERVICE = "/cosmos.gov.v1.Query";
/** Pages of proposals read when a record begins: 5,000 proposals. */
const PAGE = 50n;
const MOST_PAGES = 100;

/** x/gov of one chain, asked at one height. Every call throws `ChainError`; `undefined` = the chain has no such thing. */
export class GovClient {
  constructor(private readonly client: ChainClient) {}

  async fetchRules(height: number, signal?: AbortSignal): Promise<GovRules | undefined> {
    const data = QueryParamsRequest.encode({ paramsType: "voting" }).finish();
    const answer = await this.#ask("Params", data, height, signal);
    return answer && decodeMessage("gov parameters", () => rulesOf(QueryParamsResponse.decode(answer)));
  }

  async fetchProposal(id: bigint, height: number, signal?: AbortSignal): Promise<StoredProposal | undefined> {
    const answer = await this.#ask(
      "Proposal",
      QueryProposalRequest.encode({ proposalId: id }).finish(),
      height,
      signal,
    );
    const found = answer && decodeMessage("a proposal", () => QueryProposalResponse.decode(answer).proposal);
    return found && this.#whole(found, height, signal);
  }

  /** All proposals there are, oldest first; `undefined` where the chain has no x/gov. */
  async fetchProposals(height: number, signal?: AbortSignal): Promise<StoredProposal[] | undefined> {
    const all: StoredProposal[] = [];
    let key: Uint8Array = new Uint8Array();
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.#ask("Proposals", listRequest(key), height, signal);
      if (!answer) return page === 0 ? undefined : all;
      const { proposals, pagination } = decodeMessage("proposals", () => QueryProposalsResponse.decode(answer));
      for (const proposal of proposals) all.push(await this.#whole(proposal, height, signal));
      key = pagination?.nextKey ?? new Uint8Array();
      if (key.length === 0) return all;
    }
    throw new ChainError("too-large", `more than ${MOST_PAGES} pages of proposals`, { retryable: false });
  }

  async fetchTally(id: bigint, height: number, signal?: AbortSignal): Promise<Tally | undefined> {
    const data = QueryTallyResultRequest.encode({ proposalId: id }).finish();
    const answer = await this.#ask("TallyResult", data, height, signal);
    return (
      answer &&
      decodeMessage("a tally", () => {
        const { tally } = QueryTallyResultResponse.decode(answer);
        return tally && tallyOf(tally);
      })
    );
  }

  async #ask(method: string, data: Uint8Array, height: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    try {
      return (await this.client.abciQuery({ path: `${SERVICE}/${method}`, data, height }, signal)).value;
    } catch (error) {
      if (error instanceof ChainError && ABSENT.has(error.code)) return undefined;
      throw error;
    }
  }

  /** Since gaia v28 the node's stubs drop the bodies of ICS messages; the row in the store is whole (§2.5, §7.4). */
  async #whole(proposal: Proposal, height: number, signal?: AbortSignal): Promise<StoredProposal> {
    const isHollow = proposal.messages.some(
      ({ typeUrl, value }) => typeUrl.startsWith(ICS_TYPE_PREFIX) && value.length === 0,
    );
    if (!isHollow) return decodeMessage("a proposal", () => proposalOf(proposal));
    const row = await this.#row(proposal.id, height, signal);
    return decodeMessage("a proposal", () => proposalOf(row ? Proposal.decode(row) : proposal));
  }

  async #row(id: bigint, height: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    try {
      return (await readRows(this.client, "gov", [concatBytes(Uint8Array.of(0), uint64Bytes(id))], height, signal))[0];
    } catch (error) {
      if (error instanceof ChainError && ABSENT.has(error.code)) return undefined;
      throw error;
    }
  }
}

/** Refusals that mean "there is none here", whoever is asked. */
const ABSENT: ReadonlySet<string> = new Set(["unknown-query", "query-failed", "no-such-store", "height-unavailable"]);

function listRequest(key: Uint8Array): Uint8Array {
  return QueryProposalsRequest.encode({
    proposalStatus: ProposalStatus.PROPOSAL_STATUS_UNSPECIFIED,
    voter: "",
    depositor: "",
    pagination: { key, offset: 0n, limit: PAGE, countTotal: false, reverse: false },
  }).finish();
}

function proposalOf(proposal: Proposal): StoredProposal {
  const messages = proposal.messages.map(({ typeUrl, value }) => decodeAny(typeUrl, value));
  const { title, summary, metadata } = proposal;
  const status = STATUSES[proposal.status];
  if (status === undefined) throw new Error(`proposal status ${proposal.status}`);
  const times = {
    submitNs: nanosOf(proposal.submitTime),
    depositEndNs: nanosOf(proposal.depositEndTime),
    votingStartNs: nanosOf(proposal.votingStartTime),
    votingEndNs: nanosOf(proposal.votingEndTime),
  };
  const isOver = status !== "deposit" && status !== "voting";
  return {
    id: proposal.id,
    ...proposalTexts({
      title: withoutNul(title),
      summary: withoutNul(summary),
      metadata: withoutNul(metadata),
      messages,
    }),
    ...(proposal.proposer === "" ? {} : { proposer: withoutNul(proposal.proposer) }),
    expedited: proposal.expedited,
    messages,
    status,
    ...(proposal.finalTallyResult && isOver ? { finalTally: tallyOf(proposal.finalTallyResult) } : {}),
    ...(Object.fromEntries(Object.entries(times).filter(([, at]) => at !== undefined)) as Partial<
      typeof times
    > as object),
    totalDeposit: proposal.totalDeposit.map(({ denom, amount }) => ({ denom, amount })),
    failedReason: withoutNul(proposal.failedReason),
  };
}

function nanosOf(time: { readonly seconds: bigint; readonly nanos: number } | undefined): bigint | undefined {
  return time === undefined || time.seconds <= 0n ? undefined : time.seconds * 1_000_000_000n + BigInt(time.nanos);
}

function tallyOf(tally: {
  readonly yesCount: string;
  readonly noCount: string;
  readonly abstainCount: string;
  readonly noWithVetoCount: string;
}): Tally {
  return {
    yes: BigInt(tally.yesCount),
    no: BigInt(tally.noCount),
    abstain: BigInt(tally.abstainCount),
    noWithVeto: BigInt(tally.noWithVetoCount),
  };
}

function rulesOf({ params, votingParams, tallyParams }: QueryParamsResponse): GovRules | undefined {
  const voting = params?.votingPeriod ?? votingParams?.votingPeriod;
  if (!voting) return undefined;
  const text = (key: string, value: string | undefined) => (value ? { [key]: value } : {});
  const span = (key: string, value: Span | undefined) => (value ? { [key]: durationNs(value) } : {});
  return {
    votingPeriodNs: durationNs(voting),
    ...span("expeditedVotingPeriodNs", params?.expeditedVotingPeriod),
    ...span("maxDepositPeriodNs", params?.maxDepositPeriod),
    ...text("quorum", params?.quorum ?? tallyParams?.quorum),
    ...text("threshold", params?.threshold ?? tallyParams?.threshold),
    ...text("expeditedThreshold", params?.expeditedThreshold),
    ...text("vetoThreshold", params?.vetoThreshold ?? tallyParams?.vetoThreshold),
    ...(params?.minDeposit.length
      ? { minDeposit: params.minDeposit.map(({ denom, amount }) => ({ denom, amount })) }
      : {}),
  };
}

interface Span {
  readonly seconds: bigint;
  readonly nanos: number;
}

function durationNs({ seconds, nanos }: Span): string {
  return String(seconds * 1_000_000_000n + BigInt(nanos));
}

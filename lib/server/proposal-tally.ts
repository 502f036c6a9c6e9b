import "server-only";
import type { ProposalListItem } from "@/lib/api/contracts/proposal";
import { formatOperatorAddress, parseAnyAddress } from "@/lib/ics/address";
import { countVotes } from "@/lib/ics/count-votes";
import { listVotes, type ProposalAt, type VoteAt } from "@/lib/store/read-proposals";
import type { ValidatorAt } from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import { type ProviderSnapshot, readSnapshot } from "./provider-snapshot";

/** The votes of the proposals whose tally no node has told for good. */
export async function listOpenVotes(
  deps: ServerDeps,
  frame: Frame,
  proposals: readonly ProposalAt[],
  heightOf: (chainId: string) => number,
): Promise<VoteAt[]> {
  const open = proposals.filter(({ tally, votingStartNs }) => votingStartNs !== undefined && !tally?.isFinal);
  return listVotes(
    deps.store.db,
    frame.snapshot.network,
    open.map(({ chainId, id }) => ({ chainId, proposalId: id, height: heightOf(chainId) })),
  );
}

/** The validators whose votes counted, or count: those at the end of voting, or of now. Only the provider's are known. */
export async function votingSnapshot(
  deps: ServerDeps,
  { snapshot }: Frame,
  { chainId, endedHeight }: ProposalAt,
): Promise<ProviderSnapshot | undefined> {
  if (chainId !== snapshot.chainId) return undefined;
  if (endedHeight === undefined) return snapshot;
  return readSnapshot(deps, { network: snapshot.network, height: endedHeight, providerChainId: chainId });
}

/** The validator an account speaks for: the same bytes with another prefix (ics-protocol.md §9.1). */
export function validatorOfVoter(voter: string, snapshot: ProviderSnapshot): ValidatorAt | undefined {
  const account = parseAnyAddress(voter);
  if (account === undefined || account.hex.length !== 40 || snapshot.prefix === undefined) return undefined;
  const operator = formatOperatorAddress(account.hex, snapshot.prefix);
  return snapshot.validators.find((validator) => validator.operator === operator);
}

/**
 * The tally of a proposal that is or was voted on. What a node said is taken where it is final, or where accounts have voted
 * whose stake we do not know; else validators' votes are counted with their stake. Only active validators count on a
 * provider (§6.3).
 */
export async function tallyOf(
  deps: ServerDeps,
  frame: Frame,
  proposal: ProposalAt,
  votes: readonly VoteAt[],
): Promise<ProposalListItem["tally"]> {
  if (proposal.votingStartNs === undefined) return undefined;
  const told = proposal.tally && {
    yes: String(proposal.tally.yes),
    no: String(proposal.tally.no),
    abstain: String(proposal.tally.abstain),
    noWithVeto: String(proposal.tally.noWithVeto),
    source: "node" as const,
    height: proposal.tally.height,
    isFinal: proposal.tally.isFinal,
  };
  if (told?.isFinal) return told;
  const snapshot = await votingSnapshot(deps, frame, proposal);
  const height = snapshot?.height ?? proposal.knownHeight;
  const isPartial = hasMissingVotes(frame, proposal);
  if (isPartial || (votes.length > 0 && !snapshot)) return told ?? { state: "unknown", because: "not-recorded" };
  const weighed = votes.map((vote) => ({
    options: vote.options,
    validator: snapshot && validatorOfVoter(vote.voter, snapshot),
  }));
  if (told && weighed.some(({ validator }) => validator === undefined)) return told;
  const counts = countVotes(
    weighed.map(({ options, validator }) => ({ options, tokens: validator?.active ? validator.tokens : 0n })),
  );
  return {
    yes: String(counts.yes),
    no: String(counts.no),
    abstain: String(counts.abstain),
    noWithVeto: String(counts.noWithVeto),
    source: "counted",
    height,
    isFinal: false,
  };
}

/** Whether some of a proposal's votes may have been cast in blocks we do not have. */
function hasMissingVotes({ index }: Frame, { chainId, submitHeight, endedHeight }: ProposalAt): boolean {
  if (submitHeight === undefined) return true;
  return index.gaps.some(
    (gap) =>
      gap.chainId === chainId && gap.toHeight >= submitHeight && gap.fromHeight <= (endedHeight ?? gap.fromHeight),
  );
}

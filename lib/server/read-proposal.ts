import "server-only";
import type { ProposalView } from "@/lib/api/contracts/proposal";
import { normalizeDecimal } from "@/lib/ics/decimal";
import { formatIsoNanos } from "@/lib/ics/time";
import { findBlock } from "@/lib/store/read-chain";
import {
  findProposal,
  type GovRulesAt,
  listDeposits,
  listVotes,
  type ProposalAt,
  type ProposalRef,
  type VoteAt,
} from "@/lib/store/read-proposals";
import type { ServerDeps } from "./deps";
import type { Frame } from "./frame";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import { layOut, readProposalStates } from "./proposal-changes-view";
import { memberOf, readEffects } from "./proposal-effects";
import { validatorOfVoter, votingSnapshot } from "./proposal-tally";
import type { ProviderSnapshot } from "./provider-snapshot";
import { governedChains, type ProposalsAsked, proposalItem, unknownChain } from "./read-proposals";
import { viewAt } from "./view";

/** One proposal: what it changes, what follows, who voted. `chain` absent: the provider's. */
export function readProposal(
  deps: ServerDeps,
  network: string,
  id: string,
  { chain, ...at }: ProposalsAsked,
): Promise<ReadResult<ProposalView>> {
  return viewAt<ProposalView>(
    deps,
    network,
    at,
    async (frame) => {
      const found = await proposalOfPath(deps, frame, id, chain);
      if ("status" in found && "code" in found) return found;
      const { proposal, ref } = found;
      return {
        data: await proposalView(deps, frame, proposal, ref),
        ...(chain === undefined ? {} : { version: `${frame.version} ${chain}` }),
      };
    },
    ["proposals"],
  );
}

async function proposalOfPath(
  deps: ServerDeps,
  frame: Frame,
  id: string,
  chain: string | undefined,
): Promise<{ readonly proposal: ProposalAt; readonly ref: ProposalRef } | ReadFault> {
  if (!/^(0|[1-9]\d{0,19})$/.test(id))
    return fault(400, "bad-proposal-id", "A proposal's number is a whole number, such as 12.");
  const chainId = chain ?? frame.snapshot.chainId;
  const meant = governedChains(frame).find((one) => one.chainId === chainId);
  if (!meant) return unknownChain(frame, chainId);
  const ref = { chainId, height: meant.height, proposalId: id };
  const proposal = await findProposal(deps.store.db, frame.snapshot.network, ref);
  const where = `${chainId} at block ${meant.height}`;
  if (!proposal) return fault(404, "unknown-proposal", `There is no proposal ${id} on ${where} that we know of.`);
  return { proposal, ref };
}

async function proposalView(
  deps: ServerDeps,
  frame: Frame,
  proposal: ProposalAt,
  ref: ProposalRef,
): Promise<ProposalView> {
  const { db } = deps.store;
  const { snapshot } = frame;
  const isProvider = ref.chainId === snapshot.chainId;
  const [votes, deposits, voting, states, block] = await Promise.all([
    listVotes(db, snapshot.network, [ref]),
    listDeposits(db, snapshot.network, ref),
    votingSnapshot(deps, frame, proposal),
    readProposalStates(deps, frame, proposal),
    findBlock(db, snapshot.network, ref.chainId, ref.height),
  ]);
  const item = await proposalItem(deps, frame, proposal, votes);
  const hasVoting = proposal.votingStartNs !== undefined;
  return {
    ...item,
    summary: proposal.summary,
    metadata: proposal.metadata,
    deposit: [...proposal.totalDeposit],
    deposits: deposits.map(({ height, timeNs, amount, depositor, txHash }) => ({
      ...(depositor === undefined ? {} : { depositor }),
      amount,
      at: { height, ...(timeNs === undefined ? {} : { time: formatIsoNanos(timeNs) }) },
      ...(txHash === undefined ? {} : { txHash }),
    })),
    votes: votes.map((vote) => voteView(vote, voting)),
    silent: hasVoting ? silentOf(votes, voting) : [],
    ...(proposal.rules ? { rules: rulesView(proposal.rules, proposal.expedited) } : {}),
    ...(hasVoting ? { votingStake: stakeOf(voting) } : {}),
    ...(isProvider && snapshot.params ? { bondDenom: snapshot.params.bondDenom } : {}),
    effects: isProvider ? await readEffects(deps, frame, proposal, states) : [],
    content: layOut(proposal.messages).map(({ message, depth }) => ({
      type: message.type,
      depth,
      size: message.size,
      ...(message.fields === undefined ? {} : { fields: message.fields }),
      ...(message.raw === undefined ? {} : { raw: message.raw }),
    })),
    chainAt: { chainId: ref.chainId, height: ref.height, time: block ? formatIsoNanos(block.timeNs) : snapshot.time },
  };
}

function voteView(vote: VoteAt, snapshot: ProviderSnapshot | undefined): ProposalView["votes"][number] {
  const validator = snapshot && validatorOfVoter(vote.voter, snapshot);
  return {
    voter: vote.voter,
    ...(validator
      ? {
          validator: {
            ...memberOf(validator),
            tokens: String(validator.tokens),
            counts: validator.active,
          },
        }
      : {}),
    options: vote.options.map(({ option, weight }) => ({ option, weight: normalizeDecimal(weight) })),
    at: { height: vote.height, ...(vote.timeNs === undefined ? {} : { time: formatIsoNanos(vote.timeNs) }) },
    ...(vote.txHash === undefined ? {} : { txHash: vote.txHash }),
  };
}

function silentOf(votes: readonly VoteAt[], snapshot: ProviderSnapshot | undefined): ProposalView["silent"] {
  if (!snapshot) return [];
  const heard = new Set(votes.flatMap(({ voter }) => validatorOfVoter(voter, snapshot)?.operator ?? []));
  return snapshot.validators.filter(({ active, operator }) => active && !heard.has(operator)).map(memberOf);
}

function stakeOf(snapshot: ProviderSnapshot | undefined): NonNullable<ProposalView["votingStake"]> {
  if (!snapshot) return { state: "unknown", because: "not-recorded" };
  return String(snapshot.validators.reduce((sum, { active, tokens }) => (active ? sum + tokens : sum), 0n));
}

function rulesView(rules: GovRulesAt, isExpedited: boolean): NonNullable<ProposalView["rules"]> {
  const share = (name: string, value: string | undefined) =>
    value === undefined ? {} : { [name]: normalizeDecimal(value) };
  return {
    ...share("quorum", rules.quorum),
    ...share("threshold", (isExpedited ? rules.expeditedThreshold : undefined) ?? rules.threshold),
    ...share("vetoThreshold", rules.vetoThreshold),
    ...(rules.minDeposit ? { minDeposit: [...rules.minDeposit] } : {}),
  };
}

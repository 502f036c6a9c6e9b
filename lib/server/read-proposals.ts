import "server-only";
import type { ProposalListItem } from "@/lib/api/contracts/proposal";
import { hasIcsMessage } from "@/lib/ics/message";
import { mentionedConsumers } from "@/lib/ics/proposal-mentions";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import { type GovAt, listProposals, type ProposalAt, type VoteAt } from "@/lib/store/read-proposals";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import { fault, type ReadFault, type ReadResult } from "./outcome";
import { layOut, messageView, readProposalStates } from "./proposal-changes-view";
import { listOpenVotes, tallyOf } from "./proposal-tally";
import { viewAt } from "./view";

export interface ProposalsAsked extends ViewAt {
  /** Chain whose proposals are meant; absent = all of the network. */
  readonly chain?: string;
}

/** Proposals of the provider and of consumers that govern themselves: the provider's first, newest first. */
export function readProposals(
  deps: ServerDeps,
  network: string,
  { chain, ...at }: ProposalsAsked,
): Promise<ReadResult<ProposalListItem[]>> {
  return viewAt<ProposalListItem[]>(
    deps,
    network,
    at,
    async (frame) => {
      const chains = governedChains(frame);
      const meant = chain === undefined ? chains : chains.filter(({ chainId }) => chainId === chain);
      if (chain !== undefined && meant.length === 0) return unknownChain(frame, chain);
      const proposals = await listProposals(deps.store.db, network, meant);
      const heights = new Map(meant.map(({ chainId, height }) => [chainId, height]));
      const votes = await listOpenVotes(deps, frame, proposals, (chainId) => heights.get(chainId) ?? 0);
      const items = await Promise.all(proposals.map((proposal) => proposalItem(deps, frame, proposal, votes)));
      const isOther = ({ chainId }: ProposalListItem) => Number(chainId !== frame.snapshot.chainId);
      return {
        data: items.toSorted((a, b) => isOther(a) - isOther(b)),
        ...(chain === undefined ? {} : { version: `${frame.version} ${chain}` }),
      };
    },
    ["proposals"],
  );
}

/** The provider at the frame's block, and each consumer's chain where it stood then. */
export function governedChains({ snapshot, sides }: Frame): (GovAt & { readonly consumerId?: string })[] {
  const consumers = [...sides.byConsumer].flatMap(([consumerId, { position }]) =>
    position.state === "known" ? [{ chainId: position.chain.chainId, height: position.block.height, consumerId }] : [],
  );
  return [{ chainId: snapshot.chainId, height: snapshot.height }, ...consumers];
}

export function unknownChain({ snapshot }: Frame, chain: string): ReadFault {
  return fault(
    404,
    "unknown-chain",
    `No chain ${chain.slice(0, 80)} of this network is indexed at block ${snapshot.height} of ${snapshot.chainId}.`,
  );
}

/** What the list and the page of a proposal share. */
export async function proposalItem(
  deps: ServerDeps,
  frame: Frame,
  proposal: ProposalAt,
  votes: readonly VoteAt[],
): Promise<ProposalListItem> {
  const { snapshot } = frame;
  const isProvider = proposal.chainId === snapshot.chainId;
  const consumerId = governedChains(frame).find(({ chainId }) => chainId === proposal.chainId)?.consumerId;
  const messages = await messagesOf(deps, frame, proposal, isProvider);
  const isIcs = hasIcsMessage(proposal.messages);
  const own = votes.filter(({ chainId, proposalId }) => chainId === proposal.chainId && proposalId === proposal.id);
  const tally = await tallyOf(deps, frame, proposal, own);
  const { votingStartNs, votingEndNs, depositEndNs, endedNs, endedHeight, submitHeight, submitTimeNs, txHash } =
    proposal;
  const concerned = new Set(messages.flatMap((message) => message.consumerId ?? []));
  return {
    id: proposal.id,
    chainId: proposal.chainId,
    ...(consumerId === undefined ? {} : { consumerId }),
    title: proposal.title,
    status: proposal.status,
    expedited: proposal.expedited,
    isIcs,
    ...(proposal.proposer === undefined ? {} : { proposer: proposal.proposer }),
    submitted: {
      ...(submitHeight === undefined ? {} : { height: submitHeight }),
      ...(submitTimeNs === undefined ? {} : { time: formatIsoNanos(submitTimeNs) }),
      ...(txHash === undefined ? {} : { txHash }),
    },
    ...(depositEndNs === undefined ? {} : { depositEnds: formatIsoNanos(depositEndNs) }),
    ...(votingStartNs === undefined ? {} : { votingStarts: formatIsoNanos(votingStartNs) }),
    ...votingEnds(proposal, votingEndNs),
    ...(endedNs === undefined && endedHeight === undefined
      ? {}
      : {
          ended: {
            ...(endedHeight === undefined ? {} : { height: endedHeight }),
            ...(endedNs === undefined ? {} : { time: formatIsoNanos(endedNs) }),
          },
        }),
    ...(proposal.reason === undefined ? {} : { reason: proposal.reason }),
    messages,
    ...(tally === undefined ? {} : { tally }),
    consumers: [...concerned],
    mentions: isIcs ? [] : mentionsOf(proposal, consumerId, snapshot.consumers),
  };
}

/** What a proposal would do, held against the states it meets; one that does nothing meets none. */
async function messagesOf(
  deps: ServerDeps,
  frame: Frame,
  proposal: ProposalAt,
  isProvider: boolean,
): Promise<ProposalListItem["messages"]> {
  const laid = layOut(proposal.messages);
  if (laid.length === 0) return [];
  const states = await readProposalStates(deps, frame, isProvider ? proposal : withoutHeights(proposal));
  return laid.map((one) => messageView(one, proposal, states, frame.snapshot.prefix));
}

/** A chain's own proposal speaks of that chain without naming a consumer. */
function mentionsOf(
  { title, summary }: ProposalAt,
  ownConsumerId: string | undefined,
  consumers: readonly ConsumerFacts[],
): string[] {
  return mentionedConsumers(`${title}\n${summary}`, consumers).filter((id) => id !== ownConsumerId);
}

function votingEnds({ votingStartNs }: ProposalAt, endNs: bigint | undefined): Pick<ProposalListItem, "votingEnds"> {
  if (endNs !== undefined) return { votingEnds: formatIsoNanos(endNs) };
  return votingStartNs === undefined ? {} : { votingEnds: { state: "unknown", because: "not-recorded" } };
}

/** A consumer's heights are not the provider's: its proposals are held against no state of the provider. */
function withoutHeights({ submitHeight: _submit, endedHeight: _ended, ...rest }: ProposalAt): ProposalAt {
  return rest;
}

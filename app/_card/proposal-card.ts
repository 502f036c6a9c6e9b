import { proposalSentence } from "@/components/proposal/proposal-sentence";
import { isUnknown } from "@/components/ui/unknown";
import type { ProposalView } from "@/lib/api/contracts/proposal";
import { formatShare, shareOf } from "@/lib/format/number";
import { safeText } from "@/lib/format/safe-text";
import { readProposal } from "@/lib/server/read-proposal";
import { type CardFigure, type CardKind, faceOf } from "./card";

/** A proposal of the provider, or of the chain in `?chain=`. */
export const proposalCard: CardKind = {
  pattern: /^\/proposals\/(?<id>[^/]+)$/,
  read: ({ deps, network, at, named: { id = "" }, search }) =>
    faceOf(readProposal(deps, network, id, { ...at, ...chainOf(search) }), (view) => ({
      title: `Proposal ${view.id} · ${safeText(view.title, 60)}`,
      sentence: proposalSentence(view),
      figures: [
        { word: "status", value: view.status, ...(view.status === "failed" ? { tone: "bad" as const } : {}) },
        ...voteFigures(view),
      ],
    })),
};

function chainOf(search: URLSearchParams): { chain?: string } {
  const chain = search.get("chain");
  return chain === null ? {} : { chain };
}

/** Yes of those who did not abstain, and turnout; none while nobody votes. */
function voteFigures({ tally, votingStake }: ProposalView): CardFigure[] {
  if (tally === undefined || isUnknown(tally)) return [];
  const [yes, no, veto, abstain] = [tally.yes, tally.no, tally.noWithVeto, tally.abstain].map(BigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const decided = yes + no + veto;
  return [
    ...(decided > 0n ? [{ word: "yes", value: formatShare(shareOf(yes, decided)) }] : []),
    ...(typeof votingStake === "string" && BigInt(votingStake) > 0n
      ? [{ word: "turnout", value: formatShare(shareOf(decided + abstain, BigInt(votingStake))) }]
      : []),
  ];
}

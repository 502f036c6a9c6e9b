import { proposalClause } from "@/components/proposal/proposal-sentence";
import { safeText } from "@/lib/format/safe-text";
import { readProposals } from "@/lib/server/read-proposals";
import { type FeedKind, itemsOf } from "./feed";

/** Proposals of the provider and of democracy consumers. One that changes its status is the same entry, dated anew. */
export const proposalsFeed: FeedKind = {
  name: "proposals",
  title: "Proposals",
  path: "/proposals",
  read: (deps, network, at) =>
    itemsOf(readProposals(deps, network, at), (proposals) =>
      proposals.flatMap((proposal) => {
        const { id, chainId, consumerId, title, status, submitted, ended, votingStarts } = proposal;
        const updated = ended?.time ?? (status === "voting" ? votingStarts : undefined) ?? submitted.time;
        if (updated === undefined) return [];
        return [
          {
            key: `${chainId}/${id}`,
            title: safeText(`Proposal ${id} of ${chainId}, ${status}: ${title}`, 200),
            summary: safeText(`It ${proposalClause(proposal)}.`, 500),
            updated,
            path: `/proposals/${id}${consumerId === undefined ? "" : `?chain=${encodeURIComponent(chainId)}`}`,
          },
        ];
      }),
    ),
};

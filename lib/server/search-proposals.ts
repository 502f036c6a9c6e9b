import "server-only";
import { findProposal } from "@/lib/store/read-proposals";
import { type Found, NOTHING, type SearchSource } from "./search-source";

/** A proposal on the provider by its number: `proposal 5`, `prop 5`, `#5`. A bare number is a height or a consumer. */
export const searchProposals: SearchSource = async (deps, { snapshot }, { text }): Promise<Found> => {
  const id = /^(?:prop(?:osal)?\s*#?\s*|#)(\d{1,20})$/i.exec(text)?.[1]?.replace(/^0+(?=\d)/, "");
  if (id === undefined) return NOTHING;
  const { network, chainId, height } = snapshot;
  const proposal = await findProposal(deps.store.db, network, { chainId, height, proposalId: id });
  if (!proposal)
    return { hits: [], miss: `There is no proposal ${id} on ${chainId} at block ${height} that we know of.` };
  return {
    hits: [
      {
        kind: "proposal",
        label: `Proposal ${id}: ${proposal.title}`,
        matched: "number of the proposal",
        link: `/proposals/${id}`,
        isExact: true,
        fit: 1,
      },
    ],
  };
};

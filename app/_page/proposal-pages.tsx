import type { Metadata } from "next";
import { parseProposalFilter } from "@/components/proposal/proposal-filter";
import { ProposalView } from "@/components/proposal/proposal-view";
import { ProposalsView } from "@/components/proposal/proposals-view";
import { proposalQuery, proposalsQuery } from "@/lib/api/proposals-query";
import { safeText } from "@/lib/format/safe-text";
import { readProposal } from "@/lib/server/read-proposal";
import { readProposals } from "@/lib/server/read-proposals";
import { decode } from "./page-fault";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";
import { metadataFor, pageMetadata } from "./page-metadata";

/** `/proposals`: all of them, narrowed by the address. */
export function proposalsPage(props: PageProps) {
  return drawPage(
    props,
    "/proposals",
    async ({ deps, place }) => [
      {
        queryKey: proposalsQuery(place.network, place.height).queryKey,
        result: await readProposals(deps, place.network, viewAtOf(place)),
      },
    ],
    ({ searchParams }) => <ProposalsView filter={parseProposalFilter(searchParams)} />,
  );
}

/** `/proposals/{id}`: one, of the provider or of the chain in `?chain=`. */
export async function proposalPage(props: PageProps<{ readonly id: string }>) {
  const id = decode((await props.params).id);
  const { chain } = parseProposalFilter(await props.searchParams);
  return drawPage(
    props,
    `/proposals/${encodeURIComponent(id)}${chain === undefined ? "" : `?chain=${encodeURIComponent(chain)}`}`,
    async ({ deps, place }) => [
      {
        queryKey: proposalQuery(place.network, id, chain, place.height).queryKey,
        result: await readProposal(deps, place.network, id, {
          ...viewAtOf(place),
          ...(chain === undefined ? {} : { chain }),
        }),
      },
    ],
    () => <ProposalView id={id} chain={chain} />,
  );
}

/** A proposal of a consumer's own governance has no card: cards are found by path alone, and its path names the provider's. */
export async function proposalMetadata(props: PageProps<{ readonly id: string }>): Promise<Metadata> {
  const { chain } = parseProposalFilter(await props.searchParams);
  if (chain === undefined)
    return metadataFor<{ id: string }>(({ id }) => `/proposals/${id}`, { title: "Proposal" })(props);
  const { id } = await props.params;
  const title = `Proposal ${safeText(decode(id), 20)} of ${safeText(chain, 60)}`;
  return { ...(await pageMetadata(props, "/proposals", { title })), alternates: {} };
}

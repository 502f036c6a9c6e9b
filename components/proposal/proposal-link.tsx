"use client";

import { PlaceLink } from "@/components/ui/place";
import type { ProposalListItem } from "@/lib/api/contracts/proposal";
import { safeText } from "@/lib/format/safe-text";

/** The page of a proposal; a consumer's own is named by its chain too. */
export function proposalPath({
  id,
  chainId,
  consumerId,
}: Pick<ProposalListItem, "id" | "chainId" | "consumerId">): string {
  return `/proposals/${id}${consumerId === undefined ? "" : `?chain=${encodeURIComponent(chainId)}`}`;
}

/** A proposal by its title, made fit for the screen. */
export function ProposalLink({
  proposal,
}: {
  proposal: Pick<ProposalListItem, "id" | "chainId" | "consumerId" | "title">;
}) {
  return (
    <PlaceLink to={proposalPath(proposal)} className="underline">
      <bdi>{safeText(proposal.title, 90) || `Proposal ${proposal.id}`}</bdi>
    </PlaceLink>
  );
}

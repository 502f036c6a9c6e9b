import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ProposalListItem, ProposalView } from "./contracts/proposal";
import { getJson } from "./get-json";

/** Proposals of all governed chains of a network. */
export const proposalsQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["proposals", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<ProposalListItem[]>(apiPath(network, "/proposals", height), signal),
    ...refreshing(height),
  });

/** One proposal. `chain` absent: the provider's. */
export const proposalQuery = (network: string, id: string, chain?: string, height?: number) =>
  queryOptions({
    queryKey: ["proposal", network, chain ?? "provider", id, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ProposalView>(
        apiPath(network, `/proposals/${encodeURIComponent(id)}`, height, chain === undefined ? {} : { chain }),
        signal,
      ),
    ...refreshing(height),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ConsumerBlocksView, PlumbingView } from "./contracts/plumbing";
import { getJson } from "./get-json";

/** What joins the chains of a network. */
export const plumbingQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["plumbing", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<PlumbingView>(apiPath(network, "/network", height), signal),
    ...refreshing(height, 5_000),
  });

/** Block space of one consumer beside the others'. */
export const consumerBlocksQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-blocks", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ConsumerBlocksView>(apiPath(network, `/consumers/${consumerId}/blocks`, height), signal),
    ...refreshing(height, 10_000),
  });

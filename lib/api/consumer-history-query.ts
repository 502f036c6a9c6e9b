import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ConsumerHistoryView } from "./contracts/history";
import { getJson } from "./get-json";

/** How a consumer changed. */
export const consumerHistoryQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-history", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ConsumerHistoryView>(apiPath(network, `/consumers/${consumerId}/history`, height), signal),
    ...refreshing(height),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ConsumerView } from "./contracts/consumer";
import { getJson } from "./get-json";

/** One consumer. */
export const consumerQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) => getJson<ConsumerView>(apiPath(network, `/consumers/${consumerId}`, height), signal),
    ...refreshing(height),
  });

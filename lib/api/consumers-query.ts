import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ConsumerListItem } from "./contracts/consumer";
import { getJson } from "./get-json";

/** All consumers of a network. */
export const consumersQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["consumers", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<ConsumerListItem[]>(apiPath(network, "/consumers", height), signal),
    ...refreshing(height),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { LaunchView } from "./contracts/launch";
import { getJson } from "./get-json";

/** One consumer's launch. */
export const launchQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["launch", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) => getJson<LaunchView>(apiPath(network, `/consumers/${consumerId}/launch`, height), signal),
    ...refreshing(height),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { LaunchItem } from "./contracts/launch";
import { getJson } from "./get-json";

/** All consumers as launches. */
export const launchesQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["launches", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<LaunchItem[]>(apiPath(network, "/launches", height), signal),
    ...refreshing(height),
  });

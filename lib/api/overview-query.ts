import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { OverviewView } from "./contracts/network";
import { getJson } from "./get-json";

/** The overview of a network; also what tells every page the time of the network. */
export const overviewQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["overview", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<OverviewView>(apiPath(network, "/overview", height), signal),
    ...refreshing(height),
  });

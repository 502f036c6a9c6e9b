import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { AsOf } from "./contracts/common";
import type { OverviewView } from "./contracts/network";
import { type Envelope, getJson } from "./get-json";

/** The overview of a network. */
export const overviewQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["overview", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<OverviewView>(apiPath(network, "/overview", height), signal),
    ...refreshing(height),
  });

/** What tells every page the time of the network. */
export interface NetworkTime {
  readonly asOf: AsOf;
  readonly blockHash: string;
  readonly clock: OverviewView["clock"];
}

export const networkTimeOf = ({
  asOf,
  data: { blockHash, clock },
}: Pick<Envelope<OverviewView>, "asOf" | "data">): NetworkTime => ({ asOf, blockHash, clock });

/** Of the head. Apart from the overview, whose findings are as long as the network is large and stand on one page alone. */
export const networkTimeQuery = (network: string) =>
  queryOptions({
    queryKey: ["network-time", network],
    queryFn: async ({ signal }) =>
      networkTimeOf(await getJson<OverviewView>(apiPath(network, "/overview", undefined), signal)),
    ...refreshing(undefined),
  });

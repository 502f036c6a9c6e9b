import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { HoldersView } from "./contracts/holder";
import { getJson } from "./get-json";

/** What is held, as it stands in the address of the page. */
export interface HeldInAddress {
  readonly v: string;
  readonly delegator: string;
}

export const holdersPath = (network: string, { v, delegator }: HeldInAddress, height?: number) =>
  apiPath(network, "/holders", height, { ...(v === "" ? {} : { v }), ...(delegator === "" ? {} : { delegator }) });

/** What some validators secure. With a delegator it is read from nodes, so it is asked for less often. */
export const holdersQuery = (network: string, held: HeldInAddress, height?: number) =>
  queryOptions({
    queryKey: ["holders", network, held.v, held.delegator, height ?? "head"],
    queryFn: ({ signal }) => getJson<HoldersView>(holdersPath(network, held, height), signal),
    ...refreshing(height, held.delegator === "" ? 10_000 : 60_000),
  });

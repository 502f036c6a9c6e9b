import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { StatusView } from "./contracts/network";
import { getJson } from "./get-json";

/** What we read of a network, and how well. */
export const statusQuery = (network: string) =>
  queryOptions({
    queryKey: ["status", network],
    queryFn: ({ signal }) => getJson<StatusView>(apiPath(network, "/status", undefined), signal),
    ...refreshing(undefined, 5_000),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { WhatIfView } from "./contracts/what-if";
import { getJson } from "./get-json";

/** Slower than other pages: it is worked on, and figures that move under the reader's hands are in the way. */
const REFRESH_MS = 15_000;

/** What the next set of a consumer is computed from; without a consumer, for a chain that is not registered yet. */
export const whatIfQuery = (network: string, consumerId: string | undefined, height?: number) =>
  queryOptions({
    queryKey: ["what-if", network, consumerId ?? "new", height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<WhatIfView>(
        apiPath(network, "/what-if", height, consumerId === undefined ? {} : { consumer: consumerId }),
        signal,
      ),
    ...refreshing(height, REFRESH_MS),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ValidatorListItem } from "./contracts/validator";
import { getJson } from "./get-json";

/** All validators of the provider, without their duties: the table shows what they are, each one's page what it has to do. */
export const validatorsQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["validators", network, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ValidatorListItem[]>(apiPath(network, "/validators", height, { duties: "none" }), signal),
    ...refreshing(height, 5_000),
  });

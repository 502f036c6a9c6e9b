import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ValidatorView } from "./contracts/validator";
import { getJson } from "./get-json";

/** One validator, by any of its names: `any` is what the reader typed. */
export const validatorQuery = (network: string, any: string, height?: number) =>
  queryOptions({
    queryKey: ["validator", network, any, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ValidatorView>(apiPath(network, `/validators/${encodeURIComponent(any)}`, height), signal),
    ...refreshing(height),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { VerificationView } from "./contracts/verification";
import { getJson } from "./get-json";

/** What is proven of a network. */
export const verificationQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["verification", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<VerificationView>(apiPath(network, "/verification", height), signal),
    ...refreshing(height, 10_000),
  });

/** What is proven of one consumer. */
export const consumerVerificationQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-verification", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<VerificationView>(apiPath(network, `/consumers/${consumerId}/verification`, height), signal),
    ...refreshing(height, 10_000),
  });

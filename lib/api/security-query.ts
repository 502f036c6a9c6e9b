import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ConsumerSecurityView, SecurityItem, SecurityOverlapView, SecurityPoint } from "./contracts/security";
import { getJson } from "./get-json";

/** The provider and its launched consumers. */
export const securityQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["security", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<SecurityItem[]>(apiPath(network, "/security", height), signal),
    ...refreshing(height, 5_000),
  });

/** Validator × consumer: changes once an epoch, and is the largest answer there is. */
export const securityOverlapQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["security-overlap", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<SecurityOverlapView>(apiPath(network, "/security/overlap", height), signal),
    ...refreshing(height, 30_000),
  });

/** One chain after each of the last epochs. */
export const securityHistoryQuery = (network: string, scope: string, height?: number) =>
  queryOptions({
    queryKey: ["security-history", network, scope, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<SecurityPoint[]>(apiPath(network, `/security/${encodeURIComponent(scope)}/history`, height), signal),
    ...refreshing(height, 30_000),
  });

/** One consumer beside the provider. */
export const consumerSecurityQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-security", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ConsumerSecurityView>(apiPath(network, `/consumers/${consumerId}/security`, height), signal),
    ...refreshing(height, 5_000),
  });

import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ConsumerSecurityView, SecurityItem, SecurityOverlapView, SecurityPoint } from "./contracts/security";
import { type Envelope, getJson } from "./get-json";
import { withShownChains } from "./shown-chains";

/** A list is cut at a thousand rows; so many parts are asked for at most. */
const MAX_PARTS = 20;

async function getChains(path: string, signal: AbortSignal): Promise<Envelope<SecurityItem[]>> {
  const { next: first, ...body } = await getJson<SecurityItem[]>(path, signal);
  const data = [...body.data];
  let next = first;
  for (let part = 1; next !== undefined && part < MAX_PARTS; part += 1) {
    const more: Envelope<SecurityItem[]> = await getJson<SecurityItem[]>(withCursor(path, next), signal);
    data.push(...more.data);
    next = more.next;
  }
  if (next !== undefined) throw new Error(`${path} does not end`);
  return { ...body, data };
}

const withCursor = (path: string, cursor: string) =>
  `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`;

/** The provider and its launched consumers, those that a page shows. */
export const securityQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["security", network, height ?? "head"],
    queryFn: async ({ signal }) => withShownChains(await getChains(apiPath(network, "/security", height), signal)),
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

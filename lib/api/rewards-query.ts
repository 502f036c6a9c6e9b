import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { ConsumerRewardsView, RewardItem } from "./contracts/reward";
import { getJson } from "./get-json";

/** Rewards of all consumers. */
export const rewardsQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["rewards", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<RewardItem[]>(apiPath(network, "/rewards", height), signal),
    ...refreshing(height, 5_000),
  });

/** Of one consumer, with what each block gave out. */
export const consumerRewardsQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-rewards", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ConsumerRewardsView>(apiPath(network, `/consumers/${consumerId}/rewards`, height), signal),
    ...refreshing(height, 10_000),
  });

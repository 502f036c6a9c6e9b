import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import { apiPath, refreshing } from "./api-path";
import type { RunsSet } from "./contracts/changeover";
import type { ConsumerValidatorView, setProof, ValidatorHeights } from "./contracts/consumer";
import { type Envelope, getJson } from "./get-json";

/** The four sets of a consumer, with the heights their columns hold at. */
export interface ConsumerValidatorsAnswer extends Envelope<ConsumerValidatorView[]> {
  readonly heights: ValidatorHeights;
  readonly runs: RunsSet;
  readonly proof?: z.infer<typeof setProof>;
}

export const consumerValidatorsQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-validators", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ConsumerValidatorView[], ConsumerValidatorsAnswer>(
        apiPath(network, `/consumers/${consumerId}/validators`, height),
        signal,
      ),
    ...refreshing(height),
  });

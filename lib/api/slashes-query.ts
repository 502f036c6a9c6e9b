import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { UnknownFigure } from "./contracts/common";
import type { ConsumerWatch, SlashItem, SlashReport, SlashView, ThrottleView } from "./contracts/slash";
import { type Envelope, getJson } from "./get-json";

/** The ledger, with the throttle beside it. */
export interface SlashesAnswer extends Envelope<SlashItem[]> {
  readonly throttle: ThrottleView;
}

export const slashesQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["slashes", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<SlashItem[], SlashesAnswer>(apiPath(network, "/slashes", height), signal),
    ...refreshing(height),
  });

/** The latest punishment alone: the ledger is latest first. */
export const lastSlashQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["last-slash", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<SlashItem[]>(apiPath(network, "/slashes", height, { limit: "1" }), signal),
    ...refreshing(height),
  });

export const slashQuery = (network: string, id: string, height?: number) =>
  queryOptions({
    queryKey: ["slash", network, id, height ?? "head"],
    queryFn: ({ signal }) => getJson<SlashView>(apiPath(network, `/slashes/${encodeURIComponent(id)}`, height), signal),
    ...refreshing(height),
  });

/** What one consumer got punished, what it reported, and how its validators sign. */
export interface ConsumerSlashesAnswer extends Envelope<SlashItem[]> {
  readonly watch?: ConsumerWatch | UnknownFigure;
  readonly reports: readonly SlashReport[];
  readonly queued:
    | readonly {
        readonly consumerAddress: string;
        readonly at: { readonly height: number; readonly time: string };
        readonly infraction: string;
      }[]
    | UnknownFigure;
}

export const consumerSlashesQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-slashes", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<SlashItem[], ConsumerSlashesAnswer>(
        apiPath(network, `/consumers/${encodeURIComponent(consumerId)}/slashes`, height),
        signal,
      ),
    ...refreshing(height),
  });

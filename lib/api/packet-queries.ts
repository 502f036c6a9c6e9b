import { queryOptions } from "@tanstack/react-query";
import { apiPath, refreshing } from "./api-path";
import type { PacketView } from "./contracts/packet";
import type { ConsumerPipelineView, PipelineView } from "./contracts/pipeline";
import { getJson } from "./get-json";

/** What part of the list of packets a page shows; all of it stands in the address. */
export type PacketParameters = Readonly<
  Partial<Record<"direction" | "state" | "consumer" | "since" | "cursor", string>>
>;

/** Packets on one page. */
export const PAGE_PACKETS = 50;

/** Parameters of the API for a page of packets. */
export function packetPageParameters(parameters: PacketParameters): Record<string, string> {
  return { ...parameters, limit: String(PAGE_PACKETS) };
}

/** A page of packets of all consumers, or of one. */
export const packetsQuery = (
  network: string,
  consumerId: string | undefined,
  parameters: PacketParameters,
  height?: number,
) =>
  queryOptions({
    queryKey: ["packets", network, consumerId ?? "all", parameters, height ?? "head"],
    queryFn: ({ signal }) => {
      const path = consumerId === undefined ? "/packets" : `/consumers/${consumerId}/packets`;
      return getJson<PacketView[]>(apiPath(network, path, height, packetPageParameters(parameters)), signal);
    },
    ...refreshing(height),
  });

/** One packet by its place on its channel. */
export const packetQuery = (
  network: string,
  place: { readonly consumer: string; readonly direction: string; readonly sequence: string },
  height?: number,
) =>
  queryOptions({
    queryKey: ["packet", network, place.consumer, place.direction, place.sequence, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<PacketView>(
        apiPath(network, `/packets/${place.consumer}/${place.direction}/${place.sequence}`, height),
        signal,
      ),
    ...refreshing(height),
  });

/** Where the packets of all consumers are. */
export const pipelinesQuery = (network: string, height?: number) =>
  queryOptions({
    queryKey: ["pipelines", network, height ?? "head"],
    queryFn: ({ signal }) => getJson<PipelineView[]>(apiPath(network, "/pipelines", height), signal),
    ...refreshing(height),
  });

/** Where the packets of one consumer are, and how it is joined to its provider. */
export const consumerPipelineQuery = (network: string, consumerId: string, height?: number) =>
  queryOptions({
    queryKey: ["consumer-pipeline", network, consumerId, height ?? "head"],
    queryFn: ({ signal }) =>
      getJson<ConsumerPipelineView>(apiPath(network, `/consumers/${consumerId}/pipeline`, height), signal),
    ...refreshing(height),
  });

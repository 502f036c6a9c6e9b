"use client";

import { useQuery } from "@tanstack/react-query";
import { PlaceLink, usePlace } from "@/components/ui/place";
import { apiPath } from "@/lib/api/api-path";
import { type PacketParameters, packetPageParameters, packetsQuery } from "@/lib/api/packet-queries";
import { count } from "@/lib/format/number";
import { packetSearch } from "./packet-filter";
import { PacketFilterForm } from "./packet-filter-form";
import { PacketsTable } from "./packets-table";

/** A page of packets with its filter and the way on. What may still move stands first, oldest first. */
export function PacketList({
  consumerId,
  parameters,
  consumers,
}: {
  consumerId?: string;
  parameters: PacketParameters;
  /** All consumers with a pipeline, where packets of several are listed. */
  consumers?: readonly { readonly consumerId: string; readonly name: string }[];
}) {
  const { network, height } = usePlace();
  const { data } = useQuery(packetsQuery(network, consumerId, parameters, height));
  if (!data) return null;
  const path = consumerId === undefined ? "/packets" : `/consumers/${consumerId}/packets`;
  const search = packetSearch(parameters);
  const names = new Map(consumers?.map((consumer) => [consumer.consumerId, consumer.name]));
  // The cursor belongs to this height: the next page shows the same list.
  const older =
    data.next && `${path}?${search === "" ? "" : `${search}&`}cursor=${data.next}&height=${data.asOf.height}`;
  return (
    <section className="mt-8">
      <PacketFilterForm path={path} parameters={parameters} {...(consumers ? { consumers } : {})} />
      <PacketsTable
        caption={parameters.cursor === undefined ? "Packets, those that may still move first" : "Packets, further on"}
        packets={data.data}
        {...(consumers ? { consumerName: (id: string) => names.get(id) ?? id } : {})}
        empty={search === "" ? "No packet has been made yet." : "No packet matches this filter."}
      />
      <p className="mt-3 flex flex-wrap gap-x-4 text-muted">
        <span>{count(data.data.length, "packet")} on this page</span>
        {older === undefined ? null : <PlaceLink to={older}>older packets →</PlaceLink>}
        {parameters.cursor === undefined ? null : (
          <PlaceLink to={search === "" ? path : `${path}?${search}`}>from the beginning</PlaceLink>
        )}
        <a href={apiPath(network, path, height, packetPageParameters(parameters))}>the same as JSON</a>
        <a href={apiPath(network, path, height, { ...parameters, format: "csv" })}>as CSV</a>
      </p>
    </section>
  );
}

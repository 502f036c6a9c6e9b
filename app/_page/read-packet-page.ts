import { parsePacketParameters } from "@/components/packet/packet-filter";
import { packetPageParameters, packetsQuery } from "@/lib/api/packet-queries";
import { type PacketQuery, parsePacketQuery } from "@/lib/server/packet-query";
import { readConsumerPackets, readPackets } from "@/lib/server/read-packets";
import type { PageRead } from "./page-frame";
import type { PageInput } from "./page-input";

/** A page of packets by the address of the page it is shown on: of one consumer, or of all. */
export async function readPacketPage(
  { deps, place, searchParams }: PageInput,
  consumerId: string | undefined,
): Promise<PageRead> {
  const { network, height } = place;
  const parameters = parsePacketParameters(searchParams);
  const { queryKey } = packetsQuery(network, consumerId, parameters, height);
  const search = new URLSearchParams(packetPageParameters(parameters));
  if (height !== undefined) search.set("height", String(height));
  const query = parsePacketQuery(search);
  if ("state" in query && query.state === "fault") return { queryKey, result: query };
  const result =
    consumerId === undefined
      ? await readPackets(deps, network, query as PacketQuery)
      : await readConsumerPackets(deps, network, consumerId, query as PacketQuery);
  return { queryKey, result };
}

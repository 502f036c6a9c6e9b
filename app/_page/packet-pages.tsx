import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { ConsumerPackets } from "@/components/packet/consumer-packets";
import { parsePacketParameters } from "@/components/packet/packet-filter";
import { PacketPage } from "@/components/packet/packet-page";
import { PacketsView } from "@/components/packet/packets-view";
import { consumerQuery } from "@/lib/api/consumer-query";
import {
  consumerPipelineQuery,
  packetPageParameters,
  packetQuery,
  packetsQuery,
  pipelinesQuery,
} from "@/lib/api/packet-queries";
import { type PacketQuery, parsePacketQuery } from "@/lib/server/packet-query";
import { readConsumer } from "@/lib/server/read-consumer";
import { readConsumerPackets, readPacket, readPackets } from "@/lib/server/read-packets";
import { readConsumerPipeline, readPipelines } from "@/lib/server/read-pipelines";
import { drawPage, type PageRead } from "./page-frame";
import { type PageInput, type PageProps, viewAtOf } from "./page-input";

/** `/packets`: every packet of every consumer. */
export function packetsPage(props: PageProps) {
  return drawPage(
    props,
    "/packets",
    (input) => {
      const { deps, place } = input;
      return Promise.all([
        readPipelines(deps, place.network, viewAtOf(place)).then((result) => ({
          queryKey: pipelinesQuery(place.network, place.height).queryKey,
          result,
        })),
        readPage(input, undefined),
      ]);
    },
    ({ searchParams }) => <PacketsView parameters={parsePacketParameters(searchParams)} />,
  );
}

/** `/consumers/{id}/packets`: those of one consumer. */
export async function consumerPacketsPage(props: PageProps<{ readonly id: string }>) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}/packets`,
    (input) => {
      const { deps, place } = input;
      const at = viewAtOf(place);
      return Promise.all([
        readConsumer(deps, place.network, id, at).then((result) => ({
          queryKey: consumerQuery(place.network, id, place.height).queryKey,
          result,
        })),
        readConsumerPipeline(deps, place.network, id, at).then((result) => ({
          queryKey: consumerPipelineQuery(place.network, id, place.height).queryKey,
          result,
        })),
        readPage(input, id),
      ]);
    },
    ({ searchParams }) => (
      <>
        <ConsumerTabHeader consumerId={id} tab="/packets" />
        <ConsumerPackets consumerId={id} parameters={parsePacketParameters(searchParams)} />
      </>
    ),
  );
}

/** `/packets/{consumer}/{direction}/{sequence}`: one packet. */
export async function packetPage(
  props: PageProps<{ readonly consumer: string; readonly direction: string; readonly sequence: string }>,
) {
  const { consumer, direction, sequence } = await props.params;
  const packet = { consumer, direction, sequence };
  return drawPage(
    props,
    `/packets/${[consumer, direction, sequence].map(encodeURIComponent).join("/")}`,
    async ({ deps, place }) => [
      {
        queryKey: packetQuery(place.network, packet, place.height).queryKey,
        result: await readPacket(deps, place.network, packet, viewAtOf(place)),
      },
    ],
    () => <PacketPage {...packet} />,
  );
}

async function readPage({ deps, place, searchParams }: PageInput, consumerId: string | undefined): Promise<PageRead> {
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

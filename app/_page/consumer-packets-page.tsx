import { ConsumerPackets } from "@/components/packet/consumer-packets";
import { parsePacketParameters } from "@/components/packet/packet-filter";
import { consumerPipelineQuery } from "@/lib/api/packet-queries";
import { readConsumerPipeline } from "@/lib/server/read-pipelines";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";
import { readPacketPage } from "./read-packet-page";

/** `/consumers/{id}/packets`: those of one consumer. */
export function consumerPacketsPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/packets",
    (input, id) => [
      pageRead(
        consumerPipelineQuery(input.place.network, id, input.place.height).queryKey,
        readConsumerPipeline(input.deps, input.place.network, id, viewAtOf(input.place)),
      ),
      readPacketPage(input, id),
    ],
    (id, { searchParams }) => <ConsumerPackets consumerId={id} parameters={parsePacketParameters(searchParams)} />,
  );
}

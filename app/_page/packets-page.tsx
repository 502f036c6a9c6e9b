import { parsePacketParameters } from "@/components/packet/packet-filter";
import { PacketsView } from "@/components/packet/packets-view";
import { pipelinesQuery } from "@/lib/api/packet-queries";
import { readPipelines } from "@/lib/server/read-pipelines";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";
import { readPacketPage } from "./read-packet-page";

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
        readPacketPage(input, undefined),
      ]);
    },
    ({ searchParams }) => <PacketsView parameters={parsePacketParameters(searchParams)} />,
  );
}

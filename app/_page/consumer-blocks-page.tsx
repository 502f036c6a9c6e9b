import { ConsumerBlocks } from "@/components/block-space/consumer-blocks";
import { consumerBlocksQuery } from "@/lib/api/plumbing-query";
import { readConsumerBlocks } from "@/lib/server/read-consumer-blocks";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";

/** `/consumers/{id}/blocks`: its block space. */
export function consumerBlocksPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/blocks",
    ({ deps, place }, id) => [
      pageRead(
        consumerBlocksQuery(place.network, id, place.height).queryKey,
        readConsumerBlocks(deps, place.network, id, viewAtOf(place)),
      ),
    ],
    (id) => <ConsumerBlocks consumerId={id} />,
  );
}

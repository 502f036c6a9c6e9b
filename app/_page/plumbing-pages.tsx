import { ConsumerBlocks } from "@/components/block-space/consumer-blocks";
import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { PlumbingView } from "@/components/plumbing/plumbing-view";
import { consumerQuery } from "@/lib/api/consumer-query";
import { consumerBlocksQuery, plumbingQuery } from "@/lib/api/plumbing-query";
import { readConsumer } from "@/lib/server/read-consumer";
import { readConsumerBlocks } from "@/lib/server/read-consumer-blocks";
import { readPlumbing } from "@/lib/server/read-plumbing";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/network`: how the zone hangs together. */
export function plumbingPage(props: PageProps) {
  return drawPage(
    props,
    "/network",
    async ({ deps, place }) => [
      {
        queryKey: plumbingQuery(place.network, place.height).queryKey,
        result: await readPlumbing(deps, place.network, viewAtOf(place)),
      },
    ],
    () => <PlumbingView />,
  );
}

/** `/consumers/{id}/blocks`: its block space. */
export async function consumerBlocksPage(props: PageProps<{ readonly id: string }>) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}/blocks`,
    async ({ deps, place }) => {
      const at = viewAtOf(place);
      const { network, height } = place;
      const [consumer, blocks] = await Promise.all([
        readConsumer(deps, network, id, at),
        readConsumerBlocks(deps, network, id, at),
      ]);
      return [
        { queryKey: consumerQuery(network, id, height).queryKey, result: consumer },
        { queryKey: consumerBlocksQuery(network, id, height).queryKey, result: blocks },
      ];
    },
    () => (
      <>
        <ConsumerTabHeader consumerId={id} tab="/blocks" />
        <ConsumerBlocks consumerId={id} />
      </>
    ),
  );
}

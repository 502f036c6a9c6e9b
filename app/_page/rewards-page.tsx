import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { ConsumerRewards } from "@/components/reward/consumer-rewards";
import { RewardsView } from "@/components/reward/rewards-view";
import { consumerQuery } from "@/lib/api/consumer-query";
import { consumerRewardsQuery, rewardsQuery } from "@/lib/api/rewards-query";
import { readConsumer } from "@/lib/server/read-consumer";
import { readConsumerRewards } from "@/lib/server/read-consumer-rewards";
import { readRewards } from "@/lib/server/read-rewards";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/rewards`: what consumers pay. */
export function rewardsPage(props: PageProps) {
  return drawPage(
    props,
    "/rewards",
    async ({ deps, place }) => [
      {
        queryKey: rewardsQuery(place.network, place.height).queryKey,
        result: await readRewards(deps, place.network, viewAtOf(place)),
      },
    ],
    () => <RewardsView />,
  );
}

/** `/consumers/{id}/rewards`: one of them. */
export async function consumerRewardsPage(props: PageProps<{ readonly id: string }>) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}/rewards`,
    async ({ deps, place }) => {
      const at = viewAtOf(place);
      const { network, height } = place;
      const [consumer, rewards] = await Promise.all([
        readConsumer(deps, network, id, at),
        readConsumerRewards(deps, network, id, at),
      ]);
      return [
        { queryKey: consumerQuery(network, id, height).queryKey, result: consumer },
        { queryKey: consumerRewardsQuery(network, id, height).queryKey, result: rewards },
      ];
    },
    () => (
      <>
        <ConsumerTabHeader consumerId={id} tab="/rewards" />
        <ConsumerRewards consumerId={id} />
      </>
    ),
  );
}

import { ConsumerRewards } from "@/components/reward/consumer-rewards";
import { consumerRewardsQuery } from "@/lib/api/rewards-query";
import { readConsumerRewards } from "@/lib/server/read-consumer-rewards";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";

/** `/consumers/{id}/rewards`: what it pays. */
export function consumerRewardsPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/rewards",
    ({ deps, place }, id) => [
      pageRead(
        consumerRewardsQuery(place.network, id, place.height).queryKey,
        readConsumerRewards(deps, place.network, id, viewAtOf(place)),
      ),
    ],
    (id) => <ConsumerRewards consumerId={id} />,
  );
}

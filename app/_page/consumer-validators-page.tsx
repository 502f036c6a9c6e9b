import { ConsumerValidators } from "@/components/consumer/consumer-validators";
import { consumerValidatorsQuery } from "@/lib/api/consumer-validators-query";
import { readConsumerValidators } from "@/lib/server/read-consumer-validators";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";

/** `/consumers/{id}/validators`: the four sets. */
export function consumerValidatorsPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/validators",
    ({ deps, place }, id) => [
      pageRead(
        consumerValidatorsQuery(place.network, id, place.height).queryKey,
        readConsumerValidators(deps, place.network, id, viewAtOf(place)),
      ),
    ],
    (id) => <ConsumerValidators consumerId={id} />,
  );
}

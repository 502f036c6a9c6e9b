import { ConsumerHistory } from "@/components/consumer/consumer-history";
import { consumerHistoryQuery } from "@/lib/api/consumer-history-query";
import { readConsumerHistory } from "@/lib/server/read-consumer-history";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";

/** `/consumers/{id}/history`: its set over time, and its record before and after each change. */
export function consumerHistoryPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/history",
    ({ deps, place }, id) => [
      pageRead(
        consumerHistoryQuery(place.network, id, place.height).queryKey,
        readConsumerHistory(deps, place.network, id, viewAtOf(place)),
      ),
    ],
    (id) => <ConsumerHistory consumerId={id} />,
  );
}

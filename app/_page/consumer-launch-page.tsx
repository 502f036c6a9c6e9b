import { LaunchView } from "@/components/consumer/launch-view";
import { launchQuery } from "@/lib/api/launch-query";
import { readLaunch } from "@/lib/server/read-launch";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";

/** `/consumers/{id}/launch`: what a launch misses, and how it went. */
export function consumerLaunchPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/launch",
    ({ deps, place }, id) => [
      pageRead(
        launchQuery(place.network, id, place.height).queryKey,
        readLaunch(deps, place.network, id, viewAtOf(place)),
      ),
    ],
    (id) => <LaunchView consumerId={id} />,
  );
}

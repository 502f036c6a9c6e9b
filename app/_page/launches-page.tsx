import { ConsumerHistory } from "@/components/consumer/consumer-history";
import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { LaunchBoard } from "@/components/consumer/launch-board";
import { LaunchView } from "@/components/consumer/launch-view";
import { consumerHistoryQuery } from "@/lib/api/consumer-history-query";
import { launchQuery } from "@/lib/api/launch-query";
import { launchesQuery } from "@/lib/api/launches-query";
import { readConsumerHistory } from "@/lib/server/read-consumer-history";
import { readLaunch } from "@/lib/server/read-launch";
import { readLaunches } from "@/lib/server/read-launches";
import { readConsumerHead } from "./consumer-page";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/launches`: the board. */
export function launchesPage(props: PageProps) {
  return drawPage(
    props,
    "/launches",
    async ({ deps, place }) => [
      {
        queryKey: launchesQuery(place.network, place.height).queryKey,
        result: await readLaunches(deps, place.network, viewAtOf(place)),
      },
    ],
    () => <LaunchBoard />,
  );
}

/** `/consumers/{id}/launch`: what a launch misses, and how it went. */
export async function consumerLaunchPage(props: PageProps<{ readonly id: string }>) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}/launch`,
    async (input) => {
      const { deps, place } = input;
      return Promise.all([
        readConsumerHead(input, id),
        readLaunch(deps, place.network, id, viewAtOf(place)).then((result) => ({
          queryKey: launchQuery(place.network, id, place.height).queryKey,
          result,
        })),
      ]);
    },
    () => (
      <>
        <ConsumerTabHeader consumerId={id} tab="/launch" />
        <LaunchView consumerId={id} />
      </>
    ),
  );
}

/** `/consumers/{id}/history`: its set over time, and its record before and after each change. */
export async function consumerHistoryPage(props: PageProps<{ readonly id: string }>) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}/history`,
    async (input) => {
      const { deps, place } = input;
      return Promise.all([
        readConsumerHead(input, id),
        readConsumerHistory(deps, place.network, id, viewAtOf(place)).then((result) => ({
          queryKey: consumerHistoryQuery(place.network, id, place.height).queryKey,
          result,
        })),
      ]);
    },
    () => (
      <>
        <ConsumerTabHeader consumerId={id} tab="/history" />
        <ConsumerHistory consumerId={id} />
      </>
    ),
  );
}

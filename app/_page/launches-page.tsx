import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { LaunchBoard } from "@/components/consumer/launch-board";
import { LaunchView } from "@/components/consumer/launch-view";
import { launchQuery } from "@/lib/api/launch-query";
import { launchesQuery } from "@/lib/api/launches-query";
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

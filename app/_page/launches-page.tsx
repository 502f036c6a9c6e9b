import { LaunchBoard } from "@/components/consumer/launch-board";
import { launchesQuery } from "@/lib/api/launches-query";
import { readLaunches } from "@/lib/server/read-launches";
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

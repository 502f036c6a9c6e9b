import { RewardsView } from "@/components/reward/rewards-view";
import { rewardsQuery } from "@/lib/api/rewards-query";
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

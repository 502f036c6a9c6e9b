import { WhatIfView } from "@/components/what-if/what-if-view";
import { whatIfQuery } from "@/lib/api/what-if-query";
import { readWhatIf } from "@/lib/server/read-what-if";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/what-if`: the next set under other rules. The rules stand in the address, and the browser computes. */
export async function whatIfPage(props: PageProps) {
  const { consumer } = await props.searchParams;
  const consumerId = typeof consumer === "string" && consumer !== "" ? consumer : undefined;
  return drawPage(
    props,
    "/what-if",
    async ({ deps, place }) => [
      {
        queryKey: whatIfQuery(place.network, consumerId, place.height).queryKey,
        result: await readWhatIf(deps, place.network, consumerId, viewAtOf(place)),
      },
    ],
    () => <WhatIfView consumerId={consumerId} />,
  );
}

import { PlumbingView } from "@/components/plumbing/plumbing-view";
import { plumbingQuery } from "@/lib/api/plumbing-query";
import { readPlumbing } from "@/lib/server/read-plumbing";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/network`: how the zone hangs together. */
export function plumbingPage(props: PageProps) {
  return drawPage(
    props,
    "/network",
    async ({ deps, place }) => [
      {
        queryKey: plumbingQuery(place.network, place.height).queryKey,
        result: await readPlumbing(deps, place.network, viewAtOf(place)),
      },
    ],
    () => <PlumbingView />,
  );
}

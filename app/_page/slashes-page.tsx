import { parseSlashFilter } from "@/components/slash/slash-filter";
import { SlashesView } from "@/components/slash/slashes-view";
import { slashesQuery } from "@/lib/api/slashes-query";
import { readSlashes } from "@/lib/server/read-slashes";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/slashes`: the ledger, narrowed by the address. */
export function slashesPage(props: PageProps) {
  return drawPage(
    props,
    "/slashes",
    async ({ deps, place }) => [
      {
        queryKey: slashesQuery(place.network, place.height).queryKey,
        result: await readSlashes(deps, place.network, viewAtOf(place)),
      },
    ],
    ({ searchParams }) => <SlashesView filter={parseSlashFilter(searchParams)} />,
  );
}

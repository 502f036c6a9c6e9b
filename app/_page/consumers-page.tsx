import { ConsumersView } from "@/components/consumer/consumers-view";
import { parseConsumerFilter } from "@/lib/api/consumer-filter";
import { consumersQuery } from "@/lib/api/consumers-query";
import { readConsumers } from "@/lib/server/read-consumers";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/consumers`: all of them, narrowed and ordered by the address. */
export function consumersPage(props: PageProps) {
  return drawPage(
    props,
    "/consumers",
    async ({ deps, place }) => [
      {
        queryKey: consumersQuery(place.network, place.height).queryKey,
        result: await readConsumers(deps, place.network, viewAtOf(place)),
      },
    ],
    ({ searchParams }) => <ConsumersView filter={parseConsumerFilter(searchParams)} />,
  );
}

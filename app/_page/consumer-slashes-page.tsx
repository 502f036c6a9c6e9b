import { ConsumerSlashes } from "@/components/slash/consumer-slashes";
import { consumerSlashesQuery } from "@/lib/api/slashes-query";
import { readConsumerSlashes } from "@/lib/server/read-consumer-slashes";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";

/** `/consumers/{id}/slashes`: whom it had punished, and who misses blocks on it. */
export function consumerSlashesPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/slashes",
    ({ deps, place }, id) => [
      pageRead(
        consumerSlashesQuery(place.network, id, place.height).queryKey,
        readConsumerSlashes(deps, place.network, id, viewAtOf(place)),
      ),
    ],
    (id) => <ConsumerSlashes consumerId={id} />,
  );
}

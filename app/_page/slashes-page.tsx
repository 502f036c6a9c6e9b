import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { ConsumerSlashes } from "@/components/slash/consumer-slashes";
import { parseSlashFilter } from "@/components/slash/slash-filter";
import { SlashView } from "@/components/slash/slash-view";
import { SlashesView } from "@/components/slash/slashes-view";
import { consumerSlashesQuery, slashesQuery, slashQuery } from "@/lib/api/slashes-query";
import { readConsumerSlashes } from "@/lib/server/read-consumer-slashes";
import { readSlash } from "@/lib/server/read-slash";
import { readSlashes } from "@/lib/server/read-slashes";
import { readConsumerHead } from "./consumer-page";
import { decode } from "./page-fault";
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

/** `/slashes/{id}`: one punishment and its story. */
export async function slashPage(props: PageProps<{ readonly id: string }>) {
  const id = decode((await props.params).id);
  return drawPage(
    props,
    `/slashes/${encodeURIComponent(id)}`,
    async ({ deps, place }) => [
      {
        queryKey: slashQuery(place.network, id, place.height).queryKey,
        result: await readSlash(deps, place.network, id, viewAtOf(place)),
      },
    ],
    () => <SlashView id={id} />,
  );
}

/** `/consumers/{id}/slashes`: what one consumer got punished, and who misses blocks on it. */
export async function consumerSlashesPage(props: PageProps<{ readonly id: string }>) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}/slashes`,
    async (input) => {
      const { deps, place } = input;
      return Promise.all([
        readConsumerHead(input, id),
        readConsumerSlashes(deps, place.network, id, viewAtOf(place)).then((result) => ({
          queryKey: consumerSlashesQuery(place.network, id, place.height).queryKey,
          result,
        })),
      ]);
    },
    () => (
      <>
        <ConsumerTabHeader consumerId={id} tab="/slashes" />
        <ConsumerSlashes consumerId={id} />
      </>
    ),
  );
}

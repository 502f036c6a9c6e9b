import { SlashView } from "@/components/slash/slash-view";
import { slashQuery } from "@/lib/api/slashes-query";
import { readSlash } from "@/lib/server/read-slash";
import { decode } from "./page-fault";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

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

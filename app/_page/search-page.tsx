import { redirect } from "next/navigation";
import { SearchView } from "@/components/search/search-view";
import { placeHref } from "@/components/ui/place-href";
import { searchQuery } from "@/lib/api/search-query";
import { readSearch } from "@/lib/server/read-search";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/search?q=`: what a text leads to. The only thing it names in full is where the reader is sent. */
export async function searchPage(props: PageProps) {
  const given = (await props.searchParams).q ?? "";
  const text = (typeof given === "string" ? given : (given[0] ?? "")).trim();
  const isTooLong = text.length > 500;
  const q = isTooLong ? "" : text;
  return drawPage(
    props,
    "/search",
    async ({ deps, place }) => {
      const result = await readSearch(deps, place.network, q, viewAtOf(place));
      if (result.state === "ok" && result.data.jump !== undefined) redirect(placeHref(place, result.data.jump));
      return [{ queryKey: searchQuery(place.network, q, place.height).queryKey, result }];
    },
    () => (
      <SearchView
        q={q}
        {...(isTooLong ? { refusal: "A search is at most 500 characters long; nothing here has a longer name." } : {})}
      />
    ),
  );
}

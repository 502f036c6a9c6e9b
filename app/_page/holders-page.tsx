import { HoldersView } from "@/components/holder/holders-view";
import { holdersQuery } from "@/lib/api/holders-query";
import { readHolders, splitNames } from "@/lib/server/read-holders";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/holders?v=…&delegator=…`: what somebody's validators secure. All of its state is in the address. */
export async function holdersPage(props: PageProps) {
  const params = await props.searchParams;
  const names = splitNames([params.v ?? []].flat());
  const delegator = ([params.delegator ?? ""].flat()[0] ?? "").trim();
  const held = { v: names.join(","), delegator };
  let refusal: string | undefined;
  return drawPage(
    props,
    "/holders",
    async ({ deps, place }) => {
      if (names.length === 0 && delegator === "") return [];
      const at = viewAtOf(place);
      const result = await readHolders(deps, place.network, { names, ...(delegator === "" ? {} : { delegator }) }, at);
      if (result.state === "fault" && isAboutHolders(result.code)) {
        refusal = result.message;
        return [];
      }
      return [{ queryKey: holdersQuery(place.network, held, place.height).queryKey, result }];
    },
    () => <HoldersView held={held} {...(refusal === undefined ? {} : { refusal })} />,
  );
}

/** Faults of what was asked for: the page says them beside its form, where they can be mended. */
function isAboutHolders(code: string): boolean {
  return code === "too-many" || code === "bad-delegator" || code.startsWith("delegations-");
}

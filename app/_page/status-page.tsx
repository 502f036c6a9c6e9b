import { StatusView } from "@/components/chain/status-view";
import { statusQuery } from "@/lib/api/status-query";
import { readStatus } from "@/lib/server/read-status";
import { drawPage } from "./page-frame";
import type { PageProps } from "./page-input";

/** `/status`: what we read. It has no past: it says how things stand now, whatever height the other pages are pinned to. */
export function statusPage(props: PageProps) {
  return drawPage(
    props,
    "/status",
    async ({ deps, place }) => [
      { queryKey: statusQuery(place.network).queryKey, result: await readStatus(deps, place.network) },
    ],
    ({ place }) => (
      <>
        {place.height === undefined ? null : (
          <p className="mb-4 text-muted">This page shows how things stand now, not at the pinned height.</p>
        )}
        <StatusView />
      </>
    ),
    { needsBlocks: false },
  );
}

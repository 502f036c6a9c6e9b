import { StatusView } from "@/components/chain/status-view";
import { NetworkVerification } from "@/components/verify/network-verification";
import { statusQuery } from "@/lib/api/status-query";
import { verificationQuery } from "@/lib/api/verification-query";
import { readStatus } from "@/lib/server/read-status";
import { readVerification } from "@/lib/server/read-verification";
import { drawPage } from "./page-frame";
import type { PageProps } from "./page-input";

/** `/status`: what we read. It has no past: it says how things stand now, whatever height the other pages are pinned to. */
export function statusPage(props: PageProps) {
  return drawPage(
    props,
    "/status",
    async ({ deps, place }) => {
      const verification = await readVerification(deps, place.network, {});
      return [
        { queryKey: statusQuery(place.network).queryKey, result: await readStatus(deps, place.network) },
        // Before the first block there is nothing to verify, and the page is drawn all the same.
        ...(verification.state === "ok"
          ? [{ queryKey: verificationQuery(place.network).queryKey, result: verification }]
          : []),
      ];
    },
    ({ place }) => (
      <>
        {place.height === undefined ? null : (
          <p className="mb-4 text-muted">This page shows how things stand now, not at the pinned height.</p>
        )}
        <StatusView />
        <NetworkVerification />
      </>
    ),
    { needsBlocks: false },
  );
}

import { OverviewConsumers } from "@/components/consumer/overview-consumers";
import { NetworkFindings } from "@/components/finding/network-findings";
import { OverviewView } from "@/components/provider/overview-view";
import { LastSlash } from "@/components/slash/last-slash";
import { PanelErrorBoundary } from "@/components/ui/panel-error-boundary";
import { consumersQuery } from "@/lib/api/consumers-query";
import { overviewQuery } from "@/lib/api/overview-query";
import { lastSlashQuery } from "@/lib/api/slashes-query";
import { readConsumers } from "@/lib/server/read-consumers";
import { readOverview } from "@/lib/server/read-overview";
import { readSlashes } from "@/lib/server/read-slashes";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/`: what needs attention, the figures, the consumers. */
export function overviewPage(props: PageProps) {
  return drawPage(
    props,
    "/",
    async ({ deps, place }) => {
      const [overview, consumers, slashes] = await Promise.all([
        readOverview(deps, place.network, viewAtOf(place)),
        readConsumers(deps, place.network, viewAtOf(place)),
        readSlashes(deps, place.network, viewAtOf(place)),
      ]);
      return [
        { queryKey: overviewQuery(place.network, place.height).queryKey, result: overview },
        { queryKey: consumersQuery(place.network, place.height).queryKey, result: consumers },
        {
          queryKey: lastSlashQuery(place.network, place.height).queryKey,
          result: slashes.state === "ok" ? { ...slashes, data: slashes.data.slice(0, 1) } : slashes,
        },
      ];
    },
    () => (
      <>
        <OverviewView findings={<NetworkFindings />} lastSlash={<LastSlash />} />
        <PanelErrorBoundary what="The table of consumers">
          <OverviewConsumers />
        </PanelErrorBoundary>
      </>
    ),
  );
}

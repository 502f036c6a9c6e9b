import { OverviewConsumers } from "@/components/consumer/overview-consumers";
import { NetworkFindings } from "@/components/finding/network-findings";
import { OverviewView } from "@/components/provider/overview-view";
import { PanelErrorBoundary } from "@/components/ui/panel-error-boundary";
import { consumersQuery } from "@/lib/api/consumers-query";
import { readConsumers } from "@/lib/server/read-consumers";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/`: what needs attention, the figures, the consumers. */
export function overviewPage(props: PageProps) {
  return drawPage(
    props,
    "/",
    async ({ deps, place }) => [
      {
        queryKey: consumersQuery(place.network, place.height).queryKey,
        result: await readConsumers(deps, place.network, viewAtOf(place)),
      },
    ],
    () => (
      <>
        <OverviewView findings={<NetworkFindings />} />
        <PanelErrorBoundary what="The table of consumers">
          <OverviewConsumers />
        </PanelErrorBoundary>
      </>
    ),
  );
}

import { SecurityView } from "@/components/security/security-view";
import { weakest } from "@/components/security/security-words";
import { securityHistoryQuery, securityOverlapQuery, securityQuery } from "@/lib/api/security-query";
import { withShownChains } from "@/lib/api/shown-chains";
import { readSecurity } from "@/lib/server/read-security";
import { readSecurityHistory } from "@/lib/server/read-security-history";
import { readSecurityOverlap } from "@/lib/server/read-security-overlap";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** Above so many cells the matrix is fetched by the browser: a page is to be small before it is complete. */
const MATRIX_IN_PAGE = 20_000;

/** `/security`: the subset problem in figures. */
export function securityPage(props: PageProps) {
  return drawPage(
    props,
    "/security",
    async ({ deps, place }) => {
      const at = viewAtOf(place);
      const { network, height } = place;
      const [security, overlap] = await Promise.all([
        readSecurity(deps, network, at),
        readSecurityOverlap(deps, network, at),
      ]);
      const { queryKey } = securityQuery(network, height);
      if (security.state === "fault") return [{ queryKey, result: security }];
      const reads = [{ queryKey, result: withShownChains(security) }];
      if (overlap.state === "fault") return reads;
      const drawn = weakest(security.data)?.scope ?? "provider";
      const isSmall = overlap.data.consumers.length * overlap.data.validators.length <= MATRIX_IN_PAGE;
      return [
        ...reads,
        ...(isSmall ? [{ queryKey: securityOverlapQuery(network, height).queryKey, result: overlap }] : []),
        {
          queryKey: securityHistoryQuery(network, drawn, height).queryKey,
          result: await readSecurityHistory(deps, network, drawn, at),
        },
      ];
    },
    () => <SecurityView />,
  );
}

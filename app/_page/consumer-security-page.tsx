import { ConsumerSecurity } from "@/components/security/consumer-security";
import { consumerSecurityQuery, securityHistoryQuery } from "@/lib/api/security-query";
import { readConsumerSecurity } from "@/lib/server/read-consumer-security";
import { readSecurityHistory } from "@/lib/server/read-security-history";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";

/** `/consumers/{id}/security`: its security, with the arithmetic of its caps. */
export function consumerSecurityPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/security",
    ({ deps, place }, id) => [
      pageRead(
        consumerSecurityQuery(place.network, id, place.height).queryKey,
        readConsumerSecurity(deps, place.network, id, viewAtOf(place)),
      ),
      pageRead(
        securityHistoryQuery(place.network, id, place.height).queryKey,
        readSecurityHistory(deps, place.network, id, viewAtOf(place)),
      ),
    ],
    (id) => <ConsumerSecurity consumerId={id} />,
  );
}

import { ConsumerValidators } from "@/components/consumer/consumer-validators";
import { EvidenceSheet } from "@/components/verify/evidence-sheet";
import { consumerValidatorsQuery } from "@/lib/api/consumer-validators-query";
import { readConsumerValidators } from "@/lib/server/read-consumer-validators";
import { type ConsumerProps, drawConsumerTab, pageRead } from "./consumer-tab";
import { viewAtOf } from "./page-input";
import { readEvidence } from "./read-evidence";

/** `/consumers/{id}/validators`: the four sets. */
export function consumerValidatorsPage(props: ConsumerProps) {
  return drawConsumerTab(
    props,
    "/validators",
    ({ deps, place }, id) => [
      pageRead(
        consumerValidatorsQuery(place.network, id, place.height).queryKey,
        readConsumerValidators(deps, place.network, id, viewAtOf(place)),
      ),
      readEvidence({ deps, place }, id),
    ],
    (id) => (
      <>
        <ConsumerValidators consumerId={id} />
        <EvidenceSheet consumerId={id} />
      </>
    ),
  );
}

import { ConsumerOverview } from "@/components/consumer/consumer-overview";
import { ConsumerFindings } from "@/components/finding/consumer-findings";
import { EvidenceSheet } from "@/components/verify/evidence-sheet";
import { ConsumerProposalsPart } from "./consumer-proposals-part";
import { type ConsumerProps, readConsumerHead } from "./consumer-tab";
import { drawPage } from "./page-frame";
import { readEvidence } from "./read-evidence";

/** `/consumers/{id}`: the overview tab, which has its head in itself. */
export async function consumerPage(props: ConsumerProps) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}`,
    async (input) => Promise.all([readConsumerHead(input, id), readEvidence(input, id)]),
    (input) => (
      <>
        <ConsumerOverview
          consumerId={id}
          findings={<ConsumerFindings consumerId={id} />}
          proposals={<ConsumerProposalsPart input={input} consumerId={id} />}
        />
        <EvidenceSheet consumerId={id} />
      </>
    ),
  );
}

import { ConsumerOverview } from "@/components/consumer/consumer-overview";
import { ConsumerFindings } from "@/components/finding/consumer-findings";
import { ConsumerProposalsPart } from "./consumer-proposals-part";
import { type ConsumerProps, readConsumerHead } from "./consumer-tab";
import { drawPage } from "./page-frame";

/** `/consumers/{id}`: the overview tab, which has its head in itself. */
export async function consumerPage(props: ConsumerProps) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}`,
    async (input) => [await readConsumerHead(input, id)],
    (input) => (
      <ConsumerOverview
        consumerId={id}
        findings={<ConsumerFindings consumerId={id} />}
        proposals={<ConsumerProposalsPart input={input} consumerId={id} />}
      />
    ),
  );
}

import { ConsumerOverview } from "@/components/consumer/consumer-overview";
import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { ConsumerValidators } from "@/components/consumer/consumer-validators";
import { ConsumerFindings } from "@/components/finding/consumer-findings";
import { consumerQuery } from "@/lib/api/consumer-query";
import { consumerValidatorsQuery } from "@/lib/api/consumer-validators-query";
import { readConsumer } from "@/lib/server/read-consumer";
import { readConsumerValidators } from "@/lib/server/read-consumer-validators";
import { ConsumerProposalsPart } from "./consumer-proposals-part";
import { drawPage, type PageRead } from "./page-frame";
import { type PageInput, type PageProps, viewAtOf } from "./page-input";

type ConsumerProps = PageProps<{ readonly id: string }>;

/** What the head of a consumer's tabs is drawn from. */
export async function readConsumerHead({ deps, place }: PageInput, id: string): Promise<PageRead> {
  return {
    queryKey: consumerQuery(place.network, id, place.height).queryKey,
    result: await readConsumer(deps, place.network, id, viewAtOf(place)),
  };
}

/** `/consumers/{id}`: the overview tab. */
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

/** `/consumers/{id}/validators`: the four sets. */
export async function consumerValidatorsPage(props: ConsumerProps) {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}/validators`,
    async (input) => {
      const { deps, place } = input;
      return Promise.all([
        readConsumerHead(input, id),
        readConsumerValidators(deps, place.network, id, viewAtOf(place)).then((result) => ({
          queryKey: consumerValidatorsQuery(place.network, id, place.height).queryKey,
          result,
        })),
      ]);
    },
    () => (
      <>
        <ConsumerTabHeader consumerId={id} tab="/validators" />
        <ConsumerValidators consumerId={id} />
      </>
    ),
  );
}

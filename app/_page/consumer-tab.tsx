import type { ReactNode } from "react";
import type { ConsumerTab } from "@/components/consumer/consumer-header";
import { ConsumerTabHeader } from "@/components/consumer/consumer-tab-header";
import { consumerQuery } from "@/lib/api/consumer-query";
import { readConsumer } from "@/lib/server/read-consumer";
import { drawPage, type PageRead } from "./page-frame";
import { type PageInput, type PageProps, viewAtOf } from "./page-input";

export type ConsumerProps = PageProps<{ readonly id: string }>;

/** What the head of a consumer's tabs is drawn from. */
export async function readConsumerHead({ deps, place }: PageInput, id: string): Promise<PageRead> {
  return {
    queryKey: consumerQuery(place.network, id, place.height).queryKey,
    result: await readConsumer(deps, place.network, id, viewAtOf(place)),
  };
}

/**
 * Draws a tab of a consumer: its head, and below it what `draw` makes of what `read` read. Each tab stands in a file of its own:
 * a page is sent every client component that its module imports, drawn or not.
 */
export async function drawConsumerTab(
  props: ConsumerProps,
  tab: ConsumerTab,
  read: (input: PageInput, id: string) => readonly Promise<PageRead>[],
  draw: (id: string, input: PageInput) => ReactNode,
): Promise<ReactNode> {
  const { id } = await props.params;
  return drawPage(
    props,
    `/consumers/${encodeURIComponent(id)}${tab}`,
    (input) => Promise.all([readConsumerHead(input, id), ...read(input, id)]),
    (input) => (
      <>
        <ConsumerTabHeader consumerId={id} tab={tab} />
        {draw(id, input)}
      </>
    ),
  );
}

/** A read of a page under the key by which the browser refreshes it. */
export async function pageRead(queryKey: PageRead["queryKey"], result: Promise<PageRead["result"]>): Promise<PageRead> {
  return { queryKey, result: await result };
}

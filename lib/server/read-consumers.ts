import "server-only";
import { applyConsumerFilter, badConsumerFilter, parseConsumerFilter } from "@/lib/api/consumer-filter";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { consumerItem } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import { fault, type ReadResult } from "./outcome";
import { viewAt } from "./view";

/** All consumers, by number. */
export function readConsumers(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<ConsumerListItem[]>> {
  return viewAt(deps, network, at, (frame) => ({
    data: frame.snapshot.consumers.map((consumer) => consumerItem(frame, consumer)),
  }));
}

/** The consumers that the page of the same parameters shows, in its order: `phase`, `kind`, `q`, `sort`. */
export async function readConsumersBy(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
  parameters: URLSearchParams,
): Promise<ReadResult<ConsumerListItem[]>> {
  const bad = badConsumerFilter(parameters);
  if (bad) return fault(400, `bad-${bad.name}`, `Give ${bad.name} once, as one of ${bad.allowed}.`);
  const view = await readConsumers(deps, network, at);
  if (view.state === "fault") return view;
  return { ...view, data: applyConsumerFilter(view.data, parseConsumerFilter(Object.fromEntries(parameters))) };
}

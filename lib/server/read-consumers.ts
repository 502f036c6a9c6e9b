import "server-only";
import type { ConsumerListItem } from "@/lib/api/contracts/consumer";
import { consumerItem } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { viewAt } from "./view";

/** All consumers, by number. */
export function readConsumers(deps: ServerDeps, network: string, at: ViewAt): Promise<ReadResult<ConsumerListItem[]>> {
  return viewAt(deps, network, at, (frame) => ({
    data: frame.snapshot.consumers.map((consumer) => consumerItem(frame, consumer)),
  }));
}

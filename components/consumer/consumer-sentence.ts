import { isUnknown } from "@/components/ui/unknown";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import { count, formatShare } from "@/lib/format/number";
import { formatUtc } from "@/lib/format/time";
import { UNKNOWN_WORDS } from "@/lib/format/words";
import { consumerName } from "./consumer-words";

type Input = Pick<
  ConsumerView,
  | "consumerId"
  | "name"
  | "chainId"
  | "phase"
  | "spawnTime"
  | "removalTime"
  | "optedInCount"
  | "validatorCount"
  | "shareOfProvider"
  | "sync"
  | "findings"
>;

/** The answer the page opens with, made from the data of the consumer's phase. */
export function consumerSentence(view: Input): string {
  const name = consumerName(view);
  const optedIn = view.optedInCount === 0 ? "no one has opted in" : `${count(view.optedInCount, "validator")} opted in`;
  switch (view.phase) {
    case "registered":
      return view.spawnTime === undefined
        ? `${name} is registered without a spawn time, so it cannot launch; ${optedIn}.`
        : `${name} is registered, its spawn time is ${formatUtc(view.spawnTime)}; ${optedIn}.`;
    case "initialized":
      return `${name} launches at ${view.spawnTime === undefined ? "a time not set" : formatUtc(view.spawnTime)}; so far ${optedIn}.`;
    case "launched":
      // "Secured" would be a claim about blocks; without one there is only what the provider has decided.
      if (view.findings.some(({ code }) => code === "never-started")) {
        return `${name} is launched on the provider with a set of ${count(view.validatorCount, "validator")}${share(view)}, but its chain has never shown a block.`;
      }
      return `${name} is secured by ${count(view.validatorCount, "validator")}${share(view)}; ${syncClause(view)}.`;
    case "stopped":
      return `${name} is stopped${view.removalTime === undefined ? "" : ` and will be deleted from ${formatUtc(view.removalTime)} on`}; its validators may leave once it is deleted.`;
    case "deleted":
      return `${name} is deleted; what is left of it is its record.`;
  }
}

function share({ shareOfProvider }: Input): string {
  return isUnknown(shareOfProvider) ? "" : ` with ${formatShare(shareOfProvider)} of the provider's power`;
}

function syncClause({ sync }: Input): string {
  if (sync === undefined) return "nothing has been sent to it yet";
  if (isUnknown(sync)) return `whether it runs that set is unknown (${UNKNOWN_WORDS[sync.because].short})`;
  if (sync.state === "in-sync") return "it runs the set its provider stores";
  if (sync.state !== "behind") return "it runs another set than the one its provider stores";
  const parts = [
    ...(sync.packets > 0 ? [`${count(sync.packets, "update")} on the way`] : []),
    ...(sync.queued > 0 ? [`${sync.queued} waiting on the provider`] : []),
  ];
  return parts.length === 0 ? "an update is due" : `it is behind: ${parts.join(" and ")}`;
}

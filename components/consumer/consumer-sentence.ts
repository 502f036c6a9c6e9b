import { isUnknown } from "@/components/ui/unknown";
import type { ChangeoverState } from "@/lib/api/contracts/changeover";
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
  | "changeover"
  | "afterlife"
>;

/** The answer the page opens with, made from the data of the consumer's phase. */
export function consumerSentence(view: Input): string {
  const name = consumerName(view);
  const optedIn = view.optedInCount === 0 ? "no one has opted in" : `${count(view.optedInCount, "validator")} opted in`;
  const { changeover } = view;
  if (changeover !== undefined && changeover.stage !== "switched") return changeoverSentence(view, changeover, optedIn);
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
      return `${name} is stopped${view.removalTime === undefined ? "" : ` and will be deleted from ${formatUtc(view.removalTime)} on`}; ${afterlifeClause(view) ?? "its validators may leave once it is deleted"}.`;
    case "deleted":
      return `${name} is deleted; ${afterlifeClause(view) ?? "what is left of it is its record"}.`;
  }
}

/** A chain that runs already: whose validators sign it now, and what comes when. */
function changeoverSentence(view: Input, { stage, ...at }: ChangeoverState, optedIn: string): string {
  const name = consumerName(view);
  const takers = count(view.validatorCount, "validator");
  switch (stage) {
    case "preparing":
      return `${name} runs on its own validators and is to become a consumer at its block ${at.plannedHeight}${view.spawnTime === undefined ? "; no spawn time is set" : `, after its launch at ${formatUtc(view.spawnTime)}`}; so far ${optedIn}.`;
    case "launched":
      return `${name} is launched on the provider and still runs on its own validators; it is to upgrade at its block ${at.plannedHeight}, and ${takers} of the provider sign from block ${at.firstHeight} on.`;
    default:
      return `${name} upgraded at its block ${at.upgradeHeight ?? at.plannedHeight}; its own validators sign up to block ${at.lastOwnHeight}, and ${takers} of the provider from block ${at.firstHeight} on.`;
  }
}

/** What its chain does now that the provider sends it nothing; `undefined` where nobody can see. */
function afterlifeClause({ afterlife }: Input): string | undefined {
  if (afterlife === undefined) return undefined;
  return afterlife.state === "goes-on"
    ? `its chain goes on, secured by the last set it was given, ${count(afterlife.validators, "validator")}, and gets no updates`
    : "its chain makes no blocks any more";
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

import { isUnknown } from "@/components/ui/unknown";
import type { LaunchView } from "@/lib/api/contracts/launch";
import { count, formatShare } from "@/lib/format/number";
import { formatUtc } from "@/lib/format/time";
import { consumerName } from "./consumer-words";

/** The answer of the launch page: will it launch, and what is missing; afterwards, whether it did. */
export function launchSentence(view: LaunchView): string {
  const name = consumerName(view);
  const missing = view.checks.filter(({ state }) => state === "missing").length;
  const { changeover } = view;
  if (changeover !== undefined && changeover.stage !== "preparing") {
    return `${name} launched${view.launchedAt ? ` at ${formatUtc(view.launchedAt.time)}` : ""} as a chain that ran already; ${changedOver(changeover)}.`;
  }
  switch (view.phase) {
    case "registered":
      return view.failedLaunch
        ? `${name} did not launch${view.failedLaunch.spawnTime ? ` at its spawn time ${formatUtc(view.failedLaunch.spawnTime)}` : ""}, and needs a new one; ${thingsMiss(missing)}.`
        : `${name} is registered and not scheduled to launch; ${thingsMiss(missing)}.`;
    case "initialized":
      return `${name} ${missing === 0 ? "would launch" : "would fail to launch"} with what is there now, at ${formatUtc(view.spawnTime ?? "")}; ${missing === 0 ? `${count(view.set.validators.length, "validator")} would start it` : thingsMiss(missing)}.`;
    default:
      return `${name} launched${view.launchedAt ? ` at ${formatUtc(view.launchedAt.time)}` : ""} with ${count(view.set.validators.length, "validator")}; ${afterwards(view)}.`;
  }
}

function thingsMiss(n: number): string {
  return n === 0 ? "nothing else is missing" : n === 1 ? "one thing is missing" : `${n} things are missing`;
}

function afterwards({ chain, startedAt }: LaunchView): string {
  if (chain === undefined || isUnknown(chain)) {
    if (startedAt && isUnknown(startedAt)) return "whether its chain has shown a block cannot be told here now";
    return startedAt
      ? `its chain has shown blocks since ${formatUtc(startedAt.time)}, and who signs them is not known here`
      : "its chain has never shown a block";
  }
  const online = chain.online ? `, and ${formatShare(chain.online.share)} of its power signed the last block` : "";
  return chain.firstBlock
    ? `its first block came at ${formatUtc(chain.firstBlock.time)}${online}`
    : `its chain makes blocks${online}`;
}

/** Where the changeover of a chain that ran already stands. */
function changedOver(changeover: NonNullable<LaunchView["changeover"]>): string {
  const { stage, plannedHeight, upgradeHeight, lastOwnHeight, firstHeight, firstAt } = changeover;
  if (stage === "launched")
    return `its own validators sign until it upgrades at its block ${plannedHeight}, and the provider's from block ${firstHeight} on`;
  return stage === "upgraded"
    ? `it upgraded at its block ${upgradeHeight}, its own validators sign up to block ${lastOwnHeight} and the provider's from block ${firstHeight} on`
    : `the provider's validators took over with block ${firstHeight}${firstAt === undefined ? "" : ` at ${formatUtc(firstAt.time)}`}`;
}

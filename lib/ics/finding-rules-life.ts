import { deriveAfterlife } from "./afterlife";
import type { FindingRule } from "./finding-rules";
import { consumerPage, launchPage, moment, since, updatesWait, validatorsPage } from "./finding-words";
import type { FindingsInput } from "./findings-input";
import { nanosOf } from "./time";

/** What the chain of a consumer that was stopped or deleted does now; empty where nobody can see. */
function afterlifeWords({ consumerHead: head, consumerBlockMs: blockMs, now }: FindingsInput): string {
  const state = deriveAfterlife({
    now: now.time,
    ...(head === undefined ? {} : { head }),
    ...(blockMs === undefined ? {} : { blockMs }),
  });
  if (state === undefined || head === undefined) return "";
  return state === "goes-on"
    ? " Its chain goes on with the last set it had."
    : ` Its chain stands still since block ${head.height} at ${moment(head.time)}.`;
}

/** Rules about where a consumer stands in its life, from registration to deletion (ics-protocol.md §6.1). */
export const LIFE_RULES: readonly FindingRule[] = [
  [
    "spawn-passed",
    (view) => {
      const { phase, spawnTime, failedLaunch, now } = view;
      if (phase === "registered" && failedLaunch !== undefined) {
        return {
          severity: "warn",
          sentence: `Its spawn time ${moment(failedLaunch.spawnTime)} passed without a launch, since there was no validator to start with; it needs a new spawn time.`,
          since: failedLaunch.at,
          link: launchPage(view),
        };
      }
      if (phase !== "initialized" || spawnTime === undefined || nanosOf(spawnTime) >= nanosOf(now.time))
        return undefined;
      return {
        severity: "warn",
        sentence: `Its spawn time ${moment(spawnTime)} has passed and it has not launched.`,
        ...since(view.since?.spawnDue),
        link: launchPage(view),
      };
    },
  ],
  [
    "nobody-opted-in",
    (view) => {
      const { phase, spawnTime, topN, optedIn } = view;
      if (phase !== "initialized" || spawnTime === undefined || optedIn !== 0 || (topN ?? 0) > 0) return undefined;
      return {
        severity: "warn",
        sentence: `No one has opted in; without a validator it cannot launch at its spawn time ${moment(spawnTime)}.`,
        ...since(view.since?.nobodyOptedIn),
        link: launchPage(view),
      };
    },
  ],
  [
    "never-started",
    (view) => {
      const { phase, hasStarted, launchedAt, vsc } = view;
      if (phase !== "launched" || hasStarted !== false) return undefined;
      const launched = launchedAt ? `Launched at ${moment(launchedAt.time)}` : "Launched";
      const waiting = vsc?.queued ? ` Without a channel ${updatesWait(vsc.queued)} on the provider for it.` : "";
      return {
        // What waits for a chain that nobody starts is security that the provider promises and nobody has.
        severity: waiting === "" ? "warn" : "bad",
        sentence: `${launched}, but its chain has not shown a block: its light client was never updated.${waiting}`,
        ...since(launchedAt),
        link: launchPage(view),
      };
    },
  ],
  [
    "empty-set",
    (view) => {
      if (view.phase !== "launched" || view.storedValidators !== 0) return undefined;
      return {
        severity: "bad",
        sentence: "Launched, but no validator is eligible: the set the provider stores for it is empty.",
        ...since(view.since?.emptySet),
        link: validatorsPage(view),
      };
    },
  ],
  [
    "stopping",
    (view) => {
      const { phase, removalTime, stoppedAt } = view;
      if (phase !== "stopped") return undefined;
      const until = removalTime === undefined ? "" : `; the provider deletes it at ${moment(removalTime)}`;
      return {
        severity: "warn",
        sentence: `Stopped${stoppedAt ? ` at ${moment(stoppedAt.time)}` : ""}: it gets no more validator updates${until}.${afterlifeWords(view)}`,
        ...since(stoppedAt),
        link: consumerPage(view),
      };
    },
  ],
  [
    "deleted",
    (view) => {
      const { phase, deletedAt } = view;
      if (phase !== "deleted") return undefined;
      return {
        severity: "info",
        sentence: `Deleted from the provider${deletedAt ? ` at ${moment(deletedAt.time)}` : ""}: the provider's validators no longer stand for it.${afterlifeWords(view)}`,
        ...since(deletedAt),
        link: consumerPage(view),
      };
    },
  ],
];

import type { FindingRule } from "./finding-rules";
import { consumerPage, updatesWait, validatorsPage } from "./finding-words";
import { nanosOf } from "./time";

/** Rules about where a consumer stands in its life, from registration to deletion (ics-protocol.md §6.1). */
export const LIFE_RULES: readonly FindingRule[] = [
  [
    "spawn-passed",
    (view) => {
      const { phase, spawnTime, failedLaunch, now } = view;
      if (phase === "registered" && failedLaunch !== undefined) {
        return {
          severity: "warn",
          sentence: `Its spawn time ${failedLaunch.spawnTime} passed without a launch, since there was no validator to start with; it needs a new spawn time.`,
          since: failedLaunch.at,
          link: consumerPage(view),
        };
      }
      if (phase !== "initialized" || spawnTime === undefined || nanosOf(spawnTime) >= nanosOf(now.time))
        return undefined;
      return {
        severity: "warn",
        sentence: `Its spawn time ${spawnTime} has passed and it has not launched.`,
        link: consumerPage(view),
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
        sentence: `No one has opted in; without a validator it cannot launch at its spawn time ${spawnTime}.`,
        link: consumerPage(view),
      };
    },
  ],
  [
    "never-started",
    (view) => {
      const { phase, hasStarted, launchedAt } = view;
      if (phase !== "launched" || hasStarted !== false) return undefined;
      const waiting = view.vsc?.queued ? ` On the provider ${updatesWait(view.vsc.queued)} for it.` : "";
      return {
        severity: "warn",
        sentence: `Launched${launchedAt ? ` at ${launchedAt.time}` : ""}, but the chain never showed a block: its light client was not updated once.${waiting}`,
        ...(launchedAt ? { since: launchedAt } : {}),
        link: consumerPage(view),
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
        link: validatorsPage(view),
      };
    },
  ],
  [
    "stopping",
    (view) => {
      const { phase, removalTime, stoppedAt } = view;
      if (phase !== "stopped") return undefined;
      const until = removalTime === undefined ? "" : `; the provider deletes it at ${removalTime}`;
      return {
        severity: "warn",
        sentence: `Stopped${stoppedAt ? ` at ${stoppedAt.time}` : ""}: it gets no more validator updates${until}.`,
        ...(stoppedAt ? { since: stoppedAt } : {}),
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
        sentence: `Deleted from the provider${deletedAt ? ` at ${deletedAt.time}` : ""}; should the chain go on, the provider's validators no longer stand for it.`,
        ...(deletedAt ? { since: deletedAt } : {}),
        link: consumerPage(view),
      };
    },
  ],
];

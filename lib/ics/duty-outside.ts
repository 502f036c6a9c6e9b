import { momentOf } from "./duty-in-set";
import type { Duty, DutyName, DutyView } from "./duty-view";
import { epochWords, exclusionWords, figure, membershipWords, sentences, sourceWords, updateWords } from "./duty-words";
import type { Exclusion } from "./types";

/** The duty of a validator that is not in the set that signs on the consumer, or of whom nobody can tell. */
export function deriveOutside(view: DutyView): Duty {
  switch (view.phase) {
    case "stopped":
      return stopped(view);
    case "registered":
    case "initialized":
      return beforeLaunch(view);
    default:
      return launched(view);
  }
}

function launched(view: DutyView): Duty {
  const { stored, set } = view;
  if (stored !== undefined && set.state === "none") return neverStarted(view);
  if (stored !== undefined) return joining(view);
  if (view.next?.eligible) return joiningNextEpoch(view);
  return out(view);
}

/** Launched on the provider; the chain waits for two thirds of its power to be online (§6.1). */
function neverStarted(view: DutyView): Duty {
  const { launchedAt } = view;
  return {
    duty: "run-from",
    case: "never-started",
    reason: sentences(
      `The provider launched the consumer${launchedAt === undefined ? "" : ` at ${launchedAt.time}`} with this validator in its first set, and no sign of a block has reached the provider since. The chain starts once two thirds of that set's power run: it is to run from the first block on.`,
      membershipWords(view),
    ),
    ...(launchedAt === undefined ? {} : { since: launchedAt }),
    key: view.currentKey,
  };
}

/** In the stored set, not yet in the chain's. */
function joining(view: DutyView): Duty {
  const { stored, set, pending } = view;
  const key = stored?.pubKey ?? view.currentKey;
  if (view.changeover !== undefined) return joiningAtChangeover(view, view.changeover, key);
  const base = { duty: "run-from" as const, case: "joins-with-update" as const, key };
  const update = pending.findLast(({ powers }) => (powers.get(key) ?? 0n) > 0n);
  if (update !== undefined) {
    return {
      ...base,
      reason: sentences(
        `It must run from the block on in which the chain applies update ${update.valsetUpdateId}, which brings it into the set.`,
        updateWords(update, view),
        sourceWords(set),
      ),
      since: momentOf(update),
    };
  }
  const what =
    set.state === "unknown"
      ? "The provider stores it in the consumer's set; whether the chain runs that set cannot be told, since none of its nodes can be read and nothing was acknowledged. It should run."
      : "The provider stores it in the consumer's set, the chain's set does not have it, and no update on its way would bring it.";
  return {
    ...base,
    reason: sentences(what, sourceWords(set)),
    ...(stored ? { since: { height: stored.joinHeight } } : {}),
  };
}

/** §6.8: the chain goes on with its own validators until the second block after its upgrade. */
function joiningAtChangeover(
  view: DutyView,
  { firstHeight, isPlanned, firstTime }: NonNullable<DutyView["changeover"]>,
  key: Duty["key"],
): Duty {
  const isAhead = view.phase === "initialized" || view.phase === "registered";
  return {
    duty: "run-from",
    case: "joins-at-changeover",
    reason: sentences(
      isAhead ? membershipWords(view) : "",
      isAhead && view.spawnTime !== undefined
        ? `The provider launches the consumer at ${view.spawnTime}, and its chain goes on with its own validators until its upgrade.`
        : "The chain still runs on its own validators.",
      `This one must sign from block ${firstHeight} of the chain on${isPlanned ? ", if the upgrade comes as planned" : ""}${firstTime === undefined ? "" : `, about ${firstTime}`}: its node has to run the upgraded binary and be in sync by then.`,
    ),
    ...(firstTime === undefined ? {} : { since: { time: firstTime, isEstimate: true } }),
    key,
  };
}

function joiningNextEpoch(view: DutyView): Duty {
  const { nextEpoch, next, optedIn, topN } = view;
  const crossed = next?.isDrawnIn && !optedIn;
  return {
    duty: "run-from",
    case: "joins-next-epoch",
    reason: sentences(
      crossed
        ? `Its power of ${figure(view.validator.power)} has reached the Top ${topN} % line of ${figure(next?.minPower ?? 0n)}: ${epochWords(view)} opts it in and takes it into the set.`
        : `${membershipWords(view)} ${epochWords(view).replace(/^t/, "T")} takes it into the set.`.trim(),
      "It must run once that update is applied on the chain.",
      view.lostClient === undefined
        ? ""
        : `The provider's light client of the chain is ${view.lostClient}, so the update will not get through.`,
      sourceWords(view.set),
    ),
    ...(nextEpoch === undefined
      ? {}
      : {
          since: {
            height: nextEpoch.height,
            ...(nextEpoch.time === undefined ? {} : { time: nextEpoch.time }),
            isEstimate: true,
          },
        }),
    key: view.currentKey,
  };
}

/** Not in the chain's set, not stored, and the next epoch would not take it. */
function out(view: DutyView): Duty {
  const { next, leftAt, currentKey: key } = view;
  const because = next?.excludedBecause;
  const source = sourceWords(view.set);
  const isTold = view.set.state === "known" || view.set.state === "proven";
  const left =
    leftAt === undefined
      ? ""
      : `It was in the stored set until ${leftAt.time ?? `block ${leftAt.height}`}${isTold ? ", and the chain has applied its removal" : ""}.`;
  if (because === undefined) {
    return {
      duty: "optional",
      case: "may-opt-in",
      reason: sentences("Nothing is known of the next epoch.", source),
      key,
    };
  }
  if (because === "beyond-set-cap" || because === "not-opted-in") {
    const afterOptIn = because === "not-opted-in" ? next?.afterOptIn : undefined;
    if (leftAt !== undefined) {
      return {
        duty: "may-stop",
        case: "has-left",
        reason: sentences(left, exclusionWords(because, view), "It may stop.", source),
        since: leftAt,
        key,
      };
    }
    if (afterOptIn !== undefined) return excluded(view, afterOptIn, exclusionWords(because, view), source);
    return because === "beyond-set-cap"
      ? {
          duty: "optional",
          case: "cut-by-cap",
          reason: sentences(
            "It has opted in.",
            exclusionWords(because, view),
            "It comes in when it overtakes one of them.",
            source,
          ),
          key,
        }
      : {
          duty: "optional",
          case: "may-opt-in",
          reason: sentences(
            exclusionWords(because, view),
            "It may opt in; the epoch after that would take it.",
            source,
          ),
          key,
        };
  }
  return excluded(view, because, left, source);
}

function excluded(view: DutyView, because: Exclusion, before: string, source: string): Duty {
  const opted = view.optedIn ? "It has opted in, but is not taken:" : "";
  const why = exclusionWords(because, view);
  return {
    duty: "not-allowed",
    case: "excluded",
    reason: sentences(before, opted === "" ? why : `${opted} ${why.charAt(0).toLowerCase()}${why.slice(1)}`, source),
    ...(view.leftAt === undefined ? {} : { since: view.leftAt }),
    key: view.currentKey,
  };
}

/** Nothing to run yet (§6.1). What a launch now would decide is said, since that is what the reader can still change. */
function beforeLaunch(view: DutyView): Duty {
  const { next, spawnTime, optedIn, currentKey: key } = view;
  const because = next?.excludedBecause;
  if (next?.eligible && spawnTime !== undefined && view.changeover !== undefined)
    return joiningAtChangeover(view, view.changeover, key);
  if (next?.eligible && spawnTime !== undefined) {
    return {
      duty: "run-from",
      case: "joins-at-launch",
      reason: sentences(
        membershipWords(view),
        `The consumer launches at ${spawnTime}; it would be in the first set and must run from the first block on.`,
      ),
      since: { time: spawnTime, isEstimate: true },
      key,
    };
  }
  if (next?.eligible) {
    return {
      duty: "optional",
      case: "opted-in-before-launch",
      reason: sentences(membershipWords(view), "The consumer has no spawn time yet: there is nothing to run."),
      key,
    };
  }
  const kept = because === "not-opted-in" ? next?.afterOptIn : because;
  if (kept === undefined || kept === "beyond-set-cap") {
    const launch =
      spawnTime === undefined ? "The consumer has no spawn time yet." : `The consumer launches at ${spawnTime}.`;
    return {
      duty: "optional",
      case: kept === undefined ? "may-opt-in" : "cut-by-cap",
      reason: sentences(
        launch,
        because === undefined ? "" : exclusionWords(because, view),
        optedIn ? "" : "It may opt in before.",
      ),
      key,
    };
  }
  return excluded(view, kept, "", "");
}

/** §6.1: a stopped consumer takes nobody and removes nobody. */
function stopped(view: DutyView): Duty {
  const { stored, leftAt, set, stoppedAt, currentKey: key } = view;
  const when = stoppedAt === undefined ? "" : ` at ${stoppedAt.time}`;
  const wasIn = stored !== undefined || leftAt !== undefined;
  const duty: DutyName = wasIn ? "may-stop" : "not-allowed";
  const rest =
    set.state === "none"
      ? "No sign of a block ever reached the provider: there is nothing to run."
      : set.state === "unknown"
        ? "Whether its chain goes on cannot be told here; if it does, it runs on the last set it had, and stopping there is not punished."
        : wasIn
          ? "It is not in the set that goes on signing, so it may stop."
          : "It takes nobody any more.";
  return {
    duty,
    case: "stopped",
    reason: sentences(`The consumer was stopped${when}.`, rest, sourceWords(set)),
    ...(stoppedAt === undefined ? {} : { since: stoppedAt }),
    key,
  };
}

import { formatIsoSeconds, nanosOf } from "./time";
import type { ConsumerPhase, InitializationParameters, IsoTime, PowerShaping } from "./types";

/** What a launch looks at (ics-protocol.md §6.1). */
export interface LaunchInput {
  readonly phase: ConsumerPhase;
  /** Block time of the view. */
  readonly now: IsoTime;
  readonly isOwnedByGovernance: boolean;
  readonly initParams?: InitializationParameters;
  readonly powerShaping: PowerShaping;
  readonly optedIn: number;
  /** The set a launch right now would give; absent where it cannot be computed. */
  readonly next?: { readonly members: number; readonly hasActiveMember: boolean };
}

/** `missing` makes the launch fail or not happen; `advice` does not. */
export interface LaunchCheck {
  readonly code:
    | "spawn-time"
    | "genesis-hash"
    | "binary-hash"
    | "initial-height"
    | "opt-ins"
    | "members"
    | "active-validator"
    | "top-n-owner"
    | "connection";
  readonly state: "done" | "missing" | "advice";
  /** One sentence, times in UTC. */
  readonly sentence: string;
}

/**
 * What a consumer that has not launched still misses, in the order in which it is needed. A launch fails without a validator
 * to start with and, since ICS v6.4, without one who is active on the provider; then the spawn time is forgotten, silently.
 * The hashes are not looked at by the provider: whoever starts the chain needs them.
 */
export function deriveLaunchChecks(input: LaunchInput): LaunchCheck[] {
  if (input.phase !== "registered" && input.phase !== "initialized") return [];
  return [
    spawnTime(input),
    ...(input.initParams ? parameters(input.initParams) : []),
    ...validators(input),
    ...topN(input),
  ];
}

function check(code: LaunchCheck["code"], isDone: boolean, done: string, missing: string): LaunchCheck {
  return { code, state: isDone ? "done" : "missing", sentence: isDone ? done : missing };
}

function spawnTime({ initParams, now }: LaunchInput): LaunchCheck {
  const time = initParams?.spawnTime;
  if (time === undefined)
    return check("spawn-time", false, "", "No spawn time is set: its owner must set one before it can launch.");
  const isDue = nanosOf(time) <= nanosOf(now);
  const text = formatIsoSeconds(time);
  return check(
    "spawn-time",
    true,
    isDue
      ? `Its spawn time ${text} has passed; the next block launches it.`
      : `Its spawn time is ${text}; the first block at or after it launches the chain.`,
    "",
  );
}

function parameters({ genesisHash, binaryHash, initialHeight, connectionId }: InitializationParameters): LaunchCheck[] {
  const hash = (code: "genesis-hash" | "binary-hash", value: string, what: string): LaunchCheck => ({
    code,
    state: value === "" ? "advice" : "done",
    sentence:
      value === ""
        ? `No hash of the ${what} is given, so validators cannot check what they run against the provider.`
        : `The hash of the ${what} is on the provider.`,
  });
  const height = `${initialHeight.revisionNumber}-${initialHeight.revisionHeight}`;
  return [
    hash("genesis-hash", genesisHash, "genesis file"),
    hash("binary-hash", binaryHash, "binary"),
    check(
      "initial-height",
      initialHeight.revisionHeight !== "0",
      connectionId === ""
        ? `The provider's light client begins at height ${height}.`
        : `Its upgrade height is ${initialHeight.revisionHeight}: two blocks later the provider's validators sign.`,
      `The initial height ${height} is none at which a chain can begin.`,
    ),
    ...(connectionId === ""
      ? []
      : [
          {
            code: "connection" as const,
            state: "advice" as const,
            sentence: `It is a running chain: it becomes a consumer over ${connectionId.slice(0, 64)} when its operators upgrade it at that height, which has to come after the launch.`,
          },
        ]),
  ];
}

function validators({ optedIn, powerShaping, next }: LaunchInput): LaunchCheck[] {
  const isForced = powerShaping.topN > 0;
  const opted = optedIn === 1 ? "1 validator has" : `${optedIn} validators have`;
  const checks: LaunchCheck[] = [
    isForced
      ? {
          code: "opt-ins",
          state: "done",
          sentence: `Top ${powerShaping.topN} % draws validators in at launch; ${opted} opted in by now.`,
        }
      : check("opt-ins", optedIn > 0, `${opted} opted in.`, "No one has opted in."),
  ];
  if (!next) return checks;
  const { members } = next;
  const many = members === 1 ? "1 validator" : `${members} validators`;
  checks.push(
    check(
      "members",
      members > 0,
      `A launch now would start with ${many}.`,
      optedIn > 0 || isForced
        ? "Nobody who opted in may validate under its lists, minimum stake and caps: a launch now would fail."
        : "A launch now would fail: there is no validator to start with.",
    ),
  );
  if (members > 0) {
    checks.push(
      check(
        "active-validator",
        next.hasActiveMember,
        "At least one of them is active on the provider, which a launch needs.",
        "None of them is active on the provider: a launch now would fail.",
      ),
    );
  }
  return checks;
}

function topN({ powerShaping, isOwnedByGovernance }: LaunchInput): LaunchCheck[] {
  if (powerShaping.topN === 0) return [];
  return [
    check(
      "top-n-owner",
      isOwnedByGovernance,
      "Governance owns it, as a Top N chain must be owned.",
      "It is a Top N chain and not owned by governance.",
    ),
  ];
}

import type { ConsHex } from "./ids";
import type { Exclusion, PowerShaping, ProviderValidator } from "./types";

/** A validator as the epoch block sees it: what x/staking says of it, and its LastValidatorPower (0 unless bonded). */
export interface EpochValidator
  extends Pick<ProviderValidator, "operator" | "consAddress" | "pubKey" | "tokens" | "status" | "jailed"> {
  /** Staking power after this block's staking EndBlock. */
  readonly power: bigint;
}

/** What the clauses of §6.3 need to know beside the validator itself. */
export interface EligibilityRules {
  readonly powerShaping: PowerShaping;
  /** Opted in before this epoch (prefix 32), or drawn in by Top N just now. */
  readonly optedIn: ReadonlySet<ConsHex>;
  readonly allowlist: ReadonlySet<ConsHex>;
  readonly denylist: ReadonlySet<ConsHex>;
  /** Bonded validators by tokens that a consumer without inactive validators may choose from. */
  readonly active: ReadonlySet<ConsHex>;
  /** Threshold of a Top N consumer; absent on an opt-in one. */
  readonly minPower?: bigint;
}

/**
 * The first clause of ics-protocol.md §6.3 that keeps a validator out, in the order of `EXCLUSIONS`; `undefined` when
 * only the set cap can still cut it, which depends on the others and is decided in `next-set.ts`.
 *
 * `isOptedIn` may be given to ask what would be if it opted in.
 *
 * The chain has no clause for jailed validators: they leave the bonded set in the same block. We name the cause first.
 */
export function firstExclusion(
  validator: EpochValidator,
  rules: EligibilityRules,
  isOptedIn = rules.optedIn.has(validator.consAddress),
): Exclusion | undefined {
  const { consAddress } = validator;
  const { allowInactiveVals, minStake } = rules.powerShaping;
  const isDrawnIn = rules.minPower !== undefined && validator.power >= rules.minPower;
  if (validator.jailed) return "jailed";
  if (validator.status !== "bonded") return "not-bonded";
  if (!allowInactiveVals && !rules.active.has(consAddress)) return "inactive";
  if (!isOptedIn && !isDrawnIn) return "not-opted-in";
  if (rules.allowlist.size > 0 && !rules.allowlist.has(consAddress)) return "not-allowlisted";
  if (rules.denylist.size > 0 && rules.denylist.has(consAddress)) return "denylisted";
  if (minStake !== "0" && validator.tokens < BigInt(minStake)) return "below-min-stake";
  return undefined;
}

import type { EpochValidator } from "./eligibility";
import type { ConsHex } from "./ids";
import { computeNextSet, type NextSetInput } from "./next-set";
import type { PowerShaping } from "./types";

/** One change that would bring a validator into the set, everything else left as it is. */
export type AdmittingChange =
  | { readonly kind: "opt-in" | "remove-from-denylist" | "add-to-allowlist" | "allow-inactive" | "unjail" | "bond" }
  /** Base units. */
  | { readonly kind: "lower-min-stake"; readonly to: bigint }
  | { readonly kind: "raise-set-cap"; readonly to: number }
  | { readonly kind: "delegate"; readonly amount: bigint }
  /** More than one clause keeps it out. */
  | { readonly kind: "several" };

/**
 * The one change that would admit a validator whom the first failing clause of §6.3 keeps out. Tried by running the computation
 * with it, so that what is named does work. `undefined`: it is in the set.
 *
 * @param powerReduction tokens per power
 */
export function admittingChange(
  input: NextSetInput,
  address: ConsHex,
  powerReduction: bigint,
): AdmittingChange | undefined {
  const now = computeNextSet(input).eligibility.find(({ consAddress }) => consAddress === address);
  const validator = input.validators.find(({ consAddress }) => consAddress === address);
  if (!now || !validator || now.eligible) return undefined;
  const admits = (changed: NextSetInput) =>
    computeNextSet(changed).eligibility.some(({ consAddress, eligible }) => consAddress === address && eligible);
  const withRules = (rules: Partial<PowerShaping>): NextSetInput => ({
    ...input,
    powerShaping: { ...input.powerShaping, ...rules },
  });
  const { denylist, allowlist, minStake } = input.powerShaping;
  const tried = (change: AdmittingChange, changed: NextSetInput): AdmittingChange =>
    admits(changed) ? change : { kind: "several" };
  switch (now.excludedBecause) {
    case "jailed":
      return tried(
        { kind: "unjail" },
        withValidator(input, address, (one) => ({ ...one, ...bonded(one, powerReduction) })),
      );
    case "not-bonded":
      return tried(
        { kind: "bond" },
        withValidator(input, address, (one) => ({ ...one, ...bonded(one, powerReduction) })),
      );
    case "not-opted-in":
      return tried({ kind: "opt-in" }, { ...input, optedIn: new Set([...input.optedIn, address]) });
    case "denylisted":
      return tried(
        { kind: "remove-from-denylist" },
        withRules({ denylist: denylist.filter((one) => one !== address) }),
      );
    case "not-allowlisted":
      return tried({ kind: "add-to-allowlist" }, withRules({ allowlist: [...allowlist, address] }));
    case "below-min-stake": {
      const missing = BigInt(minStake) - validator.tokens;
      const delegate = admits(withTokens(input, address, missing, powerReduction));
      return delegate
        ? { kind: "delegate", amount: missing }
        : tried({ kind: "lower-min-stake", to: validator.tokens }, withRules({ minStake: String(validator.tokens) }));
    }
    case "inactive":
      return tried({ kind: "allow-inactive" }, withRules({ allowInactiveVals: true }));
    case "beyond-set-cap":
      return raisedCap(input, address, admits);
    default:
      return { kind: "several" };
  }
}

/** The smallest set cap that takes the validator in, found by halving: a larger cap never drops anybody. */
function raisedCap(input: NextSetInput, address: ConsHex, admits: (changed: NextSetInput) => boolean): AdmittingChange {
  const withCap = (validatorSetCap: number): NextSetInput => ({
    ...input,
    powerShaping: { ...input.powerShaping, validatorSetCap },
  });
  let low = input.powerShaping.validatorSetCap;
  let high = input.validators.length;
  if (!input.validators.some(({ consAddress }) => consAddress === address) || !admits(withCap(high)))
    return { kind: "several" };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (admits(withCap(middle))) high = middle;
    else low = middle;
  }
  return { kind: "raise-set-cap", to: high };
}

function bonded(validator: EpochValidator, powerReduction: bigint) {
  return { jailed: false, status: "bonded" as const, power: validator.tokens / powerReduction };
}

function withTokens(input: NextSetInput, address: ConsHex, amount: bigint, powerReduction: bigint): NextSetInput {
  return withValidator(input, address, (one) => {
    const tokens = one.tokens + amount;
    return { ...one, tokens, power: one.status === "bonded" ? tokens / powerReduction : one.power };
  });
}

function withValidator(
  input: NextSetInput,
  address: ConsHex,
  change: (validator: EpochValidator) => EpochValidator,
): NextSetInput {
  return {
    ...input,
    validators: input.validators.map((one) => (one.consAddress === address ? change(one) : one)),
  };
}

/** Validators below the line of a Top N consumer, nearest first, and what would draw each of them in. */
export interface BelowLine {
  readonly consAddress: ConsHex;
  /** Least delegation that draws it in, base units; everything else as it is. */
  readonly amount: bigint;
}

/**
 * Who is one delegation away from having to validate. A delegation moves the line as well, so the amount is found by running the
 * computation, to the unit of power.
 *
 * @param limit how many, nearest by power
 */
export function oneDelegationAway(input: NextSetInput, powerReduction: bigint, limit: number): BelowLine[] {
  const { minPower } = computeNextSet(input);
  if (minPower === undefined) return [];
  const below = input.validators
    .filter(({ status, jailed, power }) => status === "bonded" && !jailed && power < minPower)
    .toSorted((a, b) => (a.power < b.power ? 1 : a.power > b.power ? -1 : 0))
    .slice(0, limit);
  return below.flatMap((validator) => {
    const isIn = (missing: bigint) => {
      const target = validator.power + missing;
      const amount = target * powerReduction - validator.tokens;
      const { minPower: line } = computeNextSet(withTokens(input, validator.consAddress, amount, powerReduction));
      return line !== undefined && target >= line;
    };
    let low = 0n;
    let high = minPower - validator.power;
    // The line can rise with the delegation, never by more than the delegation itself.
    for (let i = 0; i < 8 && !isIn(high); i += 1) high *= 2n;
    if (!isIn(high)) return [];
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (isIn(middle)) high = middle;
      else low = middle;
    }
    return [
      { consAddress: validator.consAddress, amount: (validator.power + high) * powerReduction - validator.tokens },
    ];
  });
}

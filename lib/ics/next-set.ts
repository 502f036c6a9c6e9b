import { bytesToHex } from "../shared/bytes";
import { parseBech32 } from "./bech32";
import { type EligibilityRules, type EpochValidator, firstExclusion } from "./eligibility";
import type { ConsHex, Ed25519Hex } from "./ids";
import { capPower } from "./power-cap";
import { minPowerInTopN } from "./top-n";
import type { Exclusion, PowerShaping, StoredValidator } from "./types";

/**
 * Everything the provider looks at when it computes one consumer's next set (ics-protocol.md §6.3).
 *
 * Which block's powers: at an epoch those after the staking EndBlock of the *same* block, since staking ends before the
 * provider module does. In the recorded networks a member's power moved in the epoch block itself at 47 of 308 epochs, and
 * every stored row has the later power (test/record/next-set.record.test.ts). A launch runs in BeginBlock and so takes the
 * powers of the block *before*.
 */
export interface NextSetInput {
  /** Provider height of the epoch block, or of the launch. New members get it as their join height. */
  readonly providerHeight: number;
  /** Any validators of the provider; unbonded ones only get their reason. */
  readonly validators: readonly EpochValidator[];
  readonly maxProviderConsensusValidators: number;
  /** With its lists as the indexes 36/37/56 hold them; those decide, not the owner's text. */
  readonly powerShaping: PowerShaping;
  /** Prefix 32 before the epoch. */
  readonly optedIn: ReadonlySet<ConsHex>;
  /** Prefix 22: provider consensus address → key used on this consumer. Absent = the provider key. */
  readonly assignedKeys: ReadonlyMap<ConsHex, Ed25519Hex>;
  /** Prefix 31 as the epoch before left it; empty before launch. */
  readonly previousSet: readonly StoredValidator[];
}

export interface Eligibility {
  readonly consAddress: ConsHex;
  /** Whether the next epoch would put the validator into the set. */
  readonly eligible: boolean;
  readonly excludedBecause?: Exclusion;
  /** Power it would have on the consumer, after capping; only when eligible. */
  readonly power?: bigint;
}

export interface NextSet {
  /** Threshold of a Top N consumer, to be stored under prefix 40. Absent on an opt-in consumer, or with nobody active. */
  readonly minPower?: bigint;
  /** Active validators the threshold opts in now and who were not opted in before (§6.3; permanent, no event). */
  readonly autoOptedIn: readonly ConsHex[];
  /** The set to be stored under prefix 31, by provider consensus address, as the store orders it. */
  readonly set: readonly StoredValidator[];
  /** One entry per validator of the input, in its order. */
  readonly eligibility: readonly Eligibility[];
  /**
   * Validators whose place or power hangs on how Go's unstable sort orders equals: for them this is a guess, and the
   * rows of prefix 31 are the truth.
   */
  readonly ties: readonly ConsHex[];
  /** A launch needs at least one member who is active on the provider (§6.1). */
  readonly hasActiveMember: boolean;
}

/** Computes the set the provider would store for a consumer if this block were an epoch block (§6.3). Pure. */
export function computeNextSet(input: NextSetInput): NextSet {
  const { powerShaping } = input;
  const bonded = input.validators.filter(({ status, jailed }) => status === "bonded" && !jailed).toSorted(byPowerIndex);
  const activeByPower = bonded.slice(0, input.maxProviderConsensusValidators);
  const ties = new Set<ConsHex>();

  const minPower = deriveMinPower(activeByPower, powerShaping.topN);
  const drawnIn = minPower === undefined ? [] : activeByPower.filter(({ power }) => power >= minPower);
  const autoOptedIn = drawnIn.map(({ consAddress }) => consAddress).filter((address) => !input.optedIn.has(address));

  const byTokens = bonded.toSorted((a, b) => descending(a.tokens, b.tokens));
  const active = byTokens.slice(0, input.maxProviderConsensusValidators);
  if (!powerShaping.allowInactiveVals) {
    addTiesAtCut(byTokens, active.length, (a, b) => a.tokens === b.tokens, ties);
  }

  const rules: EligibilityRules = {
    powerShaping,
    optedIn: new Set([...input.optedIn, ...autoOptedIn]),
    allowlist: new Set(powerShaping.allowlist),
    denylist: new Set(powerShaping.denylist),
    active: new Set(active.map(({ consAddress }) => consAddress)),
    ...(minPower === undefined ? {} : { minPower }),
  };
  const exclusions = new Map<ConsHex, Exclusion>();
  for (const validator of input.validators) {
    const exclusion = firstExclusion(validator, rules);
    if (exclusion !== undefined) exclusions.set(validator.consAddress, exclusion);
  }

  const prioritised = new Set(powerShaping.prioritylist);
  const priority = ({ consAddress }: EpochValidator) => prioritised.has(consAddress);
  const candidates = byTokens
    .filter(({ consAddress }) => !exclusions.has(consAddress))
    .toSorted((a, b) => Number(priority(b)) - Number(priority(a)) || descending(a.power, b.power));
  const hasSetCap = powerShaping.topN === 0 && powerShaping.validatorSetCap > 0;
  const chosen = hasSetCap ? candidates.slice(0, powerShaping.validatorSetCap) : candidates;
  if (hasSetCap) {
    addTiesAtCut(candidates, chosen.length, (a, b) => a.power === b.power && priority(a) === priority(b), ties);
    for (const { consAddress } of candidates.slice(chosen.length)) exclusions.set(consAddress, "beyond-set-cap");
  }

  const powers = applyPowerCap(chosen, powerShaping.validatorsPowerCap, ties);
  const joinHeights = new Map(input.previousSet.map(({ consAddress, joinHeight }) => [consAddress, joinHeight]));
  const set = chosen
    .map(
      (validator): StoredValidator => ({
        consAddress: validator.consAddress,
        power: powers.get(validator.consAddress) ?? validator.power,
        pubKey: input.assignedKeys.get(validator.consAddress) ?? validator.pubKey,
        joinHeight: joinHeights.get(validator.consAddress) ?? input.providerHeight,
      }),
    )
    .toSorted((a, b) => ascending(a.consAddress, b.consAddress));

  return {
    ...(minPower === undefined ? {} : { minPower }),
    autoOptedIn,
    set,
    eligibility: input.validators.map(({ consAddress }) => eligibilityOf(consAddress, exclusions, powers)),
    ties: [...ties],
    hasActiveMember: chosen.some((validator) => activeByPower.includes(validator)),
  };
}

function deriveMinPower(activeByPower: readonly EpochValidator[], topN: number): bigint | undefined {
  const powers = activeByPower.map(({ power }) => power);
  return topN > 0 && powers.some((power) => power > 0n) ? minPowerInTopN(powers, topN) : undefined;
}

function applyPowerCap(chosen: readonly EpochValidator[], percent: number, ties: Set<ConsHex>): Map<ConsHex, bigint> {
  const capped = percent > 0 ? capPower(chosen, percent) : chosen;
  const powers = new Map(capped.map(({ consAddress, power }) => [consAddress, power]));
  for (const validator of chosen) {
    const power = powers.get(validator.consAddress);
    const isTied = chosen.some((other) => other.power === validator.power && powers.get(other.consAddress) !== power);
    if (isTied) ties.add(validator.consAddress);
  }
  return powers;
}

function eligibilityOf(
  consAddress: ConsHex,
  exclusions: ReadonlyMap<ConsHex, Exclusion>,
  powers: ReadonlyMap<ConsHex, bigint>,
): Eligibility {
  const excludedBecause = exclusions.get(consAddress);
  if (excludedBecause !== undefined) return { consAddress, eligible: false, excludedBecause };
  const power = powers.get(consAddress);
  return { consAddress, eligible: true, ...(power === undefined ? {} : { power }) };
}

/** Notes everybody who is equal to the last one inside a cut, when the first one outside is equal too. */
function addTiesAtCut(
  ordered: readonly EpochValidator[],
  kept: number,
  isEqual: (a: EpochValidator, b: EpochValidator) => boolean,
  ties: Set<ConsHex>,
): void {
  const last = ordered[kept - 1];
  const next = ordered[kept];
  if (last === undefined || next === undefined || !isEqual(last, next)) return;
  for (const validator of ordered) if (isEqual(validator, last)) ties.add(validator.consAddress);
}

/** Order of staking's power index: power descending, then operator bytes ascending. No tie is left open there. */
export function byPowerIndex(a: EpochValidator, b: EpochValidator): number {
  return descending(a.power, b.power) || ascending(operatorHex(a.operator), operatorHex(b.operator));
}

function operatorHex(operator: string): string {
  const parsed = parseBech32(operator);
  return parsed === undefined ? operator : bytesToHex(parsed.bytes);
}

function descending(a: bigint, b: bigint): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

function ascending(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { type EligibilityRules, type EpochValidator, firstExclusion } from "./eligibility";
import type { ConsHex } from "./ids";
import { byPowerIndex } from "./next-set";
import { minPowerInTopN } from "./top-n";
import type { Exclusion, PowerShaping } from "./types";

/** Where one validator would stand on one consumer if this block were an epoch block (ics-protocol.md §6.3). */
export interface NextStanding {
  readonly eligible: boolean;
  readonly excludedBecause?: Exclusion;
  /** Top N takes it whether it opted in or not. */
  readonly isDrawnIn: boolean;
  /** Power of the Top N line; absent on an opt-in consumer. */
  readonly minPower?: bigint;
  /** Its place among those who pass every other clause, where a set cap cuts them, and the power of the last one kept. */
  readonly capPlace?: { readonly place: number; readonly cap: number; readonly lastPower: bigint };
  /** Of a validator that has not opted in: what would still keep it out if it did. */
  readonly afterOptIn?: Exclusion;
}

/** What of one consumer decides about its next set. Made once a block and consumer. */
export interface ConsumerRules extends EligibilityRules {
  readonly prioritylist: ReadonlySet<ConsHex>;
}

/**
 * The validators of one provider block, ready to be asked for single answers: `computeNextSet` makes the whole set of a
 * consumer, this the standing of one validator without looking at the others, so that a duty sheet over a thousand
 * consumers is made in milliseconds. Both say the same (test/record/standing.record.test.ts).
 */
export class EpochField {
  readonly #active: ReadonlySet<ConsHex>;
  readonly #activePowers: readonly bigint[];
  readonly #byAddress: ReadonlyMap<ConsHex, EpochValidator>;
  /** Place by tokens: the order in which the provider goes through the bonded. */
  readonly #place: ReadonlyMap<ConsHex, number>;
  readonly #lines = new Map<number, bigint | undefined>();
  readonly #candidates = new WeakMap<ConsumerRules, readonly EpochValidator[]>();

  constructor(validators: readonly EpochValidator[], maxProviderConsensusValidators: number) {
    const bonded = validators.filter(({ status, jailed }) => status === "bonded" && !jailed).toSorted(byPowerIndex);
    this.#activePowers = bonded.slice(0, maxProviderConsensusValidators).map(({ power }) => power);
    const byTokens = bonded.toSorted((a, b) => descending(a.tokens, b.tokens));
    this.#active = new Set(byTokens.slice(0, maxProviderConsensusValidators).map(({ consAddress }) => consAddress));
    this.#place = new Map(byTokens.map(({ consAddress }, i) => [consAddress, i]));
    this.#byAddress = new Map(validators.map((validator) => [validator.consAddress, validator]));
  }

  /** The power from which on Top N takes a validator now; `undefined` on an opt-in consumer or with nobody active. */
  line(topN: number): bigint | undefined {
    if (topN === 0) return undefined;
    if (!this.#lines.has(topN)) {
      const hasPower = this.#activePowers.some((power) => power > 0n);
      this.#lines.set(topN, hasPower ? minPowerInTopN(this.#activePowers, topN) : undefined);
    }
    return this.#lines.get(topN);
  }

  rulesOf(powerShaping: PowerShaping, optedIn: ReadonlySet<ConsHex>): ConsumerRules {
    const minPower = this.line(powerShaping.topN);
    return {
      powerShaping,
      optedIn,
      allowlist: new Set(powerShaping.allowlist),
      denylist: new Set(powerShaping.denylist),
      prioritylist: new Set(powerShaping.prioritylist),
      active: this.#active,
      ...(minPower === undefined ? {} : { minPower }),
    };
  }

  /** `isOptedIn`: where the caller knows it already. */
  standing(
    validator: EpochValidator,
    rules: ConsumerRules,
    isOptedIn = rules.optedIn.has(validator.consAddress),
  ): NextStanding {
    const { minPower } = rules;
    const base = {
      isDrawnIn: minPower !== undefined && this.#active.has(validator.consAddress) && validator.power >= minPower,
      ...(minPower === undefined ? {} : { minPower }),
    };
    const exclusion = firstExclusion(validator, rules, isOptedIn);
    if (exclusion === "not-opted-in") {
      const afterOptIn = firstExclusion(validator, rules, true);
      return {
        ...base,
        eligible: false,
        excludedBecause: exclusion,
        ...(afterOptIn === undefined ? {} : { afterOptIn }),
      };
    }
    if (exclusion !== undefined) return { ...base, eligible: false, excludedBecause: exclusion };
    const { topN, validatorSetCap: cap } = rules.powerShaping;
    if (topN > 0 || cap === 0) return { ...base, eligible: true };
    const candidates = this.#candidatesOf(rules);
    const place = candidates.findIndex(({ consAddress }) => consAddress === validator.consAddress) + 1;
    const lastPower = candidates[Math.min(cap, candidates.length) - 1]?.power ?? 0n;
    const capPlace = { place, cap, lastPower };
    return place <= cap
      ? { ...base, eligible: true, capPlace }
      : { ...base, eligible: false, excludedBecause: "beyond-set-cap", capPlace };
  }

  /** Everybody but the set cap lets in, in the order in which the cap counts them. */
  #candidatesOf(rules: ConsumerRules): readonly EpochValidator[] {
    const known = this.#candidates.get(rules);
    if (known) return known;
    const priority = ({ consAddress }: EpochValidator) => Number(rules.prioritylist.has(consAddress));
    const placeOf = ({ consAddress }: EpochValidator) => this.#place.get(consAddress) ?? 0;
    const made = [...rules.optedIn]
      .flatMap((address) => this.#byAddress.get(address) ?? [])
      .filter((validator) => firstExclusion(validator, rules) === undefined)
      .sort((a, b) => priority(b) - priority(a) || descending(a.power, b.power) || placeOf(a) - placeOf(b));
    this.#candidates.set(rules, made);
    return made;
  }
}

function descending(a: bigint, b: bigint): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

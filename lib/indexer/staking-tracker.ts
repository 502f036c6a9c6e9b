import type { ConsHex, OperatorAddress } from "@/lib/ics/ids";
import type { CometValidator, ProviderValidator } from "@/lib/ics/types";
import { RangeBook } from "./range-book";

/** A provider validator with what follows from it: its voting power, and whether it signs provider blocks. */
export interface IndexedValidator extends ProviderValidator {
  /** x/staking LastValidatorPower: 0 unless bonded. */
  readonly power: bigint;
  /** Among the first `max_provider_consensus_validators` (ics-protocol.md §0.1). */
  readonly active: boolean;
}

export interface StakingEvent {
  readonly type: string;
  readonly attrs: Readonly<Record<string, string>>;
}

/** Blocks after a change the events do not carry, during which an answer that contradicts the events is asked for again. */
const SETTLE_BLOCKS = 10;

/** "9361256uatom" → 9361256n. Several coins: the first. */
function amountOf(text: string | undefined): bigint | undefined {
  const digits = /^(\d+)/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/**
 * The provider's validators between two state reads. Delegations carry exact token amounts in their events (§5.5), so
 * tokens are followed from block to block; each epoch the state is read and is right where the two differ. A change that
 * events do not describe (a punishment, a new or edited validator, an unjailing) makes the state be read at once.
 */
export class StakingTracker {
  readonly book = new RangeBook<IndexedValidator>((validator) => validator.operator);
  /** Validators for which a state read differed from what events had led to. A metric. */
  mismatches = 0;
  /** Height of a change that only the state can tell, until a read has agreed with everything else. */
  dirtySince: number | undefined;
  #byOperator = new Map<string, ProviderValidator>();
  #touched = new Set<string>();
  /** What each validator's row was made of, so that a block costs only the validators it changes. */
  readonly #settled = new Map<
    string,
    { readonly staking: ProviderValidator; readonly activePower: bigint | undefined }
  >();
  #totalPower: bigint | undefined;
  #isChanged = true;
  #active: readonly CometValidator[] = [];

  constructor(public powerReduction: bigint) {}

  resume(rows: Iterable<{ fact: IndexedValidator; from: number }>): void {
    this.book.load(rows);
    for (const validator of this.book.values()) {
      const { power: _power, active: _active, ...staking } = validator;
      this.#byOperator.set(validator.operator, staking);
    }
  }

  values(): IndexedValidator[] {
    return this.book.values();
  }

  /** Follows one event of a successful transaction or of the block itself. */
  follow(event: StakingEvent, height: number): void {
    const { attrs } = event;
    switch (event.type) {
      case "delegate":
      case "cancel_unbonding_delegation":
        this.#move(attrs.validator, amountOf(attrs.amount), 1n, height);
        break;
      case "unbond":
        this.#move(attrs.validator, amountOf(attrs.amount), -1n, height);
        break;
      case "redelegate":
        this.#move(attrs.source_validator, amountOf(attrs.amount), -1n, height);
        this.#move(attrs.destination_validator, amountOf(attrs.amount), 1n, height);
        break;
      case "create_validator":
      case "edit_validator":
      case "slash":
      case "execute_consumer_chain_slash":
      case "submit_consumer_double_voting":
      case "submit_consumer_misbehaviour":
      case "unjail":
        this.dirtySince = height;
        break;
      default:
    }
  }

  /** Who left the provider's set in a block with a punishment is jailed from that block on. */
  markJailed(addresses: ReadonlySet<ConsHex>): void {
    for (const validator of this.#byOperator.values()) {
      if (!addresses.has(validator.consAddress) || validator.jailed) continue;
      this.#isChanged = true;
      this.#byOperator.set(validator.operator, { ...validator, jailed: true, status: "unbonding" });
      this.#touched.add(validator.operator);
    }
  }

  /**
   * Takes a state read. At an epoch it is simply right. After a change in the middle of an epoch it is taken only if it
   * agrees with the events about everybody that change did not touch: a node (or a cache before it) that answers
   * from some blocks ago would turn later delegations back.
   */
  takeState(
    validators: readonly ProviderValidator[],
    active: readonly CometValidator[],
    height: number,
    always: boolean,
  ): boolean {
    const signing = new Set<string>(active.map((validator) => validator.address));
    const contradicts = validators.filter((validator) => {
      if (validator.jailed && signing.has(validator.consAddress)) return true;
      const known = this.#byOperator.get(validator.operator);
      if (!known) return false;
      if (known.jailed && !validator.jailed && this.#touched.has(validator.operator)) return true;
      return !known.jailed && !validator.jailed && known.tokens !== validator.tokens;
    });
    if (contradicts.length > 0 && !always) {
      const waited = this.dirtySince === undefined ? 0 : height - this.dirtySince;
      if (waited < SETTLE_BLOCKS) return false;
    }
    if (this.#byOperator.size > 0) this.mismatches += contradicts.length;
    this.#isChanged = true;
    this.#byOperator = new Map(validators.map((validator) => [validator.operator, validator]));
    this.#touched.clear();
    this.dirtySince = undefined;
    return true;
  }

  /**
   * Writes down what holds after block `height`. `active` is the provider's CometBFT set as this block left it, which is
   * prefix 42 (§6.2 step 3) and carries the powers; bonded validators beyond it have tokens / powerReduction.
   */
  settle(active: readonly CometValidator[], height: number): void {
    if (!this.#isChanged && active.length === this.#active.length && active.every((one, i) => one === this.#active[i]))
      return;
    this.#isChanged = false;
    this.#active = active;
    const powers = new Map(active.map((validator) => [validator.address as string, validator.power]));
    for (const validator of this.#byOperator.values()) {
      const activePower = powers.get(validator.consAddress);
      const last = this.#settled.get(validator.operator);
      if (last !== undefined && last.staking === validator && last.activePower === activePower) continue;
      this.#settled.set(validator.operator, { staking: validator, activePower });
      const isBonded = activePower !== undefined || (validator.status === "bonded" && !validator.jailed);
      this.book.set(
        {
          ...validator,
          status: activePower === undefined ? validator.status : "bonded",
          jailed: activePower === undefined && validator.jailed,
          power: activePower ?? (isBonded ? validator.tokens / this.powerReduction : 0n),
          active: activePower !== undefined,
        },
        height,
      );
    }
    for (const { operator } of this.book.values()) {
      if (this.#byOperator.has(operator)) continue;
      this.book.remove(operator, height);
      this.#settled.delete(operator);
    }
    this.#totalPower = undefined;
  }

  /** x/staking LastTotalPower: the powers of all bonded validators. */
  totalPower(): bigint {
    this.#totalPower ??= this.book.values().reduce((sum, validator) => sum + validator.power, 0n);
    return this.#totalPower;
  }

  findByOperator(operator: string): IndexedValidator | undefined {
    return this.book.get(operator as OperatorAddress);
  }

  #move(operator: string | undefined, amount: bigint | undefined, sign: bigint, height: number): void {
    const validator = operator === undefined ? undefined : this.#byOperator.get(operator);
    if (!validator || amount === undefined) {
      this.dirtySince = height;
      return;
    }
    this.#isChanged = true;
    this.#byOperator.set(validator.operator, { ...validator, tokens: validator.tokens + sign * amount });
  }
}

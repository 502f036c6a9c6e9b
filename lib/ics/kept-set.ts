import { compareProducts } from "./compare-products";
import { capWhole } from "./power-cap";
import { herfindahl, type SecurityFigures, shareText } from "./security-figures";
import type { SetFigures } from "./set-figures";
import { settle } from "./settle";
import { EXACT_POWER, type Slots, type StakeTable } from "./stake-table";

type Strength = Pick<SecurityFigures, "totalPower" | "fewestToHalt" | "fewestToTake" | "topThreeShare" | "hhi">;
type Largest = NonNullable<SetFigures["largest"]>;

/**
 * A stored set whose stake moves from block to block while the set itself does not. What hangs on its powers alone is made
 * once. Its members are kept in order by power, stake and price; the next time, those orders only have to be settled. The
 * figures are those of `deriveSetFigures`, whatever was counted before: no order leaves open which of two unequal members is first.
 */
export class KeptSet {
  /** Of the members, in their order. */
  readonly slots: Int32Array;
  readonly #keys: readonly string[];
  readonly #strength: Strength | undefined;
  readonly #total: number;
  readonly #share: string | undefined;
  readonly #stopsWithout: boolean;
  readonly #isExact: boolean;
  readonly #power: Float64Array;
  readonly #byPower: Int32Array;
  readonly #byTokens: Int32Array;
  /** Without those who have no power. */
  readonly #byPrice: Int32Array;
  readonly #byProviderPower: Int32Array;

  /** @param members in the order in which the provider's store has them */
  constructor(members: readonly { readonly key: string; readonly power: bigint }[], slots: Slots) {
    this.#keys = members.map(({ key }) => key);
    this.slots = Int32Array.from(members.map(({ key }) => slots.of(key)));
    this.#power = Float64Array.from(members.map(({ power }) => Number(power)));
    const everybody = Int32Array.from(members.keys());
    this.#byPower = everybody.slice().sort((a, b) => at(this.#power, b) - at(this.#power, a));
    this.#byTokens = this.#byPower.slice();
    this.#byProviderPower = this.#byPower.slice();
    this.#byPrice = this.#byPower.filter((i) => at(this.#power, i) > 0).reverse();

    const powers = members.map(({ power }) => power).sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
    const total = sum(powers);
    const strongest = powers[0] ?? 0n;
    this.#isExact = total < EXACT_POWER;
    this.#total = Number(total);
    this.#share = shareText(strongest, total);
    this.#stopsWithout = (total - strongest) * 3n <= total * 2n;
    const topThreeShare = shareText(sum(powers.slice(0, 3)), total);
    const hhi = herfindahl(powers);
    if (topThreeShare === undefined || hhi === undefined) return;
    const descending = Float64Array.from(powers.map(Number));
    const [fewestToHalt, fewestToTake] = [fewestOf(descending, this.#total, 1), fewestOf(descending, this.#total, 2)];
    this.#strength = { totalPower: total, fewestToHalt, fewestToTake, topThreeShare, hhi };
  }

  /** Whether doubles count this set exactly; where not, `deriveSetFigures` has to. */
  isExactWith(table: StakeTable): boolean {
    return this.#isExact && table.isExact;
  }

  /**
   * @param table with the slots of this set
   * @param memberships how many things each slot secures
   */
  figures(table: StakeTable, capPercent: number, memberships: Uint32Array): SetFigures {
    const { slots } = this;
    const desk = deskFor(slots.length);
    let [stake, providerPower, also, alsoCount] = [0, 0, 0, 0];
    for (let i = 0; i < slots.length; i += 1) {
      const slot = slots[i] as number;
      const [tokens, power] = [at(table.tokens, slot), at(table.power, slot)];
      const own = at(this.#power, i);
      desk.tokens[i] = tokens;
      desk.minusTokens[i] = -tokens;
      desk.minusPower[i] = -own;
      desk.price[i] = tokens / own;
      desk.minusProviderPower[i] = -power;
      stake += tokens;
      providerPower += power;
      if ((memberships[slot] as number) > 1) {
        also += tokens;
        alsoCount += 1;
      }
    }
    const bare = {
      validators: slots.length,
      totalPower: this.#strength?.totalPower ?? 0n,
      providerPower: BigInt(providerPower),
      stake: BigInt(stake),
      alsoSecuring: BigInt(also),
      alsoSecuringValidators: alsoCount,
    };
    if (this.#strength === undefined || this.#share === undefined) return bare;
    const { fewestToHalt, fewestToTake } = this.#strength;
    this.#settle(desk);
    const stakeToHalt = stakeOf(desk, this.#byPower, fewestToHalt);
    return {
      ...bare,
      strength: {
        ...this.#strength,
        validators: slots.length,
        stake: bare.stake,
        stakeToHalt: BigInt(stakeToHalt),
        stakeToTake: BigInt(stakeOf(desk, this.#byPower, fewestToTake)),
        ...(stake === 0
          ? {}
          : {
              byStake: {
                fewestToHalt: this.#fewestByStake(desk, stake, 1),
                fewestToTake: this.#fewestByStake(desk, stake, 2),
              },
            }),
        cheapestThird: BigInt(Math.min(stakeToHalt, this.#cheapestThird(desk))),
      },
      largest: this.#largest(desk, this.#share, stake, providerPower, capPercent),
    };
  }

  #settle({ tokens, minusTokens, minusPower, minusProviderPower, price }: Desk): void {
    const power = this.#power;
    const lessStake = (a: number, b: number) => at(tokens, a) - at(tokens, b);
    settle(this.#byPower, minusPower, lessStake);
    settle(this.#byProviderPower, minusProviderPower, lessStake);
    // Of equal stakes the cheaper first, as the cheap coalition is rid of them; without stake all are as cheap, and the weaker goes first.
    settle(this.#byTokens, minusTokens, (a, b) =>
      at(tokens, a) === 0 ? at(power, a) - at(power, b) : at(power, b) - at(power, a),
    );
    // Quotients are rounded: which of two equal ones is less is told by the products.
    settle(
      this.#byPrice,
      price,
      (a, b) =>
        compareProducts(at(tokens, a), at(power, b), at(tokens, b), at(power, a)) || at(power, a) - at(power, b),
    );
  }

  #fewestByStake({ tokens }: Desk, stake: number, thirds: number): number {
    let [reached, count] = [0, 0];
    while (reached * 3 <= stake * thirds) {
      reached += at(tokens, at(this.#byTokens, count));
      count += 1;
    }
    return count;
  }

  /** As `cheapestThird` in security-figures.ts. */
  #cheapestThird({ tokens, isChosen }: Desk): number {
    let [power, stake] = [0, 0];
    isChosen.fill(0);
    for (let next = 0; power * 3 <= this.#total; next += 1) {
      const i = at(this.#byPrice, next);
      isChosen[i] = 1;
      power += at(this.#power, i);
      stake += at(tokens, i);
    }
    for (let next = 0; next < this.#byTokens.length; next += 1) {
      const i = at(this.#byTokens, next);
      if (isChosen[i] === 0 || (power - at(this.#power, i)) * 3 <= this.#total) continue;
      power -= at(this.#power, i);
      stake -= at(tokens, i);
    }
    return stake;
  }

  /** As `deriveLargestLeaving`. */
  #largest(desk: Desk, share: string, stake: number, providerPower: number, capPercent: number): Largest {
    const largest = this.#strongest(desk);
    const order = desk.restOrder.subarray(0, this.slots.length - 1);
    const powers = desk.restPower.subarray(0, order.length);
    let count = 0;
    for (let next = 0; next <= order.length; next += 1) {
      const i = at(this.#byProviderPower, next);
      if (i === largest) continue;
      order[count] = i;
      powers[count] = -at(desk.minusProviderPower, i);
      count += 1;
    }
    const rest = { order, powers, total: providerPower + at(desk.minusProviderPower, largest) };
    const after = afterOf(
      desk,
      capPercent > 0 ? capped(desk, rest, capPercent) : rest,
      stake - at(desk.tokens, largest),
    );
    const effects = { key: this.#keys[largest] as string, share, stopsWithout: this.#stopsWithout };
    return after ? { ...effects, after } : effects;
  }

  /** Of equal powers the one with most stake, of equal stakes the first. */
  #strongest({ tokens }: Desk): number {
    let best = at(this.#byPower, 0);
    for (let next = 1; next < this.#byPower.length; next += 1) {
      const i = at(this.#byPower, next);
      if (at(this.#power, i) < at(this.#power, best)) break;
      const more = at(tokens, i) - at(tokens, best);
      if (more > 0 || (more === 0 && i < best)) best = i;
    }
    return best;
  }
}

/** Where one set at a time is counted: what is told of each member, the least first where it is an order's key. */
interface Desk {
  readonly tokens: Float64Array;
  readonly minusTokens: Float64Array;
  readonly minusPower: Float64Array;
  readonly minusProviderPower: Float64Array;
  readonly price: Float64Array;
  readonly isChosen: Uint8Array;
  readonly restOrder: Int32Array;
  readonly restPower: Float64Array;
}

let shared = makeDesk(256);

function deskFor(members: number): Desk {
  if (shared.tokens.length < members) shared = makeDesk(members * 2);
  return shared;
}

function makeDesk(room: number): Desk {
  const column = () => new Float64Array(room);
  return {
    tokens: column(),
    minusTokens: column(),
    minusPower: column(),
    minusProviderPower: column(),
    price: column(),
    isChosen: new Uint8Array(room),
    restOrder: new Int32Array(room),
    restPower: column(),
  };
}

/** Members without one of them: strongest first, their powers in that order, and the sum. */
interface Rest {
  readonly order: Int32Array;
  readonly powers: Float64Array;
  readonly total: number;
}

/** Equals are capped most stake first, and counted least stake first. */
function capped(
  { tokens, minusProviderPower, minusPower }: Desk,
  { order, powers, total }: Rest,
  percent: number,
): Rest {
  settle(order, minusProviderPower, (a, b) => at(tokens, b) - at(tokens, a));
  const after = capWhole(powers, total, percent);
  let sumAfter = 0;
  for (let turn = 0; turn < order.length; turn += 1) {
    // What the set itself was counted by is not needed any more.
    minusPower[at(order, turn)] = -at(after, turn);
    sumAfter += at(after, turn);
  }
  settle(order, minusPower, (a, b) => at(tokens, a) - at(tokens, b));
  for (let i = 0; i < order.length; i += 1) powers[i] = -at(minusPower, at(order, i));
  return { order, powers, total: sumAfter };
}

function afterOf(desk: Desk, { order, powers, total }: Rest, stake: number): Largest["after"] {
  if (total === 0) return undefined;
  const [halt, take] = [fewestOf(powers, total, 1), fewestOf(powers, total, 2)];
  const three = (powers[0] ?? 0) + (powers[1] ?? 0) + (powers[2] ?? 0);
  const totalPower = BigInt(total);
  return {
    validators: order.length,
    totalPower,
    stake: BigInt(stake),
    fewestToHalt: halt,
    fewestToTake: take,
    stakeToHalt: BigInt(stakeOf(desk, order, halt)),
    stakeToTake: BigInt(stakeOf(desk, order, take)),
    topThreeShare: shareText(BigInt(three), totalPower) ?? "0",
  };
}

/** Stake of the first so many of an order. */
function stakeOf({ tokens }: Desk, order: Int32Array, count: number): number {
  let stake = 0;
  for (let i = 0; i < count; i += 1) stake += at(tokens, at(order, i));
  return stake;
}

function at(values: Float64Array | Int32Array, i: number): number {
  return values[i] as number;
}

/** How many of the strongest hold more than so many thirds of a total above zero. */
function fewestOf(descending: Float64Array, total: number, thirds: number): number {
  let [reached, count] = [0, 0];
  while (reached * 3 <= total * thirds) {
    reached += at(descending, count);
    count += 1;
  }
  return count;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

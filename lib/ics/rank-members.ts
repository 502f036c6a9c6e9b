/** A member with what it is ordered by. */
export interface Ranked {
  readonly power: bigint;
  readonly tokens: bigint;
}

/**
 * Orders of a set, exact and quick: whole numbers are compared as doubles, whose order is right wherever they differ, and as
 * they are where the doubles are equal. Comparing big numbers a million times is what a page over a thousand sets would wait for.
 */
export class MemberRanks<Member extends Ranked> {
  readonly #power: Float64Array;
  readonly #tokens: Float64Array;

  constructor(readonly members: readonly Member[]) {
    this.#power = Float64Array.from(members, ({ power }) => Number(power));
    this.#tokens = Float64Array.from(members, ({ tokens }) => Number(tokens));
  }

  /** Most power first; of equals those with less stake first, or with more. */
  byPower(equals: "least stake first" | "most stake first"): Member[] {
    const sign = equals === "least stake first" ? 1 : -1;
    return this.#ordered(this.#all(), (a, b) => this.#comparePower(b, a) || sign * this.#compareTokens(a, b));
  }

  /** Bonded tokens, most first. */
  tokensDescending(): bigint[] {
    return this.#ordered(this.#all(), (a, b) => this.#compareTokens(b, a)).map(({ tokens }) => tokens);
  }

  /** Those with power, by least stake for their power; of equal prices the weaker first. */
  byPrice(): Member[] {
    const price = this.#tokens.map((tokens, i) => tokens / (this.#power[i] as number));
    return this.#ordered(
      this.#all().filter((i) => this.#at(i).power > 0n),
      (a, b) => {
        const [left, right] = [price[a] as number, price[b] as number];
        // A quotient of two rounded numbers is off by less than one part in 10^15.
        if (Math.abs(left - right) > 1e-12 * (left + right)) return left - right;
        const [one, other] = [this.#at(a), this.#at(b)];
        return compare(one.tokens * other.power, other.tokens * one.power) || this.#comparePower(a, b);
      },
    );
  }

  #all(): number[] {
    return Array.from(this.members, (_, i) => i);
  }

  #at(i: number): Member {
    return this.members[i] as Member;
  }

  #ordered(numbers: number[], order: (a: number, b: number) => number): Member[] {
    return numbers.sort(order).map((i) => this.#at(i));
  }

  #comparePower(a: number, b: number): number {
    const difference = (this.#power[a] as number) - (this.#power[b] as number);
    return difference || compare(this.#at(a).power, this.#at(b).power);
  }

  #compareTokens(a: number, b: number): number {
    const difference = (this.#tokens[a] as number) - (this.#tokens[b] as number);
    return difference || compare(this.#at(a).tokens, this.#at(b).tokens);
  }
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

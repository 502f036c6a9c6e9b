/** A validator as a set counts it: power on the provider, and bonded tokens in base units. */
export interface StakeRow {
  readonly key: string;
  readonly power: bigint;
  readonly tokens: bigint;
}

/** A number for everybody who was ever seen, the same at every moment, so that sets need not look anybody up again. */
export class Slots {
  readonly #slots = new Map<string, number>();

  get count(): number {
    return this.#slots.size;
  }

  of(key: string): number {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    this.#slots.set(key, this.#slots.size);
    return this.#slots.size - 1;
  }
}

/** Up to here a power times a hundred, and three times a sum, are whole numbers that a double holds. */
export const EXACT_POWER = 2n ** 46n;
const EXACT_TOKENS = 2n ** 51n;

/**
 * Power and stake of everybody at one moment, as doubles in a row, so that a thousand sets can be added up in the time of one
 * page. Every sum of some of them is exact where the sum of all is, which is looked at once (`isExact`); a provider whose
 * stake is counted in units of 10^-18 is beyond it and has to be counted with big numbers. Who is not in the table has nothing.
 */
export class StakeTable {
  readonly power: Float64Array;
  readonly tokens: Float64Array;
  readonly isExact: boolean;

  /** @param slots with everybody of the rows and of the sets that are to be counted */
  constructor(rows: readonly StakeRow[], slots: Slots) {
    const places = rows.map(({ key }) => slots.of(key));
    this.power = new Float64Array(slots.count);
    this.tokens = new Float64Array(slots.count);
    let [power, tokens] = [0n, 0n];
    for (const [i, row] of rows.entries()) {
      const slot = places[i] as number;
      this.power[slot] = Number(row.power);
      this.tokens[slot] = Number(row.tokens);
      power += row.power;
      tokens += row.tokens;
    }
    this.isExact = power < EXACT_POWER && tokens < EXACT_TOKENS;
  }
}

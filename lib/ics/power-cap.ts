/** One member's turn in the capping, with the figures the chain has at hand before and after it. */
export interface CapStep<T> {
  readonly member: T;
  readonly before: bigint;
  readonly after: bigint;
  /** What was cut off the strong and is not given out yet, after this turn. */
  readonly extraLeft: bigint;
  /** Members below the cap still to come, after this turn. */
  readonly belowLeft: bigint;
  /** What the next member below the cap gets at most. */
  readonly nextShare: bigint;
}

export interface Capping<T> {
  /** Sum of the powers before. */
  readonly sum: bigint;
  /** The cap: `floor(sum · percent / 100)`, at least 1. */
  readonly max: bigint;
  /** What is cut off the strong, before any is given out. */
  readonly extra: bigint;
  readonly below: bigint;
  readonly share: bigint;
  /** By power before capping, descending. */
  readonly steps: readonly CapStep<T>[];
}

/**
 * Caps every power at `percent` of the sum and gives what was cut to the smaller ones (ics-protocol.md §6.3, capPower;
 * ICS `NoMoreThanPercentOfTheSum`), step by step. All divisions are whole-number divisions, as on chain.
 *
 * Where the cap cannot be met (`percent` × count < 100) everybody ends at the cap and the sum shrinks. Members of equal
 * power may come out one apart, and which of them gets more depends on the order of equals, which Go's sort leaves open.
 *
 * @param members in any order; equals keep their order
 * @param percent 1 to 100
 */
export function capPowerSteps<T extends { readonly power: bigint }>(
  members: readonly T[],
  percent: number,
): Capping<T> {
  if (!Number.isInteger(percent) || percent < 1 || percent > 100) {
    throw new RangeError(`a power cap is 1 to 100 percent, not ${percent}`);
  }
  const descending = members.toSorted((a, b) => (a.power < b.power ? 1 : a.power > b.power ? -1 : 0));
  const sum = descending.reduce((total, { power }) => total + power, 0n);
  const wanted = (sum * BigInt(percent)) / 100n;
  const max = wanted === 0n ? 1n : wanted;

  let extraLeft = 0n;
  let belowLeft = 0n;
  for (const { power } of descending) {
    if (power >= max) extraLeft += power - max;
    else belowLeft += 1n;
  }
  let nextShare = belowLeft > 0n ? extraLeft / belowLeft : 0n;
  const begin = { extra: extraLeft, below: belowLeft, share: nextShare };

  const steps = descending.map((member): CapStep<T> => {
    const before = member.power;
    let after = max;
    if (before < max) {
      after = before + nextShare >= max ? max : before + nextShare;
      extraLeft -= after - before;
      belowLeft -= 1n;
    }
    if (belowLeft > 0n) nextShare = extraLeft / belowLeft;
    return { member, before, after, extraLeft, belowLeft, nextShare };
  });
  return { sum, max, ...begin, steps };
}

/** The members by power before capping, descending, with `power` replaced: see `capPowerSteps`. */
export function capPower<T extends { readonly power: bigint }>(members: readonly T[], percent: number): T[] {
  return capPowerSteps(members, percent).steps.map(({ member, after }) => ({ ...member, power: after }));
}

/**
 * The same for powers held as doubles, which are exact as long as a hundred times their sum is.
 *
 * @param descending by power
 * @param sum of the powers, below 2^46
 */
export function capWhole(descending: Float64Array, sum: number, percent: number): Float64Array {
  const max = Math.max(1, quotient(sum * percent, 100));
  let [extra, below] = [0, 0];
  for (const power of descending) {
    if (power >= max) extra += power - max;
    else below += 1;
  }
  let share = below > 0 ? quotient(extra, below) : 0;
  return descending.map((before) => {
    let after = max;
    if (before < max) {
      after = Math.min(max, before + share);
      extra -= after - before;
      below -= 1;
    }
    if (below > 0) share = quotient(extra, below);
    return after;
  });
}

/** Whole-number division, exact below 2^53. */
const quotient = (part: number, by: number) => (part - (part % by)) / by;

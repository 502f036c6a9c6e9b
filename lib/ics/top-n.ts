/**
 * The power from which on a validator must validate a Top N consumer (ics-protocol.md §6.3, stored under prefix 40).
 *
 * Walks the active validators from the strongest down, adding up, and returns the power at which the sum first reaches
 * N percent of the total of the active validators. The chain compares `sum / total` rounded to 18 decimals; we compare
 * whole numbers, which differs only above a total power of 5·10^15.
 *
 * @param activePowers powers of the active validators, in any order
 * @param topN 1 to 100
 * @throws RangeError when `topN` is out of range or there is no power at all
 */
export function minPowerInTopN(activePowers: readonly bigint[], topN: number): bigint {
  if (!Number.isInteger(topN) || topN < 1 || topN > 100) throw new RangeError(`Top N must be 1 to 100, not ${topN}`);
  const descending = activePowers.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  const total = descending.reduce((sum, power) => sum + power, 0n);
  let sum = 0n;
  for (const power of descending) {
    sum += power;
    if (sum > 0n && sum * 100n >= total * BigInt(topN)) return power;
  }
  throw new RangeError("no active validator has power");
}

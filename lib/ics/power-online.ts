import { shareBps } from "./security-figures";

/** Power of a set that signed a block, out of the set's total. */
export interface PowerOnline {
  readonly signed: bigint;
  readonly total: bigint;
}

/** Below this share, in hundredths of a percent, too little of a chain's power signs (product.md §5). */
const LOW_BPS = 7_000;

/** Share that signed, in hundredths of a percent; `undefined` for a set without power. */
export function onlineBps({ signed, total }: PowerOnline): number | undefined {
  return shareBps(signed, total);
}

/** Whether it is below 70 %: also when it is too little to make a block. */
export function isPowerLow(power: PowerOnline): boolean {
  const bps = onlineBps(power);
  return bps !== undefined && bps < LOW_BPS;
}

/** Whether it is too little to make a block, which takes more than two thirds. */
export function isBelowQuorum({ signed, total }: PowerOnline): boolean {
  return total > 0n && signed * 3n <= total * 2n;
}

import { multiplyRounded } from "./decimal";
import type { SlashingParams } from "./types";

/** Consecutive heights of one chain, `[from, until)`. */
export interface HeightRange {
  readonly from: number;
  readonly until: number;
}

/** What a chain's x/slashing looked at of one validator. Heights are those of the blocks that were signed or missed. */
export interface SigningHistory {
  /** In the set and watched since the last time its counter began anew; ascending, apart. */
  readonly watched: readonly HeightRange[];
  /** Not signed; ascending, apart. May reach beyond what was watched. */
  readonly missed: readonly HeightRange[];
  /** Block in which it was last bonded: nobody is jailed within a window of it. */
  readonly startHeight: number;
}

export interface DowntimeWindow {
  readonly window: number;
  /** Blocks of the window that were looked at so far: fewer than the window for a newcomer. */
  readonly watched: number;
  readonly missed: number;
  /** More misses than this within the window, and it is jailed. */
  readonly maxMissed: number;
  /** Blocks that may still be missed without a jail, if every block from now on is missed. */
  readonly missesLeft: number;
  /** Block of this chain in which it would be jailed then. */
  readonly jailAtEarliest: number;
}

/**
 * Where a validator stands in a chain's downtime window after block `height` (which counted the votes of `height - 1`).
 *
 * x/slashing keeps the last `signedBlocksWindow` blocks it watched a validator in, and jails when more than
 * `window - round(window × minSigned)` of them were missed, though not before block `startHeight + window + 1`
 * (SDK 0.45 to 0.53, `HandleValidatorSignature`; ics-protocol.md §6.5).
 */
export function downtimeWindow(
  { signedBlocksWindow: window, minSignedPerWindow }: Pick<SlashingParams, "signedBlocksWindow" | "minSignedPerWindow">,
  { watched, missed, startHeight }: SigningHistory,
  height: number,
): DowntimeWindow {
  const maxMissed = window - Number(multiplyRounded(BigInt(window), minSignedPerWindow, "half-even"));
  const seen = lastOf(watched, window);
  const size = sizeOf(seen);
  const missedNow = overlap(seen, missed);
  // A new miss pushes the oldest watched block out of a full window.
  const missedAfter = (more: number) =>
    more >= window ? window : overlap(lastOf(seen, Math.min(size, window - more)), missed) + more;
  const grace = Math.max(1, startHeight + window + 1 - height);
  let [low, high] = [1, Math.max(window, maxMissed + 1)];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (missedAfter(middle) > maxMissed) high = middle;
    else low = middle + 1;
  }
  const untilJail = Math.max(low, grace);
  return {
    window,
    watched: size,
    missed: missedNow,
    maxMissed,
    missesLeft: untilJail - 1,
    jailAtEarliest: height + untilJail,
  };
}

/** The ranges without what others cover. Both ascending and apart. */
export function without(ranges: readonly HeightRange[], holes: readonly HeightRange[]): HeightRange[] {
  return ranges.flatMap((range) => {
    const left: HeightRange[] = [];
    let { from } = range;
    for (const hole of holes) {
      if (hole.until <= from || hole.from >= range.until) continue;
      if (hole.from > from) left.push({ from, until: hole.from });
      from = Math.max(from, hole.until);
    }
    if (from < range.until) left.push({ from, until: range.until });
    return left;
  });
}

/** The last `count` heights of some ranges. */
export function lastOf(ranges: readonly HeightRange[], count: number): HeightRange[] {
  const taken: HeightRange[] = [];
  let wanted = count;
  for (const { from, until } of ranges.toReversed()) {
    if (wanted <= 0) break;
    const start = Math.max(from, until - wanted);
    taken.unshift({ from: start, until });
    wanted -= until - start;
  }
  return taken;
}

function sizeOf(ranges: readonly HeightRange[]): number {
  return ranges.reduce((sum, { from, until }) => sum + until - from, 0);
}

function overlap(ranges: readonly HeightRange[], others: readonly HeightRange[]): number {
  return ranges.reduce(
    (sum, range) =>
      sum +
      others.reduce(
        (inner, other) => inner + Math.max(0, Math.min(range.until, other.until) - Math.max(range.from, other.from)),
        0,
      ),
    0,
  );
}

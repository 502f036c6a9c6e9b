import type { At } from "./finding";
import { millisBetween } from "./time";
import type { IsoTime } from "./types";

/** No block for this many times the usual interval: the chain stands still (product.md §5, `halted`). */
const STILL_FACTOR = 10;

export interface AfterlifeInput {
  /** Last block of the chain. */
  readonly head?: At;
  /** Median of its last 100 block intervals, milliseconds. */
  readonly blockMs?: number;
  /** Time of the view. */
  readonly now: IsoTime;
}

/**
 * Whether a chain that left its provider goes on alone or stands still (ics-protocol.md §6.8, §9.46). `undefined` where none
 * of its nodes is read, or it never made two blocks.
 */
export function deriveAfterlife({ head, blockMs, now }: AfterlifeInput): "goes-on" | "stands-still" | undefined {
  if (head === undefined || blockMs === undefined) return undefined;
  return millisBetween(head.time, now) > STILL_FACTOR * blockMs ? "stands-still" : "goes-on";
}

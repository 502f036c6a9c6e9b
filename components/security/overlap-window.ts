/** A stretch of rows or columns that is drawn, and the room the others take before and after it, pixels. */
export interface Stretch {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

/** Which of `count` things of one size lie in the window, with a few more on both sides so that scrolling never shows a hole. */
export function visibleStretch(count: number, size: number, scrolled: number, room: number, overscan: number): Stretch {
  const first = Math.max(0, Math.min(count, Math.floor(scrolled / size) - overscan));
  const end = Math.max(first, Math.min(count, Math.ceil((scrolled + room) / size) + overscan));
  return { first, end, before: first * size, after: (count - end) * size };
}

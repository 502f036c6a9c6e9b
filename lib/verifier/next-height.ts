import type { ChainRow } from "@/lib/store/chain-rows";

/** The cadence holds for a chain that is followed; one that is being caught up with is not verified block by block. */
const FOLLOWING_WITHIN = 10;

/**
 * The next height of a chain to verify: one of those given, oldest first, else the last that can be proven when the cadence has
 * come round. State after block H is proven by header H + 1, and that header's own next set is known with H + 2.
 */
export function nextHeight(
  { nextHeight: next, headHeight: head, firstHeight = 1 }: Pick<ChainRow, "nextHeight" | "headHeight" | "firstHeight">,
  { everyBlocks, heights, lastChecked }: { everyBlocks: number; heights: readonly number[]; lastChecked: number },
  skip: (height: number) => boolean,
): number | undefined {
  if (next === undefined || head === undefined) return undefined;
  const last = Math.min(next - 2, head - 2);
  const given = heights.find((height) => height > firstHeight && height <= last && !skip(height));
  if (given !== undefined) return given;
  const isFollowing = head - (next - 1) <= FOLLOWING_WITHIN;
  const isDue = everyBlocks > 0 && isFollowing && last > firstHeight && last - lastChecked >= everyBlocks;
  return isDue && !skip(last) ? last : undefined;
}

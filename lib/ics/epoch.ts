/**
 * Epoch arithmetic of the provider (ics-protocol.md §6.2, §1.3). The next consumer sets are computed in the EndBlock of
 * every height that is a multiple of `blocksPerEpoch`; a changed parameter moves the boundaries at once.
 */

function checkBlocksPerEpoch(blocksPerEpoch: number): void {
  if (!Number.isSafeInteger(blocksPerEpoch) || blocksPerEpoch < 1) {
    throw new RangeError(`blocksPerEpoch must be a whole number of at least 1, not ${blocksPerEpoch}`);
  }
}

/** Whether consumer sets are recomputed in the EndBlock of this provider height. */
export function isEpochBoundary(providerHeight: number, blocksPerEpoch: number): boolean {
  checkBlocksPerEpoch(blocksPerEpoch);
  return providerHeight % blocksPerEpoch === 0;
}

/** Blocks still to come until the next boundary; 0 on the boundary block itself, as `QueryBlocksUntilNextEpoch` says. */
export function blocksUntilNextEpoch(providerHeight: number, blocksPerEpoch: number): number {
  checkBlocksPerEpoch(blocksPerEpoch);
  return (blocksPerEpoch - (providerHeight % blocksPerEpoch)) % blocksPerEpoch;
}

/** The first boundary after this height. On a boundary block, whose sets are settled, it is the one a whole epoch later. */
export function nextEpochHeight(providerHeight: number, blocksPerEpoch: number): number {
  return lastEpochHeight(providerHeight, blocksPerEpoch) + blocksPerEpoch;
}

/** The last boundary at or before this height; 0 before the first. */
export function lastEpochHeight(providerHeight: number, blocksPerEpoch: number): number {
  return epochOf(providerHeight, blocksPerEpoch) * blocksPerEpoch;
}

/** How many boundaries lie at or before this height: the state after a boundary block belongs to the new epoch. */
export function epochOf(providerHeight: number, blocksPerEpoch: number): number {
  checkBlocksPerEpoch(blocksPerEpoch);
  return Math.floor(providerHeight / blocksPerEpoch);
}

/**
 * Between valset update ids and provider heights (ics-protocol.md §6.2, §6.6). Ids count epochs of the provider, shared by
 * all consumers; a consumer never names a provider height, only the id of the set it was running.
 */
export interface ProviderHeights {
  /** Prefix 16: provider height at which the consumer's channel was confirmed. Absent before. */
  readonly initChainHeight?: number;
  /** Provider height at which the consumer launched. */
  readonly launchHeight?: number;
  /** Prefix 13: id → one past the last block in which the id was current. */
  readonly byValsetUpdateId: ReadonlyMap<bigint, number>;
}

/**
 * The provider height a slash packet accuses, as the provider maps it: prefix 13 of the id, and for id 0, the set that no
 * packet carried, the height of the channel's confirmation (§6.5, §6.6). `undefined` means "not known here".
 */
export function infractionHeight(valsetUpdateId: bigint, heights: ProviderHeights): number | undefined {
  return valsetUpdateId === 0n ? heights.initChainHeight : heights.byValsetUpdateId.get(valsetUpdateId);
}

/**
 * The provider height whose stored set (prefix 31) an id stands for: the epoch block that queued it, or for id 0 the
 * launch. Only for ids an epoch has finished; the id still current has no set yet.
 *
 * @param nextValsetUpdateId prefix 2 at the same height: ids below it are finished
 */
export function storedSetHeight(
  valsetUpdateId: bigint,
  heights: ProviderHeights,
  nextValsetUpdateId: bigint,
): number | undefined {
  if (valsetUpdateId === 0n) return heights.launchHeight;
  const height = heights.byValsetUpdateId.get(valsetUpdateId);
  return height === undefined || valsetUpdateId >= nextValsetUpdateId ? undefined : height - 1;
}

/**
 * The id of the set that signs consumer block `consumerHeight`: the consumer's own map (its prefix 13) one height earlier,
 * because what block `h - 2` applied signs `h` (§6.6). No row or 0 is the set it started with.
 */
export function signingValsetUpdateId(
  consumerHeight: number,
  heightToValsetUpdateId: ReadonlyMap<number, bigint>,
): bigint {
  return heightToValsetUpdateId.get(consumerHeight - 1) ?? 0n;
}

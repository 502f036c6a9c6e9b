import "server-only";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { findLastLeaving, listLeftSets } from "@/lib/store/read-duties";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";

/** By consumer, the first provider height at which a validator was no longer in its stored set. */
export type LeftSets = ReadonlyMap<ConsumerId, number>;

/**
 * When validators last left each of the stored sets that they are not in. Sets are stored once an epoch, so what was found
 * after the last change holds until the next one; who has come back since is in the snapshot's own sets.
 */
export async function readLeftSets(
  { store: { db }, cache }: ServerDeps,
  { network, chainId, height, stored }: ProviderSnapshot,
  addresses: readonly ConsHex[],
): Promise<ReadonlyMap<ConsHex, LeftSets>> {
  const since = await findLastLeaving(db, { network, height });
  if (since === undefined) return new Map();
  const found = new Map<ConsHex, LeftSets>();
  for (const address of addresses) {
    const rows = await cache.leftSets.get(`${network} ${chainId} ${since} ${address}`, () =>
      listLeftSets(db, { network, height: since }, address),
    );
    const isMember = (consumerId: ConsumerId) =>
      stored.get(consumerId)?.some(({ consAddress }) => consAddress === address) ?? false;
    found.set(
      address,
      new Map(rows.flatMap((row) => (isMember(row.consumerId) ? [] : [[row.consumerId, row.height] as const]))),
    );
  }
  return found;
}

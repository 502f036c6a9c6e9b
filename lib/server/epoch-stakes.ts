import "server-only";
import type { ConsHex } from "@/lib/ics/ids";
import { type EpochBlock, listStakesAt, type StakeAt } from "@/lib/store/read-security";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";

export type EpochStakes = ReadonlyMap<ConsHex, Omit<StakeAt, "consAddress">>;

/**
 * Validators of the provider after each of some epoch blocks. What an epoch left never changes, so that it is read once for all
 * pages that look back over it; one epoch at a time, so that nobody waits behind thirty thousand rows.
 */
export async function readEpochStakes(
  { store: { db }, cache }: ServerDeps,
  { network, chainId }: ProviderSnapshot,
  epochs: readonly EpochBlock[],
): Promise<EpochStakes[]> {
  const found: EpochStakes[] = [];
  for (const { height, hash } of epochs) {
    const stakes = await cache.stakes.get(`${network} ${chainId} ${height} ${hash}`, async () => {
      const rows = await listStakesAt(db, { network, height });
      return new Map(rows.map(({ consAddress, ...stake }) => [consAddress, stake]));
    });
    found.push(stakes);
  }
  return found;
}

import "server-only";
import type { NetworkConfig } from "@/lib/config/networks";
import { formatIsoNanos } from "@/lib/ics/time";
import type { Store } from "@/lib/store/open-store";
import { listRecords } from "@/lib/store/record-rows";

/**
 * Networks of the store that were imported from files. They have no nodes: nothing follows or verifies them, and everything on
 * them is shown as it was at its height. A configured network of the same name is the one that is shown.
 */
export async function recordNetworks(
  { db }: Pick<Store, "db">,
  configured: readonly NetworkConfig[],
): Promise<NetworkConfig[]> {
  const taken = new Set(configured.map(({ name }) => name));
  return (await listRecords(db))
    .filter(({ network }) => !taken.has(network))
    .map((record) => ({
      name: record.network,
      provider: { rpc: [] },
      consumers: [],
      record: {
        exportedAt: formatIsoNanos(record.exportedNs),
        importedAt: formatIsoNanos(record.importedNs),
        source: record.source,
        from: record.fromHeight,
        until: record.untilHeight,
        sha256: record.sha256,
        proven: record.summary.proven,
      },
    }));
}

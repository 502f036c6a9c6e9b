import { detectProvider, findModuleEnd } from "@/lib/chain/detect";
import { ChainError } from "@/lib/chain/errors";
import { FrozenProvider } from "@/lib/chain/ics-v7/frozen-provider";
import { IcsV7Provider } from "@/lib/chain/ics-v7/provider-dialect";
import type { ChainClient } from "@/lib/chain/types";
import { type AbsentModule, loadChain, noteDialect, noteModule } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { ProviderProcess } from "./provider-process";

interface ProviderStart {
  readonly network: string;
  readonly chainId: string;
  /** First height wanted. Default: the earliest the nodes keep. */
  readonly fromHeight: number | undefined;
  /** Subjects not followed. */
  readonly without?: readonly string[];
}

/**
 * Finds out how a provider is asked and makes its process. It is called at the start and after every fault, so a module that
 * an upgrade brings or takes away is noticed by the first query that fails (ics-protocol.md §7.4). A provider without its
 * module goes on being read: what was recorded of it stays. Throws `ChainError` when there never was one.
 */
export async function startProvider(
  store: Store,
  { network, chainId, fromHeight, without }: ProviderStart,
  client: ChainClient,
  signal: AbortSignal,
): Promise<ProviderProcess> {
  const key = { network, chainId };
  const known = await loadChain(store.db, key);
  // The loop has just noted where the nodes stand; they are asked again only where it could not.
  const { headHeight: head, earliestHeight } = known ?? {};
  const latest = head ?? (await client.status(signal)).latestHeight;
  const found = await detectProvider(client, latest, signal);
  const earliest = Math.max(1, earliestHeight ?? 1);
  const next = known?.nextHeight ?? fromHeight ?? earliest;
  if (found.dialect) {
    await noteDialect(store.db, { ...key, dialect: found.dialect.name, since: next });
    await noteModule(store.db, key, undefined);
    return new ProviderProcess(client, found.dialect, undefined, without);
  }
  const hasRecord = known?.nextHeight !== undefined;
  const end = known?.absentModule?.since ?? (await findModuleEnd(client, earliest, latest, signal));
  if (found.state === "never" || (found.state === "wiped" && end === undefined && !hasRecord)) {
    throw new ChainError("query-failed", `${chainId} is not a live provider: its provider module is ${found.state}`, {
      retryable: false,
    });
  }
  const absent: AbsentModule = { since: end ?? next, store: found.state };
  const dialect = new IcsV7Provider(client);
  await noteDialect(store.db, { ...key, dialect: dialect.name, since: next });
  await noteModule(store.db, key, absent);
  return new ProviderProcess(client, dialect, { since: absent.since, dialect: new FrozenProvider(client) }, without);
}

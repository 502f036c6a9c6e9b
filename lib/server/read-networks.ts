import "server-only";
import type { NetworkView } from "@/lib/api/contracts/network";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ServerDeps } from "./deps";
import { dialectHeights } from "./dialect-heights";
import { readIndex } from "./network-index";

/** Every configured network with how far it is read. */
export async function readNetworks(deps: ServerDeps): Promise<NetworkView[]> {
  return Promise.all(deps.networks.map(({ name }) => readNetwork(deps, name)));
}

async function readNetwork(deps: ServerDeps, network: string): Promise<NetworkView> {
  const index = await readIndex(deps, network);
  const provider = "state" in index ? undefined : index.provider;
  const unknown = {
    state: "unknown",
    because: provider?.state === "unreachable" ? "unreachable" : "not-indexed-yet",
  } as const;
  return {
    network,
    providerChainId: provider?.chainId ?? unknown,
    dialect: provider?.dialect ?? unknown,
    ...(provider && dialectHeights(provider)),
    head:
      provider?.headHeight === undefined || provider.headTimeNs === undefined
        ? unknown
        : { height: provider.headHeight, time: formatIsoNanos(provider.headTimeNs) },
    indexedHeight: provider?.nextHeight === undefined ? unknown : provider.nextHeight - 1,
    ...("state" in index || !index.config.record ? {} : { record: index.config.record }),
  };
}

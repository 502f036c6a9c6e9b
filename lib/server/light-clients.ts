import "server-only";
import { clientExpiry } from "@/lib/ics/client-expiry";
import type { ClientView } from "@/lib/ics/findings-input";
import { formatIsoNanos, nanosOf } from "@/lib/ics/time";
import type { ConsumerFacts, IsoTime } from "@/lib/ics/types";
import { type ClientAt, findBlock, listClientsAt } from "@/lib/store/read-chain";
import type { ConsumerPosition } from "./consumer-position";
import type { ServerDeps } from "./deps";
import type { NetworkIndex } from "./network-index";
import type { ProviderSnapshot } from "./provider-snapshot";

/** A light client and what it last saw. */
export interface TrackedClient extends ClientView {
  readonly clientId: string;
  readonly latestHeight: number;
  /** Since when it is expired (the moment its trust ran out) or frozen (the block that proved misbehaviour). */
  readonly since?: IsoTime;
}

/** The provider's light client of a consumer; `undefined` while it cannot be told when its last header was made. */
export async function readClientOnProvider(
  { store: { db } }: ServerDeps,
  snapshot: ProviderSnapshot,
  consumer: ConsumerFacts,
  position: ConsumerPosition,
): Promise<TrackedClient | undefined> {
  const client = consumer.clientId === undefined ? undefined : snapshot.clients.get(consumer.clientId);
  if (!client) return undefined;
  const { network, chainId } = snapshot;
  if (client.frozen) return frozen(client, snapshot.time, await findBlock(db, network, chainId, client.sinceHeight));
  const counterparty = position.state === "known" ? position.chain.chainId : undefined;
  const header = counterparty && (await findBlock(db, network, counterparty, client.latestHeight));
  // Made at launch for a chain without blocks, a client stands at the time of the launch (ics-protocol.md §6.1).
  const isUntouched = String(client.latestHeight) === consumer.initParams?.initialHeight.revisionHeight;
  const launched = snapshot.marks.get(consumer.consumerId)?.get("launched")?.timeNs;
  return trusted(client, (header ? header.timeNs : undefined) ?? (isUntouched ? launched : undefined), snapshot.timeNs);
}

/** A consumer's light client of its provider, which no query of the provider shows (§9.36). */
export async function readClientOnConsumer(
  { store: { db } }: ServerDeps,
  index: NetworkIndex,
  { network, chainId: providerChainId }: ProviderSnapshot,
  { chain, block }: Extract<ConsumerPosition, { state: "known" }>,
): Promise<TrackedClient | undefined> {
  const clientId = index.providerClientOf.get(chain.chainId);
  if (clientId === undefined) return undefined;
  const [client] = await listClientsAt(db, network, chain.chainId, block.height, [clientId]);
  if (!client) return undefined;
  if (client.frozen) {
    const since = await findBlock(db, network, chain.chainId, client.sinceHeight);
    return frozen(client, formatIsoNanos(block.timeNs), since);
  }
  const header = await findBlock(db, network, providerChainId, client.latestHeight);
  return trusted(client, header?.timeNs, block.timeNs);
}

function frozen(
  { clientId, latestHeight }: ClientAt,
  hostTime: IsoTime,
  since: { readonly timeNs: bigint } | undefined,
): TrackedClient {
  return {
    clientId,
    latestHeight,
    status: "frozen",
    hostTime,
    ...(since ? { since: formatIsoNanos(since.timeNs) } : {}),
  };
}

function trusted(client: ClientAt, latestNs: bigint | undefined, hostTimeNs: bigint): TrackedClient | undefined {
  const { clientId, latestHeight, trustingPeriodNs } = client;
  if (latestNs === undefined || trustingPeriodNs === undefined) return undefined;
  const trust = { latestTime: formatIsoNanos(latestNs), trustingPeriodNs };
  const expiry = clientExpiry(trust);
  const isExpired = expiry !== undefined && nanosOf(expiry) <= hostTimeNs;
  return {
    clientId,
    latestHeight,
    status: isExpired ? "expired" : "active",
    hostTime: formatIsoNanos(hostTimeNs),
    ...trust,
    ...(isExpired ? { since: expiry } : {}),
  };
}

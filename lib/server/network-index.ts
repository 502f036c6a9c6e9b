import "server-only";
import { isDeepStrictEqual } from "node:util";
import type { NetworkConfig } from "@/lib/config/networks";
import type { ConsumerId } from "@/lib/ics/ids";
import type { ConsumerFacts } from "@/lib/ics/types";
import { type ChainRow, listChains } from "@/lib/store/chain-rows";
import { type GapRow, listConsumerLinks, listGaps } from "@/lib/store/read-chain";
import { listVerdicts } from "@/lib/store/read-verification";
import { listSubjects, type SubjectRow } from "@/lib/store/subject-rows";
import { forgetDerived, type ServerDeps } from "./deps";
import { fault, type ReadFault } from "./outcome";
import { unreadStamp } from "./unread";

/** How long chains and heads are taken as they were last read. Far below a block, far above a burst of requests. */
const FRESH_MS = 250;

/** What is known of a network's chains right now. */
export interface NetworkIndex {
  readonly config: NetworkConfig;
  readonly chains: readonly ChainRow[];
  readonly provider?: ChainRow;
  /** Which chain's nodes belong to which consumer, as the chains themselves say: chain ids repeat. */
  readonly chainOf: ReadonlyMap<ConsumerId, ChainRow>;
  /** A consumer chain's light client of its provider, by chain id. */
  readonly providerClientOf: ReadonlyMap<string, string>;
  readonly gaps: readonly GapRow[];
  /** What is read of each chain, and since which block. */
  readonly subjects: readonly SubjectRow[];
  /** Endpoints that said otherwise than was proven or than the others, the latest first. */
  readonly verdicts: Awaited<ReturnType<typeof listVerdicts>>;
}

/** The network's chains, or a fault when nothing is configured under that name. */
export async function readIndex(deps: ServerDeps, network: string): Promise<NetworkIndex | ReadFault> {
  const config = deps.networks.find(({ name }) => name === network);
  if (!config) return fault(404, "unknown-network", `No network ${network.slice(0, 80)} is configured here.`);
  const known = deps.cache.index.get(network);
  if (known && Math.abs(deps.now() - known.at) < FRESH_MS) return known.value;
  const value = loadIndex(deps, config, known?.value);
  deps.cache.index.set(network, { at: deps.now(), value });
  value.catch(() => deps.cache.index.delete(network));
  return value;
}

/** What is read again and has not changed is given as it was: what others made of it then holds on (`readSides`). */
async function loadIndex(
  { store: { db }, cache }: ServerDeps,
  config: NetworkConfig,
  before: Promise<NetworkIndex> | undefined,
): Promise<NetworkIndex> {
  const [chains, links, gaps, verdicts, subjects] = await Promise.all([
    listChains(db, config.name),
    listConsumerLinks(db, config.name),
    listGaps(db, config.name),
    listVerdicts(db, config.name),
    listSubjects(db, config.name),
  ]);
  const provider = chains.find(({ role }) => role === "provider");
  const chainOf = new Map<ConsumerId, ChainRow>();
  for (const chain of chains) {
    const said =
      links.find(({ chainId }) => chainId === chain.chainId)?.consumerId ??
      (chain.consumerId as ConsumerId | undefined);
    if (chain.role === "consumer" && said !== undefined) chainOf.set(said, chain);
  }
  const providerClientOf = new Map(
    links.flatMap(({ chainId, providerClientId }) =>
      providerClientId === undefined ? [] : [[chainId, providerClientId]],
    ),
  );
  // Rows that stood when an answer was made have been replaced by others, read again.
  const stamp = unreadStamp({ chains, subjects, gaps });
  if ((cache.unread.get(config.name) ?? stamp) !== stamp) forgetDerived(cache);
  cache.unread.set(config.name, stamp);
  const made = {
    config,
    chains,
    chainOf,
    providerClientOf,
    gaps,
    subjects,
    verdicts,
    ...(provider ? { provider } : {}),
  };
  const known = await before?.catch(() => undefined);
  return known !== undefined && isDeepStrictEqual(known, made) ? known : made;
}

/**
 * The chain whose nodes belong to a consumer. A chain that exists already cannot say whose it is before its upgrade: it is
 * then the one of that chain id, which the provider's launch asks of the client behind `connection_id` as well (§6.8). Where
 * several consumers of one chain id are to take over a connection nobody can tell.
 */
export function findChain(
  { chainOf, chains }: NetworkIndex,
  consumers: readonly ConsumerFacts[],
  { consumerId, chainId, initParams }: ConsumerFacts,
): ChainRow | undefined {
  const said = chainOf.get(consumerId);
  if (said !== undefined || !initParams?.connectionId) return said;
  const rivals = consumers.filter(
    (other) => other.chainId === chainId && other.initParams?.connectionId && other.phase !== "deleted",
  );
  const spoken = new Set([...chainOf.values()].map((chain) => chain.chainId));
  return rivals.length > 1 || spoken.has(chainId)
    ? undefined
    : chains.find((chain) => chain.role === "consumer" && chain.chainId === chainId);
}

/**
 * Whether nodes are configured for a consumer. A chain that has said which consumer it is settles it; until then every
 * consumer with that chain id may be meant. `hadSpoken` says of which consumers' chains that is so at the moment that is
 * looked at: a pinned answer must not know what a chain said later.
 */
export function hasEndpoint(
  { config, chainOf, chains }: NetworkIndex,
  consumerId: ConsumerId,
  chainId: string,
  hadSpoken: (consumerId: ConsumerId) => boolean = () => true,
): boolean {
  const spoken = [...chainOf].filter(([id]) => hadSpoken(id));
  if (spoken.some(([id]) => id === consumerId)) return true;
  const isSettled = spoken.some(([, chain]) => chain.chainId === chainId);
  const configured = config.record
    ? chains.filter(({ role }) => role === "consumer").map((chain) => ({ ...chain, rpc: ["record"] }))
    : config.consumers;
  return (
    configured.some(
      (consumer) =>
        consumer.rpc.length > 0 &&
        (consumer.consumerId === undefined
          ? !isSettled && consumer.chainId === chainId
          : consumer.consumerId === consumerId),
    ) ||
    (!isSettled &&
      chains.some((chain) => chain.role === "consumer" && chain.chainId === chainId && chain.consumerId === undefined))
  );
}

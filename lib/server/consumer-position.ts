import "server-only";
import type { ConsumerFacts, UnknownReason } from "@/lib/ics/types";
import type { ChainRow } from "@/lib/store/chain-rows";
import { type BlockHead, findLastBlockAt } from "@/lib/store/read-chain";
import type { ServerDeps } from "./deps";
import { findChain, hasEndpoint, type NetworkIndex } from "./network-index";
import type { ProviderSnapshot } from "./provider-snapshot";

/** So many blocks the index may be behind a consumer's head and a live view still shows it as it stands there. */
const LIVE_LAG_BLOCKS = 3;

/** Where a consumer's own chain stood when the provider made a block. */
export type ConsumerPosition =
  | { readonly state: "known"; readonly chain: ChainRow; readonly block: BlockHead; readonly isFinal: boolean }
  /** It had no block then, or is no consumer yet: nothing to show, and nothing unknown. */
  | { readonly state: "not-started"; readonly isFinal: boolean }
  | { readonly state: "unknown"; readonly because: UnknownReason; readonly isFinal: boolean };

/** The last block of a consumer at or before the time of the provider's block, where the index has come that far. */
export async function readPosition(
  { store: { db } }: ServerDeps,
  index: NetworkIndex,
  { network, timeNs, consumers }: Pick<ProviderSnapshot, "network" | "timeNs" | "consumers">,
  consumer: ConsumerFacts,
  isPinned: boolean,
): Promise<ConsumerPosition> {
  const { consumerId, phase, chainId, initParams } = consumer;
  const isAhead = phase === "registered" || phase === "initialized";
  const runsBefore = Boolean(initParams?.connectionId);
  if (isAhead && !runsBefore) return { state: "not-started", isFinal: true };
  const chain = findChain(index, consumers, consumer);
  if (!chain) {
    const isConfigured = hasEndpoint(index, consumerId, chainId);
    if (!isConfigured) return { state: "unknown", because: "no-endpoint", isFinal: true };
    const silent = index.chains.length > 0 && index.chains.every((row) => row.chainId !== chainId);
    return { state: "unknown", because: silent ? "unreachable" : "not-indexed-yet", isFinal: false };
  }
  const isSilent = chain.state === "unreachable" || chain.state === "faulty-answer";
  const silence = { state: "unknown", because: isSilent ? "unreachable" : "not-indexed-yet", isFinal: false } as const;
  if (chain.nextHeight === undefined) return silence;
  const block = await findLastBlockAt(db, network, chain.chainId, timeNs);
  if (!block) {
    const begins = runsBefore ? 1 : Number(initParams?.initialHeight.revisionHeight ?? 1);
    return (chain.firstHeight ?? 1) <= Math.max(1, begins)
      ? { state: "not-started", isFinal: true }
      : { state: "unknown", because: "pruned", isFinal: true };
  }
  const indexed = chain.nextHeight - 1;
  const isFinal = block.height < indexed || block.timeNs === timeNs;
  if (isFinal) return { state: "known", chain, block, isFinal };
  if (isSilent) return silence;
  const lag = Math.max(0, (chain.headHeight ?? indexed) - indexed);
  return lag <= (isPinned ? 0 : LIVE_LAG_BLOCKS) ? { state: "known", chain, block, isFinal } : silence;
}

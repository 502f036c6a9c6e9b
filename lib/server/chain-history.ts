import "server-only";
import { findBlock } from "@/lib/store/read-chain";
import type { ProviderAtChain } from "@/lib/store/read-life";
import type { ServerDeps } from "./deps";
import type { LifeMarks } from "./life-marks";
import type { UsualTrips } from "./usual-time";

/** What of a provider's past stands once it has happened: kept between states of the chain, and moved on with them. */
export interface ChainHistory {
  /** The latest block it belongs to. */
  height: number;
  blockHash: string;
  /** When consumers first were in each phase, up to a height. */
  life: LifeMarks | undefined;
  /** By channel, how long its last packets took. */
  readonly usual: Map<string, readonly UsualTrips[]>;
}

export const newHistory = (height: number, blockHash: string): ChainHistory => ({
  height,
  blockHash,
  life: undefined,
  usual: new Map(),
});

/** The history that a block belongs to. A store that was emptied and filled anew has other blocks, and begins another. */
export async function historyOf(
  { store: { db }, cache }: ServerDeps,
  { network, providerChainId, height }: ProviderAtChain,
  blockHash: string,
): Promise<ChainHistory> {
  const name = `${network} ${providerChainId}`;
  // What was let go of meanwhile (`forgetDerived`) must not come back with us.
  const { histories } = cache;
  const kept = histories.get(name);
  const hash =
    kept?.height === height ? blockHash : kept && (await findBlock(db, network, providerChainId, kept.height))?.hash;
  const history = kept && hash === kept.blockHash ? kept : newHistory(height, blockHash);
  if (height > history.height) Object.assign(history, { height, blockHash });
  histories.set(name, history);
  return history;
}

import "server-only";
import type { AsOf } from "@/lib/api/contracts/common";
import type { AbsentSince } from "@/lib/ics/module-absent";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ChainRow } from "@/lib/store/chain-rows";
import { findBlock } from "@/lib/store/read-chain";
import { type ConsumerSides, readSides } from "./consumer-sides";
import type { ServerDeps } from "./deps";
import { type NetworkIndex, readIndex } from "./network-index";
import { fault, type ReadFault } from "./outcome";
import { type ProviderSnapshot, readSnapshot } from "./provider-snapshot";
import { unreadStamp } from "./unread";

/** `height`: provider height the view is pinned to; absent = the last block indexed. */
export interface ViewAt {
  readonly height?: number;
}

/** One moment of a network: the provider after one of its blocks, and where each consumer stood then. */
export interface Frame {
  readonly state: "frame";
  readonly index: NetworkIndex;
  readonly snapshot: ProviderSnapshot;
  readonly sides: ConsumerSides;
  readonly asOf: AsOf;
  readonly isPinned: boolean;
  readonly isFinal: boolean;
  readonly version: string;
  /** Since when the provider's module is gone, when it was at this moment. */
  readonly moduleAbsent?: AbsentSince;
}

/** Finds the moment a view is asked for, or says in one sentence why there is none. */
export async function readFrame(deps: ServerDeps, network: string, { height }: ViewAt): Promise<Frame | ReadFault> {
  const index = await readIndex(deps, network);
  if ("state" in index) return index;
  const { provider } = index;
  if (provider?.nextHeight === undefined) return nothingYet(index);
  const head = provider.nextHeight - 1;
  const at = height ?? head;
  const wrong = checkHeight(index, at, head, provider.firstHeight ?? 1);
  if (wrong) return wrong;
  const snapshot = await readSnapshot(deps, { network, height: at, providerChainId: provider.chainId });
  if (!snapshot) return fault(404, "height-not-available", `Block ${at} of ${provider.chainId} is not in our record.`);
  // A record stands still: its last block is looked at as any block that is past.
  const isPinned = height !== undefined || index.config.record !== undefined;
  const [sides, moduleAbsent] = await Promise.all([
    readSides(deps, index, snapshot, isPinned),
    absentSince(deps, provider, at),
  ]);
  return {
    state: "frame",
    index,
    snapshot,
    sides,
    asOf: { chainId: provider.chainId, height: at, time: snapshot.time },
    isPinned,
    isFinal: height !== undefined && sides.isFinal && !mayGapClose(index, at),
    version: `${network} ${provider.chainId} ${at} ${sides.version}${stampOf(index)}${isPinned ? "" : ` ${index.chains.map(({ state }) => state).join(",")} ${index.verdicts.length}`}`,
    ...(moduleAbsent ? { moduleAbsent } : {}),
  };
}

/**
 * Blocks that are missing before this height may be read one day, and histories then tell more. Of a consumer's gap nobody knows
 * between which blocks of the provider it lies.
 */
function mayGapClose({ gaps, provider }: NetworkIndex, at: number): boolean {
  return gaps.some(({ chainId, fromHeight }) => chainId !== provider?.chainId || fromHeight <= at);
}

function stampOf(index: NetworkIndex): string {
  const stamp = unreadStamp(index);
  return stamp === "" ? "" : ` unread ${stamp}`;
}

async function absentSince(deps: ServerDeps, provider: ChainRow, at: number): Promise<AbsentSince | undefined> {
  const since = provider.absentModule?.since;
  if (since === undefined || at < since) return undefined;
  const block = await findBlock(deps.store.db, provider.network, provider.chainId, since);
  return { height: since, ...(block ? { time: formatIsoNanos(block.timeNs) } : {}) };
}

function checkHeight(index: NetworkIndex, at: number, head: number, first: number): ReadFault | undefined {
  const chainId = index.provider?.chainId;
  if (at > head) {
    const nodeHead = index.provider?.headHeight ?? head;
    return at <= nodeHead
      ? fault(404, "height-not-indexed", `Block ${at} of ${chainId} is not indexed yet; we are at ${head}.`)
      : fault(404, "height-in-future", `Block ${at} of ${chainId} does not exist yet; the last one is ${nodeHead}.`);
  }
  if (at < first) return fault(404, "height-before-record", `Our record of ${chainId} begins at block ${first}.`);
  const gap = index.gaps.find((entry) => entry.chainId === chainId && entry.fromHeight <= at && at <= entry.toHeight);
  if (gap)
    return fault(
      404,
      "height-not-available",
      `Blocks ${gap.fromHeight} to ${gap.toHeight} of ${chainId} are missing: ${gap.reason}.`,
    );
  return undefined;
}

/** A provider of which no block is stored: still starting, or nobody answers. */
function nothingYet({ config, provider }: NetworkIndex): ReadFault {
  if (provider?.state === "unreachable" || provider?.state === "faulty-answer") {
    return fault(
      502,
      "provider-unreachable",
      `The provider of ${config.name} cannot be read: ${provider.stateDetail ?? provider.state}.`,
    );
  }
  return fault(503, "not-indexed-yet", `No block of the provider of ${config.name} is indexed yet.`);
}

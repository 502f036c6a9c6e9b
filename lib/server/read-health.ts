import "server-only";
import type { Unread } from "@/lib/api/contracts/unread";
import type { ChainRow } from "@/lib/store/chain-rows";
import type { ServerDeps } from "./deps";
import { readIndex } from "./network-index";
import { lagOf } from "./read-status";
import { unreadSubjects, unreadView } from "./unread";

/** A head may be this many blocks away and we still count as up to date (product.md §6). */
const READY_LAG_BLOCKS = 3;
/** A head nobody has looked at for so long says nothing: whoever reads the nodes does so every second or two. */
const SEEN_WITHIN_MS = 60_000;

export interface Readiness {
  readonly isReady: boolean;
  /** Chains that keep us from being ready, each with why. */
  readonly waiting: readonly { readonly network: string; readonly chainId: string; readonly because: string }[];
}

/** Whether every chain that answers is indexed up to three blocks before its head. */
export async function readReadiness(deps: ServerDeps): Promise<Readiness> {
  const waiting: Readiness["waiting"][number][] = [];
  for (const { name } of deps.networks) {
    const index = await readIndex(deps, name);
    if ("state" in index || index.config.record) continue;
    if (!index.provider)
      waiting.push({ network: name, chainId: "provider", because: "its nodes have not answered yet" });
    for (const chain of index.chains) {
      const because = reasonToWait(chain, deps.now());
      if (because !== undefined) waiting.push({ network: name, chainId: chain.chainId, because });
    }
  }
  return { isReady: waiting.length === 0, waiting };
}

/** A consumer's dead nodes are shown, not waited for: it may never come back. */
function reasonToWait(chain: ChainRow, nowMs: number): string | undefined {
  const { state, role, updatedNs } = chain;
  const lag = lagOf(chain);
  if (state === "unreachable") return role === "provider" ? "its nodes do not answer" : undefined;
  if (lag === undefined) return "nothing is indexed yet";
  if (lag > READY_LAG_BLOCKS) return `${lag} blocks behind its head`;
  const unseenMs = nowMs - Number(updatedNs / 1_000_000n);
  if (role === "provider" && unseenMs > SEEN_WITHIN_MS) {
    return `nobody has asked its nodes for ${Math.round(unseenMs / 1_000)} s: the process that writes is gone or stuck`;
  }
  return undefined;
}

/** What the blocks of our record tell and was not read from them, by network. It keeps nobody from being alive or ready. */
export async function readIncomplete(deps: ServerDeps): Promise<(Unread & { readonly network: string })[]> {
  const all: (Unread & { readonly network: string })[] = [];
  for (const { name: network } of deps.networks) {
    const index = await readIndex(deps, network);
    if ("state" in index) continue;
    all.push(...unreadSubjects(index).map((row) => ({ network, ...unreadView(row) })));
  }
  return all;
}

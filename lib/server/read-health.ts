import "server-only";
import type { Unread } from "@/lib/api/contracts/unread";
import type { ServerDeps } from "./deps";
import { readIndex } from "./network-index";
import { lagOf } from "./read-status";
import { unreadSubjects, unreadView } from "./unread";

/** A head may be this many blocks away and we still count as up to date (product.md §6). */
const READY_LAG_BLOCKS = 3;

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
      const because = reasonToWait(chain.state, lagOf(chain), chain.role);
      if (because !== undefined) waiting.push({ network: name, chainId: chain.chainId, because });
    }
  }
  return { isReady: waiting.length === 0, waiting };
}

/** A consumer's dead nodes are shown, not waited for: it may never come back. */
function reasonToWait(state: string, lag: number | undefined, role: string): string | undefined {
  if (state === "unreachable") return role === "provider" ? "its nodes do not answer" : undefined;
  if (lag === undefined) return "nothing is indexed yet";
  return lag > READY_LAG_BLOCKS ? `${lag} blocks behind its head` : undefined;
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

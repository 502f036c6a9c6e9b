import "server-only";
import { findLastChecked } from "@/lib/store/read-verification";
import { askRecheck } from "@/lib/store/recheck-rows";
import type { ServerDeps } from "./deps";
import { readIndex } from "./network-index";
import { fault, type ReadFault } from "./outcome";

export interface AskedRecheck {
  readonly state: "queued" | "waiting";
  readonly chainId: string;
  /** State after this block is looked at. */
  readonly height: number;
}

/**
 * Puts a check on the verifier's list: of the height at which the figures of a chain were last checked, so that what a reader
 * sees is what is looked at again, or of the last one that can be proven. It waits for its turn and for the budget of calls that
 * verifying has; neither indexing nor a page waits for it.
 */
export async function askForRecheck(
  deps: ServerDeps,
  network: string,
  { chain, height }: { readonly chain?: string; readonly height?: number },
): Promise<AskedRecheck | ReadFault> {
  const index = await readIndex(deps, network);
  if ("state" in index) return index;
  if (index.config.record)
    return fault(
      409,
      "not-followed",
      "This is a record: it has no nodes that could be asked. It was verified on import.",
    );
  if (deps.isVerifying === false)
    return fault(409, "not-verifying", "Nothing is verified here: the operator has turned it off (VERIFY=0).");
  const found = chain === undefined ? index.provider : index.chains.find(({ chainId }) => chainId === chain);
  if (!found) return fault(404, "unknown-chain", "There is no such chain in this network.");
  const { chainId, nextHeight, headHeight, firstHeight = 1 } = found;
  // State after a block is proven by the next header, and that header's own next set is known with the one after it.
  const provable = Math.min(nextHeight ?? 0, headHeight ?? 0) - 2;
  const atMost = Math.min(height ?? provable, provable);
  const at = (await findLastChecked(deps.store.db, { network, chainId }, atMost)) ?? atMost;
  if (at <= firstHeight) return fault(409, "not-provable", "No block of this chain can be proven yet.");
  const state = await askRecheck(deps.store.db, { network, chainId }, at);
  if (state === "full") return fault(429, "too-many-checks", "Many checks are waiting already; ask again in a minute.");
  return { state, chainId, height: at };
}

/**
 * Whether a request that changes something comes from our own pages. A browser says where it comes from and no page can make
 * it say otherwise; who is no browser has no visitor's rights to misuse.
 */
export function isOwnPage(request: Request, publicUrl: string | undefined): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  const own = [request.headers.get("host"), new URL(request.url).host, publicUrl && new URL(publicUrl).host];
  return own.includes(host);
}

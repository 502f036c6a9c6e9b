import "server-only";
import type { VerificationItem, VerificationView } from "@/lib/api/contracts/verification";
import { formatIsoNanos } from "@/lib/ics/time";
import { findLastBlockAt } from "@/lib/store/read-chain";
import {
  findTrustRoot,
  listVerifications,
  listVerificationsOf,
  type VerificationAt,
} from "@/lib/store/read-verification";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { findConsumer } from "./read-consumer";
import { viewAt } from "./view";

interface Live {
  readonly isFinal: boolean;
  readonly version: string;
}

/** What is proven of a network, of every chain at or before the moment that is looked at. */
export function readVerification(
  deps: ServerDeps,
  network: string,
  at: ViewAt,
): Promise<ReadResult<VerificationView, Live>> {
  return viewAt<VerificationView, Live>(deps, network, at, async (frame) => answer(deps, frame, listVerifications));
}

/** The same of one consumer: its rows on the provider, its own chain, and the provider's header they lead to. */
export function readConsumerVerification(
  deps: ServerDeps,
  network: string,
  id: string,
  at: ViewAt,
): Promise<ReadResult<VerificationView, Live>> {
  return viewAt<VerificationView, Live>(deps, network, at, async (frame) => {
    const consumer = findConsumer(frame, id);
    if ("status" in consumer) return consumer;
    const own = frame.index.chainOf.get(consumer.consumerId)?.chainId;
    return answer(
      deps,
      frame,
      async (db, on, height) => {
        const results = await listVerificationsOf(db, on, consumer.consumerId, height);
        return results.filter(({ consumerId, subject }) => consumerId !== undefined || subject === "header");
      },
      (chainId) => chainId === own || chainId === frame.asOf.chainId,
    );
  });
}

async function answer(
  deps: ServerDeps,
  frame: Frame,
  listResults: typeof listVerifications,
  isOfChain: (chainId: string) => boolean = () => true,
): Promise<{ data: VerificationView } & Live> {
  const { index, snapshot, asOf } = frame;
  const { db } = deps.store;
  const { name: network } = index.config;
  const roots: VerificationView["roots"] = [];
  const results: VerificationAt[] = [];
  for (const { chainId } of index.chains.filter((chain) => isOfChain(chain.chainId))) {
    const root = await findTrustRoot(db, { network, chainId });
    if (root) roots.push({ chainId, ...root });
    const isProvider = chainId === asOf.chainId;
    const last = isProvider ? undefined : await findLastBlockAt(db, network, chainId, snapshot.timeNs);
    const height = isProvider ? asOf.height : last?.height;
    if (height !== undefined) results.push(...(await listResults(db, { network, chainId }, height)));
  }
  const disagreements = index.verdicts.filter(({ chainId }) => isOfChain(chainId));
  const checked =
    results
      .map(({ checkedNs }) => String(checkedNs))
      .sort()
      .at(-1) ?? "";
  return {
    data: {
      roots,
      results: results.map((result) => itemOf(network, result)),
      disagreements: disagreements.map(({ noticedNs, ...verdict }) => ({
        ...verdict,
        noticedAt: formatIsoNanos(noticedNs),
      })),
    },
    // A check of an old block may come at any time.
    isFinal: false,
    version: `${frame.version} ${checked} ${results.length} ${disagreements.length}`,
  };
}

function itemOf(network: string, { checkedNs, rowCount, hasEvidence, ...result }: VerificationAt): VerificationItem {
  const { chainId, consumerId, subject, height } = result;
  const query = new URLSearchParams({ chain: chainId, subject, height: String(height) });
  if (consumerId !== undefined) query.set("consumer", consumerId);
  return {
    ...result,
    rows: rowCount,
    checkedAt: formatIsoNanos(checkedNs),
    ...(hasEvidence ? { proof: `/api/v1/${encodeURIComponent(network)}/verification/proof?${query}` } : {}),
  };
}

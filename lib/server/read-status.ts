import "server-only";
import type { StatusView } from "@/lib/api/contracts/network";
import { formatIsoNanos } from "@/lib/ics/time";
import { VERSION } from "@/lib/shared/version";
import type { ChainRow } from "@/lib/store/chain-rows";
import { type EndpointRow, findBlock, listEndpoints } from "@/lib/store/read-chain";
import type { ServerDeps } from "./deps";
import { dialectHeights } from "./dialect-heights";
import { type NetworkIndex, readIndex } from "./network-index";
import { fault, type ReadResult } from "./outcome";
import { unreadStamp, unreadSubjects, unreadView } from "./unread";

type ChainView = StatusView["chains"][number];
const UNKNOWN = { state: "unknown", because: "not-indexed-yet" } as const;

/** What we read, how far, and how the nodes fare. Always of now. */
export async function readStatus(deps: ServerDeps, network: string): Promise<ReadResult<StatusView>> {
  const index = await readIndex(deps, network);
  if ("state" in index) return index;
  const endpoints = await listEndpoints(deps.store.db, network);
  const chains = await Promise.all(index.chains.map((chain) => chainView(deps, index, chain, endpoints)));
  const provider = chains.find(({ role }) => role === "provider");
  if (!provider) return fault(503, "not-indexed-yet", `The provider of ${network} has not answered yet.`);
  const { indexed } = provider;
  return {
    state: "ok",
    data: {
      version: VERSION,
      store: deps.store.kind,
      ...(index.config.record ? { record: index.config.record } : {}),
      chains,
    },
    asOf:
      "chainId" in indexed
        ? indexed
        : { chainId: provider.chainId, height: 0, time: new Date(deps.now()).toISOString() },
    isFinal: false,
    version: `${network} ${index.chains.map((chain) => `${chain.chainId}:${chain.nextHeight}:${chain.updatedNs}`).join(" ")} ${unreadStamp(index)}`,
  };
}

async function chainView(
  deps: ServerDeps,
  index: NetworkIndex,
  chain: ChainRow,
  endpoints: readonly EndpointRow[],
): Promise<ChainView> {
  const { chainId, nextHeight } = chain;
  const block =
    nextHeight === undefined ? undefined : await findBlock(deps.store.db, chain.network, chainId, nextHeight - 1);
  const isReadAgain = index.subjects.some(
    (row) => row.chainId === chainId && row.subject === "core" && row.reread === "under-way",
  );
  const consumerId = [...index.chainOf].find(([, row]) => row.chainId === chainId)?.[0];
  return {
    chainId,
    role: chain.role,
    ...(consumerId === undefined ? {} : { consumerId }),
    dialect: chain.dialect ?? UNKNOWN,
    ...dialectHeights(chain),
    state: chain.absentModule ? "module-absent" : chain.state,
    ...(chain.stateDetail === undefined ? {} : { stateDetail: chain.stateDetail }),
    stateSince: formatIsoNanos(chain.stateSinceNs),
    indexed: block ? { chainId, height: block.height, time: formatIsoNanos(block.timeNs) } : UNKNOWN,
    firstHeight: chain.firstHeight ?? UNKNOWN,
    head: headOf(chain, block) ?? UNKNOWN,
    earliestHeight: chain.earliestHeight ?? UNKNOWN,
    lagBlocks: lagOf(chain) ?? UNKNOWN,
    endpoints: endpoints.filter((row) => row.chainId === chainId).map(endpointView),
    gaps: index.gaps
      .filter((gap) => gap.chainId === chainId)
      .map(({ fromHeight, toHeight, reason }) => ({
        fromHeight,
        toHeight,
        reason: isReadAgain ? `${reason}; a node has blocks of it now, and the chain is being read again` : reason,
      })),
    unread: unreadSubjects(index)
      .filter((row) => row.chainId === chainId)
      .map((row) => unreadView(row)),
  };
}

/** The head is noted every other second, blocks when they come: one that we have is one that a node has. */
function headOf(
  { headHeight, headTimeNs }: ChainRow,
  block: { readonly height: number; readonly timeNs: bigint } | undefined,
): ChainView["head"] | undefined {
  if (headHeight === undefined || headTimeNs === undefined) return undefined;
  return block && block.height > headHeight
    ? { height: block.height, time: formatIsoNanos(block.timeNs) }
    : { height: headHeight, time: formatIsoNanos(headTimeNs) };
}

/** Blocks between a node's head and what is indexed; `undefined` while either is not known. */
export function lagOf({ headHeight, nextHeight }: ChainRow): number | undefined {
  return headHeight === undefined || nextHeight === undefined ? undefined : Math.max(0, headHeight - (nextHeight - 1));
}

/** What the indexer noted of an endpoint is its own writing, in the shape of the contract. */
function endpointView({ url, info }: EndpointRow): ChainView["endpoints"][number] {
  return { ...(info as Omit<ChainView["endpoints"][number], "url">), url };
}

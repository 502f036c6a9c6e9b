import "server-only";
import type { BlockSpaceItem, ConsumerBlocksView } from "@/lib/api/contracts/plumbing";
import { formatIsoNanos } from "@/lib/ics/time";
import type { ConsumerFacts } from "@/lib/ics/types";
import { groupBy } from "@/lib/shared/group-by";
import { type BlockLimitsRow, type BlockSpace, listBlockLimits, listBlockSpace } from "@/lib/store/read-plumbing";
import { deriveFullness } from "./block-fullness";
import { sideOf } from "./consumer-item";
import type { ServerDeps } from "./deps";
import type { Frame, ViewAt } from "./frame";
import type { ReadResult } from "./outcome";
import { findConsumer } from "./read-consumer";
import { viewAt } from "./view";

/** So many of each chain's last blocks are looked at, and into so many parts they are cut. */
const WINDOW = 1_000;
const PARTS = 20;
/** Besides the provider so many other chains are shown, those that carry most first. */
const OTHERS = 12;

interface Asked {
  readonly scope: string;
  readonly name?: string;
  readonly chainId: string;
  readonly height: number;
  readonly time: string;
}

/** A consumer's own block space beside its provider's and the other consumers'. */
export function readConsumerBlocks(
  deps: ServerDeps,
  network: string,
  consumerId: string,
  at: ViewAt,
): Promise<ReadResult<ConsumerBlocksView>> {
  return viewAt<ConsumerBlocksView>(
    deps,
    network,
    at,
    async (frame) => {
      const consumer = findConsumer(frame, consumerId);
      if ("status" in consumer) return consumer;
      const { snapshot } = frame;
      const { db } = deps.store;
      const asked: Asked[] = [
        { scope: "provider", chainId: snapshot.chainId, height: snapshot.height, time: snapshot.time },
        ...snapshot.consumers.flatMap((one) => askedOf(frame, one)),
      ];
      const [space, limits] = await Promise.all([
        listBlockSpace(db, network, asked, WINDOW, PARTS),
        listBlockLimits(db, network, asked, WINDOW),
      ]);
      const limitsOf = groupBy(limits, ({ chainId }) => chainId);
      const byChain = groupBy(space, ({ chainId }) => chainId);
      const items = asked.flatMap((one): BlockSpaceItem[] => {
        const parts = byChain.get(one.chainId) ?? [];
        return parts.length === 0 ? [] : [itemOf(one, parts, limitsOf.get(one.chainId) ?? [])];
      });
      const own = items.find(({ scope }) => scope === consumer.consumerId);
      const { position } = sideOf(frame, consumer);
      const others = items
        .filter(({ scope }) => scope !== "provider" && scope !== consumer.consumerId)
        .toSorted((a, b) => Number(BigInt(b.gasUsed) - BigInt(a.gasUsed)))
        .slice(0, OTHERS);
      return {
        data: {
          window: WINDOW,
          ...(own
            ? { own }
            : position.state === "unknown"
              ? { own: { state: "unknown", because: position.because } }
              : {}),
          provider: items[0] as BlockSpaceItem,
          others,
          unread: snapshot.consumers.flatMap((one) => unreadOf(frame, one, consumer)),
        },
      };
    },
    ["block-limits"],
  );
}

function askedOf(frame: Frame, consumer: ConsumerFacts): Asked[] {
  const { position } = sideOf(frame, consumer);
  if (position.state !== "known") return [];
  const { chain, block } = position;
  return [
    {
      scope: consumer.consumerId,
      name: consumer.metadata.name,
      chainId: chain.chainId,
      height: block.height,
      time: formatIsoNanos(block.timeNs),
    },
  ];
}

function unreadOf(frame: Frame, one: ConsumerFacts, shown: ConsumerFacts): ConsumerBlocksView["unread"] {
  const { position } = sideOf(frame, one);
  if (position.state !== "unknown" || one.consumerId === shown.consumerId) return [];
  return [{ consumerId: one.consumerId, state: "unknown", because: position.because }];
}

const total = (parts: readonly BlockSpace[], of: (part: BlockSpace) => bigint) =>
  parts.reduce((sum, part) => sum + of(part), 0n);
const most = (parts: readonly BlockSpace[], of: (part: BlockSpace) => bigint) =>
  parts.reduce((highest, part) => (of(part) > highest ? of(part) : highest), 0n);

function itemOf(
  { scope, name, chainId, height, time }: Asked,
  parts: readonly BlockSpace[],
  limits: readonly BlockLimitsRow[],
): BlockSpaceItem {
  const [first, last] = [parts[0] as BlockSpace, parts.at(-1) as BlockSpace];
  const blocks = parts.reduce((sum, part) => sum + part.blocks, 0);
  const [bytes, gasUsed] = [total(parts, (part) => part.bytes), total(parts, (part) => part.gasUsed)];
  const blockTimeMs = meanMs(first.firstTimeNs, last.lastTimeNs, blocks);
  return {
    scope,
    chainId,
    ...(name === undefined ? {} : { name }),
    asOf: { chainId, height, time },
    blocks,
    ...(blockTimeMs === undefined ? {} : { blockTimeMs }),
    transactions: String(total(parts, (part) => part.transactions)),
    failed: String(total(parts, (part) => part.failed)),
    emptyBlocks: parts.reduce((sum, part) => sum + part.emptyBlocks, 0),
    bytes: String(bytes),
    gasUsed: String(gasUsed),
    gasWanted: String(total(parts, (part) => part.gasWanted)),
    mostBytes: String(most(parts, (part) => part.mostBytes)),
    mostGas: String(most(parts, (part) => part.mostGas)),
    ...deriveFullness(limits, { firstHeight: first.firstHeight, lastHeight: last.lastHeight, bytes, gasUsed }),
    parts: parts.map((part) => {
      const ms = meanMs(part.firstTimeNs, part.lastTimeNs, part.blocks);
      return {
        fromHeight: part.firstHeight,
        toHeight: part.lastHeight,
        time: formatIsoNanos(part.lastTimeNs),
        blocks: part.blocks,
        transactions: String(part.transactions),
        failed: String(part.failed),
        gasUsed: String(part.gasUsed),
        bytes: String(part.bytes),
        ...(ms === undefined ? {} : { blockTimeMs: ms }),
      };
    }),
  };
}

/** Mean time between the blocks of a stretch; `undefined` for a single block. */
function meanMs(firstNs: bigint, lastNs: bigint, blocks: number): number | undefined {
  return blocks < 2 ? undefined : Number((lastNs - firstNs) / BigInt(blocks - 1) / 1_000_000n);
}

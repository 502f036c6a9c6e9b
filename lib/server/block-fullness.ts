import "server-only";
import type { BlockSpaceItem } from "@/lib/api/contracts/plumbing";
import { shareText } from "@/lib/ics/security-figures";
import type { BlockLimitsRow } from "@/lib/store/read-plumbing";

type Fullness = Pick<BlockSpaceItem, "maxBytes" | "maxGas" | "bytesShare" | "gasShare">;

/** A stretch of a chain's blocks, and what it carried. */
export interface Carried {
  readonly firstHeight: number;
  readonly lastHeight: number;
  readonly bytes: bigint;
  readonly gasUsed: bigint;
}

/**
 * How full blocks were: what they carried ÷ what each of them was allowed. Limits told with a block hold from the next one
 * on; the first block of a record, before which nothing was told, is taken to run by what it told itself. A share is left
 * out where some block had no limit.
 */
export function deriveFullness(limits: readonly BlockLimitsRow[], carried: Carried): Fullness {
  const { firstHeight, lastHeight } = carried;
  const now = limits.find(({ fromHeight, untilHeight }) => fromHeight <= lastHeight && lastHeight < untilHeight);
  if (now === undefined) {
    // Older chains tell their limits only where they change; one that never does leaves them out of its blocks.
    const unknown = { state: "unknown", because: "not-recorded" } as const;
    return { maxBytes: unknown, maxGas: unknown, bytesShare: unknown, gasShare: unknown };
  }
  const stretches = limits.map((row) => ({ ...row, blocks: blocksUnder(row, firstHeight, lastHeight) }));
  const isWhole = stretches.reduce((sum, { blocks }) => sum + blocks, 0) === lastHeight - firstHeight + 1;
  const share = (used: bigint, limitOf: (row: BlockLimitsRow) => bigint) => {
    if (!isWhole) return { state: "unknown", because: "not-indexed-yet" } as const;
    const held = stretches.filter(({ blocks }) => blocks > 0);
    if (held.some((row) => limitOf(row) < 0n)) return undefined;
    return shareText(
      used,
      held.reduce((sum, row) => sum + limitOf(row) * BigInt(row.blocks), 0n),
    );
  };
  const bytesShare = share(carried.bytes, ({ maxBytes }) => maxBytes);
  const gasShare = share(carried.gasUsed, ({ maxGas }) => maxGas);
  return {
    maxBytes: String(now.maxBytes),
    maxGas: String(now.maxGas),
    ...(bytesShare === undefined ? {} : { bytesShare }),
    ...(gasShare === undefined ? {} : { gasShare }),
  };
}

function blocksUnder({ fromHeight, untilHeight }: BlockLimitsRow, first: number, last: number): number {
  const begin = fromHeight === first ? first : Math.max(first, fromHeight + 1);
  return Math.max(0, Math.min(last, untilHeight) - begin + 1);
}

import type { BlockSpaceItem } from "@/lib/api/contracts/plumbing";
import { safeText } from "@/lib/format/safe-text";

export function spaceName({ scope, name, chainId }: Pick<BlockSpaceItem, "scope" | "name" | "chainId">): string {
  return scope === "provider" ? "Provider" : `${safeText(name ?? "", 30) || safeText(chainId, 30)} (${scope})`;
}

/** Milliseconds as seconds with one digit: "6.1 s". */
export function seconds(ms: number | undefined): string {
  return ms === undefined ? "one block only" : `${(Math.round(ms / 100) / 10).toFixed(1)}\u202fs`;
}

/** Decimal text of `part ÷ whole` per block, one digit, cut: transactions a block. */
export function perBlock(total: string, blocks: number): string {
  if (blocks === 0) return "no blocks";
  const tenths = (BigInt(total) * 10n) / BigInt(blocks);
  return `${tenths / 10n}.${tenths % 10n}`;
}

/** The answer first. */
export function blocksSentence(own: BlockSpaceItem, provider: BlockSpaceItem): string {
  const emptyShare = own.blocks === 0 ? 0 : Math.round((own.emptyBlocks * 100) / own.blocks);
  const compared =
    provider.blockTimeMs === undefined || own.blockTimeMs === undefined
      ? ""
      : `, its provider every ${seconds(provider.blockTimeMs)}`;
  return `It makes a block every ${seconds(own.blockTimeMs)}${compared}; ${perBlock(own.transactions, own.blocks)} transactions a block, and ${emptyShare}\u202f% of its last ${own.blocks} blocks are empty.`;
}

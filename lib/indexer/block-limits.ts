import type { BlockLimits, DecodedBlock } from "@/lib/chain/types";
import { OPEN_UNTIL } from "@/lib/store/schema";
import type { BlockFollower, FollowContext } from "./block-follower";
import type { ResumeState, RowsByTable } from "./chain-process";
import { RangeBook } from "./range-book";

/**
 * What blocks of a chain may hold. A row says what was told with a block, which holds for the blocks after it (CometBFT: an
 * update of block h applies from h + 1). Nothing is asked for: a chain that never tells it leaves no row.
 */
export class BlockLimitsFollower implements BlockFollower<FollowContext> {
  readonly name = "block-limits";
  readonly version = 1;
  readonly tables = ["block_limits"] as const;
  readonly #book = new RangeBook<BlockLimits>(() => "limits");
  #hasBegun = false;

  resume({ open }: ResumeState, memory: unknown): void {
    this.#hasBegun = memory !== undefined;
    const rows = (open.block_limits ?? []).filter((row) => BigInt(String(row.until_height)) === BigInt(OPEN_UNTIL));
    this.#book.load(
      rows.map((row) => ({
        fact: { maxBytes: BigInt(String(row.max_bytes)), maxGas: BigInt(String(row.max_gas)) },
        from: Number(row.from_height),
      })),
    );
  }

  async step({ height, limits }: DecodedBlock, { afterGap }: FollowContext): Promise<void> {
    this.#hasBegun = true;
    if (limits) this.#book.set(limits, height);
    // What was told before a gap may have changed in it.
    else if (afterGap) this.#book.remove("limits", height);
  }

  drain(chainId: string): RowsByTable {
    return {
      block_limits: this.#book.drain().map(({ fact, from, until }) => ({
        chain_id: chainId,
        max_bytes: String(fact.maxBytes),
        max_gas: String(fact.maxGas),
        from_height: from,
        until_height: until ?? String(OPEN_UNTIL),
      })),
    };
  }

  memory(): unknown {
    return this.#hasBegun ? {} : undefined;
  }
}

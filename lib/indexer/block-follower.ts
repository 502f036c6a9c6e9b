import type { ChainClient, DecodedBlock } from "@/lib/chain/types";
import type { ResumeState, RowsByTable } from "./chain-process";
import type { CometTracker } from "./comet-tracker";

/**
 * One subject beside the core of a chain's process (punishments, proposals, rewards): what its blocks say of it becomes rows.
 * A follower steps after the core has taken the block, so it finds in its context what is true after that block.
 */
export interface BlockFollower<Context extends FollowContext> {
  /** Under which its memory is kept with the cursor. Never changes: stores of older versions hold it. */
  readonly name: string;
  resume(state: ResumeState, memory: unknown): void;
  step(block: DecodedBlock, context: Context): Promise<void>;
  /** Rows since the last drain; no two followers write one table. */
  drain(chainId: string): RowsByTable;
  /** What must be remembered beside the rows. Plain JSON; `undefined`: nothing. */
  memory(): unknown;
}

/** What every follower may look at. */
export interface FollowContext {
  readonly client: ChainClient;
  readonly comet: CometTracker;
  /** Blocks before this one are missing, so nothing known before it may be carried over. */
  readonly afterGap: boolean;
  readonly signal?: AbortSignal;
}

/** Several followers as one: the process hands over a block and gets rows and memory back. */
export class Followers<Context extends FollowContext> {
  constructor(private readonly all: readonly BlockFollower<Context>[]) {}

  resume(state: ResumeState, memories: Readonly<Record<string, unknown>> | undefined): void {
    for (const follower of this.all) follower.resume(state, memories?.[follower.name]);
  }

  async step(block: DecodedBlock, context: Context): Promise<void> {
    for (const follower of this.all) await follower.step(block, context);
  }

  drain(chainId: string): RowsByTable {
    return Object.assign({}, ...this.all.map((follower) => follower.drain(chainId)));
  }

  memory(): Record<string, unknown> {
    const entries = this.all.map((follower) => [follower.name, follower.memory()] as const);
    return Object.fromEntries(entries.filter(([, memory]) => memory !== undefined));
  }
}

import type { ChainClient, DecodedBlock } from "@/lib/chain/types";
import type { BlockTableName } from "@/lib/store/tables";
import type { ResumeState, RowsByTable, Subject } from "./chain-process";
import type { CometTracker } from "./comet-tracker";

/**
 * One subject beside the core of a chain's process (punishments, proposals, rewards): what its blocks say of it becomes rows.
 * A follower steps after the core has taken the block, so it finds in its context what is true after that block.
 */
export interface BlockFollower<Context extends FollowContext> {
  /** Under which its memory is kept with the cursor. Never changes: stores of older versions hold it. */
  readonly name: string;
  /**
   * Raised whenever rows made before are wrong or lack something by today's rules: a store that holds such rows then says so,
   * and reads their blocks again while nodes keep them. Its memory must stay readable; one of another shape needs a new name.
   */
  readonly version: number;
  /** Tables its rows go to; nobody else writes them. */
  readonly tables: readonly BlockTableName[];
  resume(state: ResumeState, memory: unknown): void;
  step(block: DecodedBlock, context: Context): Promise<void>;
  /** Rows since the last drain. */
  drain(chainId: string): RowsByTable;
  /** What must be remembered beside the rows. Plain JSON; `undefined` only before the first block: nothing was read yet. */
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
  readonly #all: readonly BlockFollower<Context>[];
  #late: readonly string[] = [];

  /** `without`: names of subjects that are not followed, as a build that does not know them. */
  constructor(all: readonly BlockFollower<Context>[], without: readonly string[] = []) {
    this.#all = all.filter(({ name }) => !without.includes(name));
  }

  get subjects(): readonly Subject[] {
    return this.#all;
  }

  /** Followers that were not there when the blocks before the cursor were read. For them those are a gap. */
  get late(): readonly string[] {
    return this.#late;
  }

  resume(state: ResumeState, memories: Readonly<Record<string, unknown>> | undefined): void {
    for (const follower of this.#all) follower.resume(state, memories?.[follower.name]);
    this.#late = this.#all.filter(({ name }) => memories?.[name] === undefined).map(({ name }) => name);
  }

  async step(block: DecodedBlock, context: Context): Promise<void> {
    for (const follower of this.#all) {
      const isLate = this.#late.includes(follower.name);
      await follower.step(block, isLate ? { ...context, afterGap: true } : context);
    }
    this.#late = [];
  }

  drain(chainId: string): RowsByTable {
    return Object.assign({}, ...this.#all.map((follower) => follower.drain(chainId)));
  }

  memory(): Record<string, unknown> {
    const entries = this.#all.map((follower) => [follower.name, follower.memory()] as const);
    return Object.fromEntries(entries.filter(([, memory]) => memory !== undefined));
  }
}

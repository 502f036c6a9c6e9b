import type { DecodedBlock } from "@/lib/chain/types";

/** Rows by table, as the store writes them (column names of the schema). */
export type RowsByTable = Record<string, object[]>;

/** What the store holds of a chain when the indexer starts again. */
export interface ResumeState {
  /** Rows that are open, or whose end lies beyond the cursor, by table. */
  readonly open: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly memory: unknown;
}

/** Turns the blocks of one chain into rows. Knows nodes, not the store; holds what is true after the last block. */
export interface ChainProcess {
  resume(state: ResumeState): void;
  /** Takes the next block. `afterGap`: blocks before it are missing, so nothing known before it may be carried over. */
  step(block: DecodedBlock, afterGap: boolean, signal?: AbortSignal): Promise<void>;
  /** The rows that came of the blocks since the last drain. */
  drain(): RowsByTable;
  /** What must be remembered with the cursor beside the rows. Plain JSON. */
  memory(): unknown;
  /** Figures about the indexing itself. */
  readonly counters: object;
}

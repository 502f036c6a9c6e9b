import type { DecodedBlock } from "@/lib/chain/types";
import type { BlockTableName } from "@/lib/store/tables";

/** Rows by table, as the store writes them (column names of the schema). */
export type RowsByTable = Record<string, object[]>;

/** What the store holds of a chain when the indexer starts again. */
export interface ResumeState {
  /** Rows that are open, or whose end lies beyond the cursor, by table. */
  readonly open: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly memory: unknown;
}

/** Something that is read of a chain, by rules of some version, and the tables its rows go to. */
export interface Subject {
  readonly name: string;
  readonly version: number;
  readonly tables: readonly BlockTableName[];
}

/** Turns the blocks of one chain into rows. Knows nodes, not the store; holds what is true after the last block. */
export interface ChainProcess {
  /** What it reads: "core" first, then each follower. */
  readonly subjects: readonly Subject[];
  /** After `resume`: subjects that begin only now, since whoever read the blocks before did not know them. */
  readonly late: readonly string[];
  resume(state: ResumeState): void;
  /** A block that will be taken when those before it are: what it is known to ask may be asked already. */
  foresee?(block: DecodedBlock, signal?: AbortSignal): void;
  /** Takes the next block. `afterGap`: blocks before it are missing, so nothing known before it may be carried over. */
  step(block: DecodedBlock, afterGap: boolean, signal?: AbortSignal): Promise<void>;
  /** The rows that came of the blocks since the last drain. */
  drain(): RowsByTable;
  /** What must be remembered with the cursor beside the rows. Plain JSON. */
  memory(): unknown;
  /** Figures about the indexing itself. */
  readonly counters: object;
}

import type { Faults } from "./faults";
import type { Recording } from "./recording";

/** One node as its clients see it: a recording up to a height, perhaps with lies. */
export interface NodeView {
  /** What the node says it is; the recorded id unless it was told to lie. */
  readonly chainId: string;
  readonly recording: Recording;
  /** The newest height; one less than the first height while there is no block yet. */
  head(): number;
  /** The lowest height of which blocks are kept. */
  earliest(): number;
  /** The code of a gRPC query below `earliest()`: 38 as SDK 0.53 says, or 18 as SDK 0.50 (ics-protocol.md §1.6). */
  readonly prunedStateCode: 18 | 38;
  /** From here on the provider's module is not served and its store does not change. */
  readonly moduleAbsentFrom?: number | undefined;
  /** A row this node tells otherwise. */
  readonly forgedRow?: { readonly store: string; readonly key: string; readonly value: string | undefined } | undefined;
  /** The same in lists of rows; an answer to a query told otherwise; how many blocks behind state is told. */
  readonly forgedSubspace?: Faults["forgedSubspace"];
  readonly forgedAnswer?: Faults["forgedAnswer"];
  readonly staleState?: Faults["staleState"];
  /** What is told otherwise of the first validator of a set. */
  readonly forgedSet?: Faults["forgedSet"];
  /** The results of `/block` and `/block_results`. Heights are checked by the caller. */
  block(height: number): Buffer;
  blockResults(height: number): Buffer;
}

/** `/block`'s result, as far as other answers are made of it. */
export interface BlockJson {
  block_id: { hash: string; parts: { total: number; hash: string } };
  block: {
    header: HeaderJson;
    data: { txs: string[] | null };
    evidence: unknown;
    last_commit: { height: string; round: number; block_id: { hash: string; parts: unknown }; signatures: unknown };
  };
}
export interface HeaderJson {
  chain_id: string;
  height: string;
  time: string;
  last_block_id: { hash: string; parts: unknown };
  validators_hash: string;
  next_validators_hash: string;
  data_hash: string;
  app_hash: string;
  [other: string]: unknown;
}
export interface BlockResultsJson {
  height: string;
  txs_results: unknown[] | null;
  finalize_block_events: { type: string; attributes: { key: string; value: string; index?: boolean }[] }[] | null;
  validator_updates: unknown[] | null;
  consensus_param_updates: unknown;
  app_hash: string;
}

export function readBlock(view: NodeView, height: number): BlockJson {
  return JSON.parse(view.block(height).toString("utf8")) as BlockJson;
}

export function readBlockResults(view: NodeView, height: number): BlockResultsJson {
  return JSON.parse(view.blockResults(height).toString("utf8")) as BlockResultsJson;
}

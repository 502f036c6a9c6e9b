import type { ConsHex } from "@/lib/ics/ids";
import type { CometValidator, IsoTime, ValidatorUpdate } from "@/lib/ics/types";
import type { ChainError } from "./errors";

/** Where in a block an event was emitted (ics-protocol.md §5.1). `block`: neither begin nor end, as in an upgrade. */
export type EventOrigin = "tx" | "begin-block" | "end-block" | "block";

export interface ChainEvent {
  readonly type: string;
  /** First value of each attribute. */
  readonly attrs: Readonly<Record<string, string>>;
  readonly origin: EventOrigin;
  /** Order among the events of the block that we keep. */
  readonly index: number;
  readonly txIndex?: number;
  /** Upper-case hex. */
  readonly txHash?: string;
  readonly msgIndex?: number;
}

/** Evidence in a block against validators of the same chain. */
export interface BlockEvidence {
  readonly kind: "double-sign" | "light-client";
  readonly height: number;
  readonly validators: readonly ConsHex[];
}

/** `block` of the consensus parameters; −1 = no limit. */
export interface BlockLimits {
  readonly maxBytes: bigint;
  readonly maxGas: bigint;
}

/** A block and its results, as far as we index them. Hashes are lower-case hex. */
export interface DecodedBlock {
  readonly chainId: string;
  readonly height: number;
  readonly time: IsoTime;
  /** The same moment in nanoseconds since 1970. */
  readonly timeNs: bigint;
  readonly hash: string;
  /** Hash of the block before; empty in the first. */
  readonly parentHash?: string;
  /** The block says of no event at all, not even of one that nobody indexes. */
  readonly isEventless?: true;
  readonly appHash: string;
  readonly validatorsHash: string;
  readonly nextValidatorsHash: string;
  readonly proposer: ConsHex;
  /** Height that `commitFlags` signs: this block's height − 1; 0 in the first block. */
  readonly lastCommitHeight: number;
  /** `block_id_flag` per validator of that height, in the order of its set: 1 absent, 2 commit, 3 nil. */
  readonly commitFlags: Uint8Array;
  /** The transactions, base64, in the order of their results. */
  readonly txs: readonly string[];
  readonly txCount: number;
  readonly failedTxs: number;
  readonly txBytes: number;
  readonly gasUsed: bigint;
  readonly gasWanted: bigint;
  /** What the blocks after this one may hold; absent where the chain did not say it with this block. */
  readonly limits?: BlockLimits;
  readonly evidenceCount: number;
  /** Of that evidence, what we can read: who did what at which height of this chain. */
  readonly evidence: readonly BlockEvidence[];
  readonly validatorUpdates: readonly ValidatorUpdate[];
  /** Only types of `INDEXED_EVENT_TYPES`, of successful transactions and of the block itself. */
  readonly events: readonly ChainEvent[];
}

export interface NodeStatus {
  readonly chainId: string;
  readonly latestHeight: number;
  readonly latestTime: IsoTime;
  readonly earliestHeight: number;
  readonly catchingUp: boolean;
  readonly nodeVersion: string;
}

export interface AbciQuery {
  readonly path: string;
  readonly data: Uint8Array;
  /** Absent = latest committed. */
  readonly height?: number;
}

export interface AbciAnswer {
  readonly value: Uint8Array;
  /** The node said `null`: for `/key` reads an absent key. Proxies may turn an empty value into null (§3.1). */
  readonly isNull: boolean;
  readonly height: number;
}

export type AbciOutcome = ({ readonly ok: true } & AbciAnswer) | { readonly ok: false; readonly error: ChainError };

/** What came of holding a node's answer against another's (`settle-answers.ts`). */
export interface AnswerVerdict {
  readonly url: string;
  readonly height: number;
  /** What was asked, in words. */
  readonly field: string;
  readonly expected: string;
  readonly answered: string;
  /**
   * `false`: a proof contradicts it, and the node is asked no more. `outvoted`: the other nodes say otherwise. `open`: another
   * node says otherwise, and it is not known yet which is right. `withdrawn`: it was open, and this node was right.
   */
  readonly finding: "false" | "outvoted" | "open" | "withdrawn";
}

export interface EndpointHealth {
  readonly url: string;
  readonly chainId?: string;
  readonly latestHeight?: number;
  readonly latestTime?: IsoTime;
  readonly earliestHeight?: number;
  readonly lagBlocks?: number;
  readonly latencyMs?: number;
  readonly requests: number;
  readonly errors: number;
  /** How requests ended: `ok`, or the code of an error. */
  readonly outcomes?: Readonly<Record<string, number>>;
  readonly lastError?: { readonly code: string; readonly message: string; readonly at: string };
  readonly excluded?: "wrong-chain" | "contradicts-proof";
}

export interface CallCounts {
  /** HTTP requests. */
  readonly requests: number;
  /** JSON-RPC calls; a batch of ten counts ten. */
  readonly calls: number;
  readonly byMethod: Readonly<Record<string, number>>;
  readonly bytes: number;
}

/** All nodes of one chain, behind one face. Every call has a deadline and can be aborted; throws `ChainError`. */
export interface ChainClient {
  readonly label: string;
  status(signal?: AbortSignal): Promise<NodeStatus>;
  /** Blocks with their results, in order. The hot path: two calls a block, batched. */
  fetchBlocks(fromHeight: number, toHeight: number, signal?: AbortSignal): Promise<DecodedBlock[]>;
  /** The whole CometBFT set that signs `height`, all pages: the one that hashes to what a header says (lower-case hex). */
  fetchValidators(height: number, setHash: string, signal?: AbortSignal): Promise<CometValidator[]>;
  /** At a fixed height, where there are several nodes, a second one must say the same (`confirm-answers.ts`). */
  abciQuery(query: AbciQuery, signal?: AbortSignal): Promise<AbciAnswer>;
  /** Several queries in batches; a query that fails does not fail the others. */
  abciQueries(queries: readonly AbciQuery[], signal?: AbortSignal): Promise<AbciOutcome[]>;
  /** Nodes whose answers were shown to be false are asked no more, as long as another is left. Replaces the last list. */
  quarantine(urls: ReadonlySet<string>): void;
  /** What was found of nodes whose answers differ since it was last taken. */
  takeVerdicts(): AnswerVerdict[];
  health(): EndpointHealth[];
  counts(): CallCounts;
  /** Calls `onHint` when a node's socket tells of a block. A hint only: it may be late, double, or never come. */
  subscribeNewBlocks(onHint: (height: number) => void, signal: AbortSignal): void;
  close(): Promise<void>;
}

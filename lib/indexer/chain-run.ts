import { ChainError } from "@/lib/chain/errors";
import type { ChainClient, DecodedBlock, NodeStatus } from "@/lib/chain/types";
import { nanosOf } from "@/lib/ics/time";
import type { IsoTime } from "@/lib/ics/types";
import { loadChain, recordGap, updateChainState } from "@/lib/store/chain-rows";
import { loadResumeState } from "@/lib/store/load-open";
import type { Store } from "@/lib/store/open-store";
import { findBlock } from "@/lib/store/read-chain";
import { listSubjects, writeSubject } from "@/lib/store/subject-rows";
import { writeBatch } from "@/lib/store/write-batch";
import type { ChainProcess, Subject } from "./chain-process";
import { inOrder } from "./in-order";
import { keepVerdicts, writeEndpoints } from "./node-notes";
import type { Precedence } from "./precedence";

/** Heights asked for in one HTTP request: block and results of each make a batch of ten calls (CometBFT's limit). */
const HEIGHTS_PER_REQUEST = 5;
const REQUESTS_IN_FLIGHT = 6;
/** Blocks in one transaction while catching up: few, since pages of an embedded store wait behind it; more while it is busy. */
const BLOCKS_PER_COMMIT = { atLeast: 100, atMost: 400 };
/** On PostgreSQL no page waits behind a transaction, and each costs the planning of some twenty inserts: they may be this far apart. */
const COMMIT_PAUSE_MS = { pglite: 0, postgres: 400 } as const;
/** After so many blocks the node's head is looked at again. */
const BLOCKS_PER_PASS = 2_000;
const POLL_MS = 1_000;
/** How far the nodes are and how they fare is noted no more often than this; a block that has just come goes first, for a while. */
const NOTE_MS = { atLeast: 2_000, atMost: 6_000 };
/** So few blocks at once are the head; more are a stretch that was missed. */
const BLOCKS_AT_HEAD = 4;

/** Blocks that no node keeps are given up after this time. They are read later should a node have them then (`Reread`). */
const GAP_PATIENCE_MS = 60_000;

/** What outlives a fault. */
export interface LoopMemo {
  /** When it was first seen that no node keeps the next block; a clock of our own, not the wall's. */
  unkeptSince: number | undefined;
}

export interface ChainJob {
  readonly network: string;
  readonly chainId: string;
  readonly role: "provider" | "consumer";
  readonly client: ChainClient;
  /** Makes a process that knows nothing yet. Called again after every fault, so that no half-applied block survives. */
  readonly createProcess: () => Promise<ChainProcess>;
  /** First height wanted; default: the earliest the nodes keep. */
  readonly fromHeight?: number;
  /** Opens the same chain to be read from `fromHeight` once more, its rows going to another network's name. */
  readonly openAgain?: (network: string, fromHeight: number) => { readonly job: ChainJob; close(): Promise<void> };
  /** The blocks are read a second time, under a name of its own: what no node keeps is then a fault and no gap. */
  readonly again?: { readonly verdictsOf: string };
  /** Stop after the last block at or before this moment. Default: follow for ever. */
  readonly untilTime?: IsoTime;
  /** Shared by the chains of a network. Default: nobody goes first. */
  readonly precedence?: Precedence;
  /** How long blocks that no node keeps are waited for before a gap is declared. Default: a minute. */
  readonly gapPatienceMs?: number;
}

export interface LoopEvents {
  onCommitted?(event: {
    network: string;
    chainId: string;
    role: ChainJob["role"];
    height: number;
    timeNs: string;
    /** How many more the nodes were last known to have. */
    behind: number;
    /** Stored together. */
    blocks: number;
    rows: number;
  }): void;
  onState?(event: { network: string; chainId: string; state: string; detail?: string }): void;
  onFault?(event: { network: string; chainId: string; error: unknown }): void;
}

export interface LoopFigures {
  blocks: number;
  rows: number;
}

/** One stretch of reading a chain, from what the store holds to the first fault. */
export class ChainRun {
  #process!: ChainProcess;
  #next: number | undefined;
  #afterGap = false;
  #head = 0;
  #isDone = false;
  readonly #untilNs: bigint | undefined;
  #isCommitting = false;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #earliest = 1;
  #state = "";
  #status: NodeStatus | undefined;
  #notedAt = Number.NEGATIVE_INFINITY;
  #lastHash: string | undefined;
  #isStatusFresh = false;
  /** What the blocks not yet written come to. Not the blocks: a few hundred of them held are what a collector copies most. */
  #uncommitted: Uncommitted | undefined;
  #commit: Promise<void> = Promise.resolve();
  #committedNext: number | undefined;
  #hint: (() => void) | undefined;
  /** Height of the last block that the socket told of, until it was looked for. */
  #hintedHeight = 0;

  constructor(
    private readonly store: Store,
    private readonly job: ChainJob,
    private readonly signal: AbortSignal,
    private readonly events: LoopEvents,
    private readonly figures: LoopFigures,
    private readonly memo: LoopMemo = { unkeptSince: undefined },
  ) {
    this.#untilNs = job.untilTime === undefined ? undefined : nanosOf(job.untilTime);
  }

  async start(): Promise<void> {
    const { network, chainId } = this.job;
    await keepVerdicts(this.store, this.job);
    await this.#readStatus();
    await this.#noteStatus(NOTE_MS.atLeast);
    this.#process = await this.job.createProcess();
    const chain = await loadChain(this.store.db, { network, chainId });
    this.#next = chain?.nextHeight;
    this.#committedNext = this.#next;
    if (this.#next !== undefined) {
      this.#process.resume(await loadResumeState(this.store.db, { network, chainId, role: this.job.role }));
      await this.#declareUnread(this.#next);
    }
    await this.#checkSameChain();
    this.#isStatusFresh = true;
    this.job.client.subscribeNewBlocks((height) => {
      if (height < (this.#next ?? 0)) return;
      this.#hintedHeight = height;
      this.#hint?.();
    }, this.signal);
  }

  /** First height that is not read yet. */
  get next(): number | undefined {
    return this.#next;
  }

  /** First height that any node of the chain was last known to keep. */
  get earliest(): number {
    return this.#earliest;
  }

  /** What the process reads. */
  get subjects(): readonly Subject[] {
    return this.#process.subjects;
  }

  /**
   * What the rows before the cursor do not tell, since an earlier build read those blocks, is said once and for all
   * (docs of `SubjectRow`). Until it is said no block is taken, so a crash in between repeats it and changes nothing.
   */
  async #declareUnread(fromHeight: number): Promise<void> {
    const { network, chainId } = this.job;
    const noted = (await listSubjects(this.store.db, network)).filter((row) => row.chainId === chainId);
    for (const { name: subject, version } of this.#process.subjects) {
      const known = noted.find((row) => row.subject === subject);
      const isLate = this.#process.late.includes(subject);
      if (known && known.version >= version && !isLate) continue;
      const because = isLate ? "not-read" : known ? "older-rules" : "unversioned";
      await writeSubject(this.store.db, { network, chainId }, { subject, version, fromHeight, because });
    }
  }

  async #declareBeginning(fromHeight: number): Promise<void> {
    const { network, chainId } = this.job;
    for (const { name: subject, version } of this.#process.subjects)
      await writeSubject(this.store.db, { network, chainId }, { subject, version, fromHeight });
  }

  /** Everything up to `untilTime` is stored, or everything there is. */
  isDone(): boolean {
    return this.#isDone;
  }

  /** Reads every block there is, up to `limit`. Returns whether there was any. */
  async catchUp(limit = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (!this.#isStatusFresh) await this.#readStatus();
    this.#isStatusFresh = false;
    await this.#skipWhatNobodyKeeps();
    const from = this.#next ?? this.job.fromHeight ?? this.#earliest;
    const to = Math.min(this.#head, from + BLOCKS_PER_PASS - 1, limit);
    const isAtHead = from <= to && to - from < BLOCKS_AT_HEAD;
    // Who looks at a page waits for the block, nobody for what is noted of the node that has it.
    await this.#noteStatus(isAtHead ? NOTE_MS.atMost : NOTE_MS.atLeast);
    if (from > to) {
      this.#isDone = this.job.untilTime !== undefined;
      if (this.job.role === "provider") this.job.precedence?.providerRests();
      await this.#setState("following");
      return false;
    }
    if (this.#next === undefined) await this.#declareBeginning(from);
    await this.#setState(isAtHead ? "following" : "backfilling");
    const ranges = rangesOf(from, to, HEIGHTS_PER_REQUEST);
    const fetched = inOrder(ranges, REQUESTS_IN_FLIGHT, ([a, b]) => this.#fetch(a, b));
    for await (const blocks of fetched) {
      await this.#giveWay(blocks[0]);
      for (const block of blocks) {
        if (this.#isBeyond(block)) this.#isDone = true;
        else await this.#take(block);
      }
      if (this.signal.aborted || this.#isDone) break;
    }
    await this.#flush();
    await this.#commit;
    return true;
  }

  /**
   * Sleeps until the socket hints at a block or the poll interval is over. The poll is the truth; the socket only saves time.
   * A hint that came while the nodes were asked is not slept over; it is good for one look.
   */
  async waitForNews(): Promise<void> {
    const isHinted = this.#hintedHeight > 0 && this.#hintedHeight >= (this.#next ?? 0);
    this.#hintedHeight = 0;
    if (isHinted) return;
    const timer = new AbortController();
    const onAbort = () => timer.abort();
    this.signal.addEventListener("abort", onAbort, { once: true });
    this.#hint = () => timer.abort();
    await sleep(POLL_MS, timer.signal);
    this.#hint = undefined;
    this.#hintedHeight = 0;
    this.signal.removeEventListener("abort", onAbort);
  }

  async #fetch(from: number, to: number): Promise<readonly DecodedBlock[]> {
    const blocks = await this.job.client.fetchBlocks(from, to, this.signal);
    for (const block of blocks) this.#process.foresee?.(block, this.signal);
    return blocks;
  }

  /** Only while many blocks are there to be read: at the head nobody waits for anybody. */
  async #giveWay(next: DecodedBlock | undefined): Promise<void> {
    if (next === undefined || this.job.role !== "consumer" || this.#head - next.height < BLOCKS_AT_HEAD) return;
    await this.job.precedence?.giveWay(next.timeNs, this.signal);
  }

  async #take(block: DecodedBlock): Promise<void> {
    this.#checkFollows(block);
    await this.#process.step(block, this.#afterGap, this.signal);
    if (this.job.role === "provider") this.job.precedence?.providerTook(block.timeNs);
    this.#lastHash = block.hash;
    this.#afterGap = false;
    this.#next = block.height + 1;
    const { height, timeNs } = block;
    const { first = height, count: before = 0 } = this.#uncommitted ?? {};
    const count = before + 1;
    this.#uncommitted = { first, last: height, timeNs, count };
    if (count >= BLOCKS_PER_COMMIT.atMost || (count >= BLOCKS_PER_COMMIT.atLeast && this.#mayCommit())) {
      await this.#flush();
    }
  }

  #mayCommit(): boolean {
    return !this.#isCommitting && performance.now() - this.#flushedAt >= COMMIT_PAUSE_MS[this.store.kind];
  }

  /**
   * A devnet that was reset keeps its chain id. Going on from a stored block that the nodes do not have would mix two
   * histories, so the last stored block is held against the nodes before the first new one is read.
   */
  async #checkSameChain(): Promise<void> {
    const last = (this.#next ?? 0) - 1;
    if (last < this.#earliest || last > this.#head) return;
    const { network, chainId, client } = this.job;
    const stored = await findBlock(this.store.db, network, chainId, last);
    this.#lastHash = stored?.hash;
    const [asked] = await client.fetchBlocks(last, last, this.signal);
    if (stored === undefined || asked === undefined || stored.hash === asked.hash) return;
    throw new ChainError(
      "wrong-chain",
      `block ${last} of ${chainId} is not the one stored: the nodes are on another history with the same chain id; give it a DATA_DIR or database of its own`,
      { retryable: false },
    );
  }

  /** A block names the one before it. Rows of two histories must not meet, whichever nodes they came from. */
  #checkFollows({ height, parentHash }: DecodedBlock): void {
    if (this.#afterGap || this.#lastHash === undefined || parentHash === undefined) return;
    if (parentHash === this.#lastHash) return;
    const message = `block ${height} of ${this.job.chainId} does not follow the block before it: the nodes are not on one history`;
    throw new ChainError("undecodable", message, { retryable: true });
  }

  /** Hands the rows to the store and goes on reading meanwhile; one transaction at a time. */
  async #flush(): Promise<void> {
    if (!this.#uncommitted) return;
    const { first, last, timeNs, count } = this.#uncommitted;
    const { network, chainId, role } = this.job;
    this.#uncommitted = undefined;
    const rows = this.#process.drain();
    const memory = this.#process.memory();
    await this.#commit;
    const expectedNextHeight = this.#committedNext;
    this.#committedNext = last + 1;
    this.#isCommitting = true;
    this.#flushedAt = performance.now();
    this.#commit = writeBatch(this.store.db, {
      network,
      chainId,
      expectedNextHeight,
      nextHeight: last + 1,
      ...(expectedNextHeight === undefined ? { firstHeight: first } : {}),
      memory,
      rows,
    }).then(() => {
      this.#isCommitting = false;
      this.figures.blocks += count;
      const written = { blocks: count, rows: Object.values(rows).reduce((sum, list) => sum + list.length, 0) };
      this.figures.rows += written.rows;
      const behind = Math.max(0, this.#head - last);
      this.events.onCommitted?.({ network, chainId, role, height: last, timeNs: String(timeNs), behind, ...written });
    });
    this.#commit.catch(() => undefined); // The next flush or the end of catchUp awaits it and gets the error.
  }

  async #readStatus(): Promise<void> {
    this.#status = await this.job.client.status(this.signal);
    this.#head = this.#status.latestHeight;
    this.#earliest = Math.max(1, this.#status.earliestHeight);
  }

  /** Notes what the nodes last said, when that was not done within `ms`. */
  async #noteStatus(ms: number): Promise<void> {
    const status = this.#status;
    const now = performance.now(); // The wall clock may be set back, and then nothing would be noted for as long.
    if (status === undefined || now - this.#notedAt < ms) return;
    this.#notedAt = now;
    const { network, chainId } = this.job;
    await updateChainState(this.store.db, {
      network,
      chainId,
      // Before its first block a node says that it is the year 1, which no column of nanoseconds holds.
      ...(status.latestHeight > 0 ? { headHeight: status.latestHeight, headTimeNs: nanosOf(status.latestTime) } : {}),
      earliestHeight: this.#earliest,
    });
    await keepVerdicts(this.store, this.job);
    await writeEndpoints(this.store, this.job);
  }

  /** A stretch no node keeps becomes a declared gap; what was known before it is not carried across. */
  async #skipWhatNobodyKeeps(): Promise<void> {
    if (this.#next === undefined || this.#next >= this.#earliest) {
      this.memo.unkeptSince = undefined;
      return;
    }
    const { network, chainId } = this.job;
    if (this.job.again) {
      throw new ChainError("height-unavailable", `the nodes keep blocks from ${this.#earliest} on`, {
        retryable: false,
      });
    }
    // For good, so not at once: a node that is being restored, or the only one that answers just now, may have less than the rest.
    this.memo.unkeptSince ??= performance.now();
    if (performance.now() - this.memo.unkeptSince < (this.job.gapPatienceMs ?? GAP_PATIENCE_MS)) {
      const message = `blocks ${this.#next} to ${this.#earliest - 1} of ${chainId} are kept by no node that answers`;
      throw new ChainError("height-unavailable", message, { retryable: true });
    }
    await recordGap(this.store.db, {
      network,
      chainId,
      fromHeight: this.#next,
      toHeight: this.#earliest - 1,
      reason: `pruned: the nodes keep blocks from ${this.#earliest} on`,
    });
    this.#next = this.#earliest;
    this.#afterGap = true;
  }

  async #setState(state: string): Promise<void> {
    if (this.#state === state) return;
    this.#state = state;
    const { network, chainId } = this.job;
    this.events.onState?.({ network, chainId, state });
    await updateChainState(this.store.db, { network, chainId, state });
  }

  #isBeyond(block: DecodedBlock): boolean {
    return this.#untilNs !== undefined && block.timeNs > this.#untilNs;
  }
}

interface Uncommitted {
  readonly first: number;
  readonly last: number;
  /** Of the last block. */
  readonly timeNs: bigint;
  readonly count: number;
}

function* rangesOf(from: number, to: number, size: number): Generator<[number, number]> {
  for (let a = from; a <= to; a += size) yield [a, Math.min(to, a + size - 1)];
}

/** Waits, or ends at once when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

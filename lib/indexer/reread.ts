import { ChainError } from "@/lib/chain/errors";
import { loadChain, upsertChain } from "@/lib/store/chain-rows";
import { loadResumeState } from "@/lib/store/load-open";
import type { Store } from "@/lib/store/open-store";
import { listGaps } from "@/lib/store/read-chain";
import { forgetReread, listSubjects, noteReread, type RereadState } from "@/lib/store/subject-rows";
import { dropReread, takeReread } from "@/lib/store/take-reread";
import type { Subject } from "./chain-process";
import { type ChainJob, ChainRun, sleep } from "./chain-run";

const RETRY_MS = 5_000;

/** Blocks to be read again, for the subjects that an earlier build did not read in them, or for all since some are missing. */
interface Plan {
  readonly fromHeight: number;
  /** From where the record begins. */
  readonly isWhole: boolean;
  readonly subjects: readonly Subject[];
}

/**
 * Reads again what an earlier build read without some subject, or by older rules. All of the chain is read a second time,
 * under the name `network~chain`, beside the reading that goes on; where both stand at one block, the rows of those subjects
 * take the place of what there was, in one transaction. Pages show the old rows until then, and say what they lack. Nothing is
 * lost where it cannot be done: rows of blocks that no node keeps stay as they are, and what they lack stays declared.
 *
 * 2026-11-28 · A declared gap is closed the same way once a node has its blocks, by reading all subjects again from where the
 * record begins and not from the gap: what a subject makes of a block rests on what it made of those before, and rows on
 * both sides of a gap that was filled in between would tell two stories. It costs one more reading, beside the head.
 */
export class Reread {
  readonly #shadow: string;
  #plan: Plan | undefined;
  /** First block that any node kept when it was last looked at; each time it falls, more may be read again than before. */
  #earliest = Number.POSITIVE_INFINITY;
  #target = 0;
  #isThere = false;
  #background: Promise<void> | undefined;

  constructor(
    private readonly store: Store,
    private readonly job: ChainJob,
    private readonly signal: AbortSignal,
  ) {
    this.#shadow = `${job.network}~${job.chainId}`;
  }

  /**
   * To be called between two blocks of `run`, which reads the chain: begins the second reading, or ends it where it has come
   * as far. `waits`: until it has. True when rows have been replaced: whoever holds state of the chain must load it.
   */
  async advance({ next, earliest, subjects }: ChainRun, waits: boolean): Promise<boolean> {
    if (next === undefined || this.job.openAgain === undefined) return false;
    if (!this.#plan && earliest < this.#earliest) {
      this.#plan = await this.#makePlan(next, earliest, subjects);
      if (!this.#plan) {
        await dropReread(this.store.db, this.#shadow);
        await forgetReread(this.store.db, this.job);
      }
    }
    this.#earliest = earliest;
    if (!this.#plan) return false;
    this.#target = next;
    this.#background ??= this.#readAgain(this.#plan);
    if (waits) await this.#background;
    if (!this.#isThere || !this.#plan || this.signal.aborted) return false;
    const hasEnded = await this.#end(this.#plan, next);
    if (!hasEnded) {
      this.#startOver();
      return false;
    }
    this.#plan = undefined;
    this.#startOver();
    return true;
  }

  #startOver(): void {
    this.#isThere = false;
    this.#background = undefined;
  }

  /** What is to be read again, and from where: the beginning of our record, or what the nodes still keep of it. */
  async #makePlan(next: number, earliest: number, followed: readonly Subject[]): Promise<Plan | undefined> {
    const { network, chainId } = this.job;
    const { db } = this.store;
    const chain = await loadChain(db, { network, chainId });
    const first = chain?.firstHeight;
    if (first === undefined) return undefined;
    const noted = (await listSubjects(db, network)).filter((row) => row.chainId === chainId);
    const unread = noted.filter((row) => row.fromHeight > first);
    const fromHeight = Math.max(first, earliest);
    const healed = unread.filter((row) => row.fromHeight > fromHeight && fromHeight < next);
    const lost = unread.filter((row) => !healed.includes(row));
    await this.#note(lost, `not-possible: the nodes keep blocks from ${fromHeight} on`);
    await this.#note(healed, "waiting");
    const gaps = (await listGaps(db, network)).filter((gap) => gap.chainId === chainId);
    const isGapKept = gaps.some(({ toHeight }) => toHeight >= fromHeight);
    const names = new Set(healed.map(({ subject }) => subject));
    const subjects = isGapKept ? followed : followed.filter(({ name }) => names.has(name));
    if (subjects.length === 0) return undefined;
    await this.#dropUnlessSame(followed, fromHeight);
    const start = (await this.#shadowStart()) ?? fromHeight;
    return { fromHeight: start, isWhole: start === first, subjects };
  }

  /** A second reading that was broken off goes on, unless another build began it. */
  async #dropUnlessSame(subjects: readonly Subject[], fromHeight: number): Promise<void> {
    const { db } = this.store;
    const noted = await listSubjects(db, this.#shadow);
    const start = (await this.#shadowStart()) ?? fromHeight;
    const isSame = subjects.every(({ name, version }) =>
      noted.some((row) => row.subject === name && row.version === version && row.fromHeight === start),
    );
    if (!isSame) await dropReread(db, this.#shadow);
  }

  async #shadowStart(): Promise<number | undefined> {
    return (await loadChain(this.store.db, { network: this.#shadow, chainId: this.job.chainId }))?.firstHeight;
  }

  async #readAgain(plan: Plan): Promise<void> {
    const { chainId, role } = this.job;
    await upsertChain(this.store.db, { network: this.#shadow, chainId, role });
    await this.#note(rowsOf(plan), "under-way");
    while (!this.signal.aborted) {
      const opened = this.job.openAgain?.(this.#shadow, plan.fromHeight);
      if (!opened) return;
      try {
        await this.#readTo(opened.job);
        this.#isThere = true;
        return;
      } catch (error) {
        if (this.signal.aborted) return;
        if (error instanceof ChainError && error.retryable) await sleep(RETRY_MS, this.signal);
        else {
          await this.#giveUp(plan, error);
          return;
        }
      } finally {
        await opened.close();
      }
    }
  }

  /** Until as far as the chain's own cursor is, which moves on meanwhile. */
  async #readTo(job: ChainJob): Promise<number | undefined> {
    const run = new ChainRun(this.store, job, this.signal, {}, { blocks: 0, rows: 0 });
    await run.start();
    while (!this.signal.aborted && (await run.catchUp(this.#target - 1))) {}
    return run.next;
  }

  /** Nothing is taken over that is not whole: what there was stays, and why it stays is said. */
  async #giveUp(plan: Plan, error: unknown): Promise<void> {
    const why = error instanceof Error ? error.message : String(error);
    await this.#note(rowsOf(plan), `not-possible: ${why}`);
    this.#plan = undefined;
    this.#startOver();
    await dropReread(this.store.db, this.#shadow);
  }

  async #end(plan: Plan, next: number): Promise<boolean> {
    const { network, chainId, role } = this.job;
    const { db } = this.store;
    const opened = this.job.openAgain?.(this.#shadow, plan.fromHeight);
    if (!opened) return false;
    try {
      if ((await this.#readTo(opened.job)) !== next) return false;
    } finally {
      await opened.close();
    }
    const [own, again] = await Promise.all([
      loadResumeState(db, { network, chainId, role }),
      loadResumeState(db, { network: this.#shadow, chainId, role }),
    ]);
    await takeReread(db, {
      network,
      chainId,
      shadow: this.#shadow,
      fromHeight: plan.fromHeight,
      isWhole: plan.isWhole,
      nextHeight: next,
      subjects: plan.subjects,
      memory: joinMemories(own.memory, again.memory, plan.subjects),
    });
    await dropReread(db, this.#shadow);
    return true;
  }

  async #note(rows: readonly { readonly subject: string }[], state: RereadState): Promise<void> {
    const { network, chainId } = this.job;
    await noteReread(
      this.store.db,
      { network, chainId },
      rows.map(({ subject }) => subject),
      state,
    );
  }
}

function rowsOf({ subjects }: Plan): { subject: string }[] {
  return subjects.map(({ name }) => ({ subject: name }));
}

interface Memory {
  readonly followers?: Readonly<Record<string, unknown>>;
}

/** What the process remembers after the last block: of the subjects read again what their reading came to. */
function joinMemories(own: unknown, again: unknown, subjects: readonly Subject[]): Memory {
  const [mine, theirs] = [own as Memory | undefined, again as Memory | undefined];
  const core = subjects.some(({ name }) => name === "core") ? theirs : mine;
  const followers = { ...mine?.followers };
  for (const { name } of subjects) {
    const memory = theirs?.followers?.[name];
    if (name !== "core" && memory !== undefined) followers[name] = memory;
  }
  return { ...core, followers };
}

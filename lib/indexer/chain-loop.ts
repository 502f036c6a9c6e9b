import { ChainError } from "@/lib/chain/errors";
import { updateChainState } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { type ChainJob, ChainRun, type LoopEvents, type LoopFigures, type LoopMemo, sleep } from "./chain-run";
import { forgetOpenVerdicts, keepVerdicts, writeEndpoints } from "./node-notes";
import { Reread } from "./reread";

const RETRY_MS = { first: 500, last: 15_000 };

/**
 * Reads one chain from where its cursor stands and goes on for ever, or to `untilTime`. Backfill and following are the
 * same code: only the number of blocks that are there to be read differs. Ends when `signal` aborts.
 */
export async function runChain(
  store: Store,
  job: ChainJob,
  signal: AbortSignal,
  events: LoopEvents = {},
): Promise<LoopFigures> {
  const figures: LoopFigures = { blocks: 0, rows: 0 };
  const memo: LoopMemo = { unkeptSince: undefined };
  let wait = RETRY_MS.first;
  const reread = new Reread(store, job, signal);
  await forgetOpenVerdicts(store, job);
  while (!signal.aborted) {
    try {
      const run = new ChainRun(store, job, signal, events, figures, memo);
      await run.start();
      while (!signal.aborted) {
        const progressed = await run.catchUp();
        wait = RETRY_MS.first;
        const isDone = run.isDone();
        // What an earlier build did not read is read beside the head, and put in place between two blocks.
        if ((isDone || !progressed) && (await reread.advance(run, isDone))) break;
        if (isDone) {
          await keepVerdicts(store, job); // Noted every other second till now.
          await writeEndpoints(store, job);
          return figures;
        }
        if (!progressed) await run.waitForNews();
      }
    } catch (error) {
      if (signal.aborted) break;
      events.onFault?.({ network: job.network, chainId: job.chainId, error });
      if (!isRetryable(error)) throw error;
      await noteFault(store, job, error, events);
      await sleep(wait, signal);
      wait = Math.min(wait * 2, RETRY_MS.last);
    }
  }
  return figures;
}

/** Anything a node did can pass; a fault in our own code or store that repeats must be loud, not a silent loop. */
function isRetryable(error: unknown): boolean {
  return error instanceof ChainError;
}

async function noteFault(store: Store, job: ChainJob, error: unknown, events: LoopEvents): Promise<void> {
  const detail = error instanceof Error ? error.message : String(error);
  const isFalse = error instanceof ChainError && (error.code === "undecodable" || error.code === "nodes-disagree");
  const state = isFalse ? "faulty-answer" : "unreachable";
  events.onState?.({ network: job.network, chainId: job.chainId, state, detail });
  await updateChainState(store.db, { network: job.network, chainId: job.chainId, state, detail });
  await keepVerdicts(store, job);
  await writeEndpoints(store, job);
}

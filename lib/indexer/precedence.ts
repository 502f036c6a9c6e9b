import { performance } from "node:perf_hooks";

/** From this share of its time on, the thread that reads all chains is busy. */
const BUSY_SHARE = 0.9;
/** The thread's share is taken over at least so long: over less, one block decides it. */
const WINDOW_MS = 20;
/** A consumer that gives way looks again after this time. */
const PAUSE_MS = 5;
/** Who took no block for so long waits for its nodes or has stopped: nobody waits for it. */
const STALL_MS = 250;

/** What is asked of the thread that reads the chains. */
export interface ThreadWatch {
  /** Milliseconds on a clock of its own. */
  now(): number;
  /** Share of the time since it was last asked that the thread had work, 0 to 1. */
  busyShare(): number;
}

/** This thread. */
function watchThread(): ThreadWatch {
  let before = performance.eventLoopUtilization();
  return {
    now: () => performance.now(),
    busyShare() {
      const after = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(after, before);
      before = after;
      return utilization;
    },
  };
}

/**
 * Who goes first while a network catches up and the thread that reads its chains is busy: the provider. Its blocks take most work
 * and wait for answers at epochs; read last and alone, the thread would stand idle between those, and pages of the provider, which
 * all others lead to, would be the last to fill.
 *
 * A consumer gives way only while there is something to gain: the thread is busy, the provider takes blocks, and the consumer is
 * ahead of it in time. Otherwise each chain goes at its own pace, so a provider that is down or slow holds nobody up.
 */
export class Precedence {
  #provider: { readonly timeNs: bigint; readonly takenAt: number } | undefined;
  #lookedAt: number;
  #isBusy = false;

  constructor(private readonly thread: ThreadWatch = watchThread()) {
    this.#lookedAt = thread.now();
  }

  /** The provider has taken a block of this time. */
  providerTook(timeNs: bigint): void {
    this.#provider = { timeNs, takenAt: this.thread.now() };
  }

  /** The provider has no more blocks to take for now. */
  providerRests(): void {
    this.#provider = undefined;
  }

  /** Waits, before a consumer takes blocks from `timeNs` on, as long as its provider goes first. */
  async giveWay(timeNs: bigint, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#isProviderFirst(timeNs)) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  #isProviderFirst(timeNs: bigint): boolean {
    const provider = this.#provider;
    if (provider === undefined || provider.timeNs >= timeNs) return false;
    const now = this.thread.now();
    if (now - provider.takenAt > STALL_MS) return false;
    if (now - this.#lookedAt >= WINDOW_MS) {
      this.#isBusy = this.thread.busyShare() >= BUSY_SHARE;
      this.#lookedAt = now;
    }
    return this.#isBusy;
  }
}

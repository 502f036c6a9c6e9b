import "server-only";
import { type BlockNews, CLOSE_TO_HEAD_BLOCKS } from "@/lib/store/block-news";
import type { ServerDeps } from "./deps";
import { readIndex } from "./network-index";
import { readConsumers } from "./read-consumers";
import { readOverview } from "./read-overview";
import { lagOf } from "./read-status";

/** Blocks of a provider and its consumers arrive together; one reading serves them all. */
const SETTLE_MS = 150;

/**
 * Reads the newest state when a block was stored, so that no visitor waits for it. While catching up nothing is read ahead:
 * the next block would be there before anybody looked.
 */
export class KeepWarm {
  readonly #due = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly deps: ServerDeps,
    private readonly onRead: (network: string, height: number) => void = () => undefined,
  ) {}

  onCommitted({ network, isCatchingUp }: BlockNews): void {
    this.deps.cache.index.delete(network);
    if (isCatchingUp || this.#due.has(network)) return;
    const timer = setTimeout(() => {
      this.#due.delete(network);
      this.#read(network).catch((error: unknown) =>
        this.deps.log.warn({ err: error, network }, "could not read ahead"),
      );
    }, SETTLE_MS);
    timer.unref();
    this.#due.set(network, timer);
  }

  stop(): void {
    for (const timer of this.#due.values()) clearTimeout(timer);
  }

  async #read(network: string): Promise<void> {
    const index = await readIndex(this.deps, network);
    if ("state" in index || index.provider?.nextHeight === undefined) return;
    if ((lagOf(index.provider) ?? Number.POSITIVE_INFINITY) > CLOSE_TO_HEAD_BLOCKS) return;
    await readOverview(this.deps, network, {});
    await readConsumers(this.deps, network, {});
    // Not earlier: drawing holds the thread, and a server that is to end while it catches up would end late.
    this.onRead(network, index.provider.nextHeight - 1);
  }
}

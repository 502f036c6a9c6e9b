import "server-only";
import { listSetChanges, type SetChange } from "@/lib/store/read-provider";
import type { ServerDeps } from "./deps";
import type { ProviderSnapshot } from "./provider-snapshot";

/** The newest ones that a page shows. */
const MOST_SIZES = 5_000;

/** Size and power of a consumer's stored set after a block that changed it. */
export type SetSize = SetChange;

/** How one consumer's set grew, as far as anybody asked. What has been counted up is not counted again. */
export class SetHistory {
  #sizes: readonly SetSize[] = [];
  #through = 0;
  #last: Promise<void> = Promise.resolve();

  /** Sizes up to a height, oldest first; `read` tells the changes above a height, up to that one. */
  async upTo(height: number, read: (after: number) => Promise<readonly SetChange[]>): Promise<readonly SetSize[]> {
    const grown = this.#last.then(() => this.#grow(height, read));
    this.#last = grown.catch(() => undefined);
    await grown;
    return this.#sizes.filter((size) => size.height <= height);
  }

  async #grow(height: number, read: (after: number) => Promise<readonly SetChange[]>): Promise<void> {
    if (height <= this.#through) return;
    const changes = await read(this.#through);
    let { validators, power } = this.#sizes.at(-1) ?? { validators: 0, power: 0n };
    const come = changes.map((change): SetSize => {
      validators += change.validators;
      power += change.power;
      return { height: change.height, validators, power };
    });
    this.#sizes = [...this.#sizes, ...come];
    this.#through = height;
  }
}

/** Size of a consumer's stored set at each height at which it changed, up to a snapshot's, oldest first; the newest of many. */
export async function readSetSizes(
  { store: { db }, cache }: ServerDeps,
  { network, chainId, height }: ProviderSnapshot,
  consumerId: string,
): Promise<readonly SetSize[]> {
  const history = await cache.setHistories.get(`${network} ${chainId} ${consumerId}`, async () => new SetHistory());
  const sizes = await history.upTo(height, (after) => listSetChanges(db, { network, height }, consumerId, after));
  return sizes.slice(-MOST_SIZES);
}

import { hash } from "node:crypto";
import type { ConsHex, Ed25519Hex } from "@/lib/ics/ids";
import type { CometValidator, ValidatorUpdate } from "@/lib/ics/types";
import { addressOfKey, validatorSetHash } from "@/lib/ics/valset-hash";
import { RangeBook } from "./range-book";

const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** CometBFT address of an ed25519 key (ics-protocol.md §0.1), hashed by Node. */
export function addressOf(pubKey: Ed25519Hex): ConsHex {
  return addressOfKey(pubKey, sha256);
}

/** The part of a header that says which set signs. Hashes lower-case hex. */
export interface SetHashes {
  readonly height: number;
  readonly validatorsHash: string;
  readonly nextValidatorsHash: string;
}

/** The set of a height, which must have a hash. */
type FetchSet = (height: number, setHash: string) => Promise<readonly CometValidator[]>;

/**
 * Follows the CometBFT set of one chain through the updates of its blocks, and proves each change by the hash in the
 * next header, so that the node is asked for a set only at the start and after a mismatch.
 *
 * Updates returned by block H sign from H + 2 on, and header H + 1 already carries their hash as
 * `next_validators_hash` (§6.6).
 */
export class CometTracker {
  readonly book = new RangeBook<CometValidator>((validator) => validator.address);
  /** Sets that had to be asked for again because the updates did not lead to the hash in the header. */
  relearned = 0;
  #unproven = true;
  #started = false;

  /** Takes over what the store holds: the set that holds after the last indexed block's updates. */
  resume(rows: Iterable<{ fact: CometValidator; from: number }>): void {
    this.book.load(rows);
    this.#started = this.book.values().length > 0;
    this.#unproven = true;
  }

  /** The set after the updates of the last applied block: it signs two blocks later. */
  pending(): CometValidator[] {
    return this.book.values();
  }

  /** Applies one block. Blocks come in order without a gap; after a gap call with `afterGap`. */
  async apply(
    header: SetHashes,
    updates: readonly ValidatorUpdate[],
    fetchSet: FetchSet,
    afterGap = false,
  ): Promise<void> {
    if (!this.#started || afterGap) {
      this.book.replace(await fetchSet(header.height, header.validatorsHash), header.height);
      if (header.nextValidatorsHash !== header.validatorsHash) {
        this.book.replace(await fetchSet(header.height + 1, header.nextValidatorsHash), header.height + 1);
      }
      this.#started = true;
    } else if (this.#unproven && this.#hash() !== header.nextValidatorsHash) {
      this.relearned += 1;
      this.book.replace(await fetchSet(header.height + 1, header.nextValidatorsHash), header.height + 1);
    }
    this.#unproven = false;
    for (const update of updates) {
      const address = addressOf(update.pubKey);
      if (update.power === 0n) this.book.remove(address, header.height + 2);
      else this.book.set({ address, pubKey: update.pubKey, power: update.power }, header.height + 2);
      this.#unproven = true;
    }
  }

  #hash(): string {
    return Buffer.from(validatorSetHash(this.book.values(), sha256)).toString("hex");
  }
}

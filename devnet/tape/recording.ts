import { closeSync } from "node:fs";
import { ReadWindow } from "./read-window";
import { openCached, readAt } from "./recording-cache";
import type { RecordingIndex, Versions } from "./recording-index";
import { parseTimeMs } from "./time-ms";

/** The answer a node gave to one `abci_query`, as recorded. */
export interface RecordedAnswer {
  readonly code?: number;
  readonly codespace?: string;
  readonly log?: string;
  /** base64 */
  readonly value?: string | null;
}

/** A raw store row at some height: `undefined` inside means the key is absent there. */
export type StoredValue = { readonly value: Buffer | undefined };

/** One recorded chain, opened for reading. Offsets are in memory, bytes come from the cache file. */
export class Recording {
  readonly #fd: number;
  readonly #index: RecordingIndex;
  readonly #blocks: ReadWindow;
  readonly #times: Float64Array;
  #heightByHash: Map<string, number> | undefined;
  readonly #sortedKeys = new Map<string, string[]>();

  private constructor(fd: number, index: RecordingIndex) {
    this.#fd = fd;
    this.#index = index;
    this.#blocks = new ReadWindow(fd);
    this.#times = Float64Array.from(index.times, parseTimeMs);
  }

  /** Opens a recording, indexing it first when no cache of it exists. Throws `TapeError` when it is not a recording. */
  static async open(file: string): Promise<Recording> {
    const { fd, index } = await openCached(file);
    return new Recording(fd, index);
  }

  close(): void {
    closeSync(this.#fd);
  }

  get chainId(): string {
    return this.#index.chainId;
  }
  /** The provider is the chain of which `.provider.` queries are recorded (product.md §7). */
  get isProvider(): boolean {
    return this.#index.isProvider;
  }
  get firstHeight(): number {
    return this.#index.firstHeight;
  }
  get lastHeight(): number {
    return this.#index.firstHeight + this.#times.length - 1;
  }

  /** Milliseconds since 1970, with fraction. Throws for a height outside the record. */
  timeMs(height: number): number {
    const time = this.#times[height - this.#index.firstHeight];
    if (time === undefined) throw new Error(`${this.chainId}: height ${height} is not recorded`);
    return time;
  }

  /** The last block with a time at or before `timeMs`; one less than the first height when there is none yet. */
  heightAt(timeMs: number): number {
    return this.#index.firstHeight + countUpTo(this.#times.length, (i) => (this.#times[i] ?? 0) <= timeMs) - 1;
  }

  genesis(): Buffer {
    return readAt(this.#fd, ...this.#index.genesis);
  }

  /** The result of `/block`, the node's own bytes. */
  block(height: number): Buffer {
    const [offset, length] = this.#blockSpan(height);
    return this.#blocks.read(offset, length);
  }

  /** The result of `/block_results`, the node's own bytes. */
  blockResults(height: number): Buffer {
    const [offset, length, resultsLength] = this.#blockSpan(height);
    return this.#blocks.read(offset + length, resultsLength);
  }

  blockHash(height: number): string {
    return this.#index.hashes[height - this.#index.firstHeight] ?? "";
  }

  heightOfHash(hash: string): number | undefined {
    this.#heightByHash ??= new Map(this.#index.hashes.map((value, i) => [value, this.#index.firstHeight + i]));
    return this.#heightByHash.get(hash.toUpperCase());
  }

  /** `/validators` of that height as a JSON array, or `undefined` before the first recorded set. */
  validators(height: number): Buffer | undefined {
    return this.#latest(this.#index.validators, height)?.value;
  }

  /** The recorded `/commit` result of the last height. */
  lastCommit(): { readonly height: number; readonly bytes: Buffer } | undefined {
    const commit = this.#index.lastCommit;
    return commit && { height: commit.height, bytes: readAt(this.#fd, ...commit.span) };
  }

  findTx(hash: string): { readonly height: number; readonly index: number } | undefined {
    const found = this.#index.txs[hash.toUpperCase()];
    return found && { height: found[0], index: found[1] };
  }

  /** The newest answer recorded at or below `height` for exactly this path and data. */
  answer(path: string, dataHex: string, height: number): RecordedAnswer | undefined {
    const found = this.#latest(this.#index.answers[`${path} ${dataHex}`], height);
    return found?.value && (JSON.parse(found.value.toString("utf8")) as RecordedAnswer);
  }

  hasStore(name: string): boolean {
    return Object.hasOwn(this.#index.stores, name);
  }

  /** The first height at which the store exists. */
  storeMountedFrom(name: string): number {
    return this.#index.mountedFrom[name] ?? this.#index.firstHeight;
  }

  /** The row of a key as it was after block `height`. `undefined`: the key was never written, at any height. */
  storeValue(store: string, keyHex: string, height: number): StoredValue | undefined {
    const versions = this.#index.stores[store]?.[keyHex];
    return versions && (this.#latest(versions, height) ?? { value: undefined });
  }

  /** All rows below a prefix as they were after block `height`, keys in byte order. */
  *storeRows(store: string, prefixHex: string, height: number): Generator<{ keyHex: string; value: Buffer }> {
    const rows = this.#index.stores[store] ?? {};
    let keys = this.#sortedKeys.get(store);
    if (!keys) {
      keys = Object.keys(rows).sort();
      this.#sortedKeys.set(store, keys);
    }
    const sorted = keys;
    for (let i = countUpTo(sorted.length, (n) => (sorted[n] ?? "") < prefixHex); i < sorted.length; i++) {
      const keyHex = sorted[i] ?? "";
      if (!keyHex.startsWith(prefixHex)) return;
      const value = this.#latest(rows[keyHex], height)?.value;
      if (value) yield { keyHex, value };
    }
  }

  /** `{"v": base64 or null, "ops": […]}` where a proof of this key was recorded at exactly this height. */
  proof(store: string, keyHex: string, height: number): { v: string | null; ops: unknown[] } | undefined {
    const span = this.#index.proofs[`${store} ${keyHex} ${height}`];
    return span && (JSON.parse(readAt(this.#fd, ...span).toString("utf8")) as { v: string | null; ops: unknown[] });
  }

  /** Heights at which proofs were recorded, lowest first. */
  proofHeights(): number[] {
    const heights = new Set(
      Object.keys(this.#index.proofs).map((name) => Number(name.slice(name.lastIndexOf(" ") + 1))),
    );
    return [...heights].sort((a, b) => a - b);
  }

  #blockSpan(height: number): [offset: number, length: number, resultsLength: number] {
    const at = (height - this.#index.firstHeight) * 3;
    const { blocks } = this.#index;
    const [offset, length, resultsLength] = [blocks[at], blocks[at + 1], blocks[at + 2]];
    if (at < 0 || offset === undefined || length === undefined || resultsLength === undefined) {
      throw new Error(`${this.chainId}: height ${height} is not recorded`);
    }
    return [offset, length, resultsLength];
  }

  #latest(versions: Versions | undefined, height: number): StoredValue | undefined {
    if (!versions) return undefined;
    const count = countUpTo(versions.length / 3, (i) => (versions[i * 3] ?? 0) <= height);
    if (count === 0) return undefined;
    const offset = versions[count * 3 - 2] ?? 0;
    const length = versions[count * 3 - 1] ?? -1;
    return { value: length < 0 ? undefined : readAt(this.#fd, offset, length) };
  }
}

/** How many of the first entries fulfil a condition that holds for a beginning of the list and not after. */
function countUpTo(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { createHash } from "node:crypto";
import { headerHash } from "./header-hash";
import type { BlockJson, BlockResultsJson, NodeView } from "./node-view";

/**
 * What a node is told to do wrong. `true` is "always", a number is "the next so many requests". Without any of these it
 * answers as recorded.
 */
export interface Faults {
  /** Every answer comes this much later. */
  latencyMs?: number;
  /** Share of requests, 0 to 1, whose connection is reset. Which ones is the same in every run. */
  resetRate?: number;
  /** So many next requests are reset. */
  resetNext?: number;
  /** Refused with 429, and `Retry-After` when `retryAfterSeconds` is given. */
  status429?: true | number;
  retryAfterSeconds?: number;
  status502?: true | number;
  /** The connection ends in the middle of the body. */
  cutBodies?: true | number;
  /** Bodies are filled up to this many bytes. */
  oversizedBytes?: number;
  /** The body is not JSON. */
  garbageJson?: true | number;
  /** The answers are JSON of no shape that a node has: the results of calls are not what was asked for. */
  wrongShape?: true | number;
  /** The head stays at this height. */
  stuckAt?: number;
  /** So many blocks behind the others. */
  behindBlocks?: number;
  /** Headers from this height on carry another app hash; `true`: all. */
  wrongAppHash?: true | number;
  /** Blocks from this height on are another fork's: other hashes, other app hash, other parents after the first. */
  forkedHeaderFrom?: number;
  /** With `forkedHeaderFrom`: hashes fit their headers and each other, as in a fork by someone who knows the rules; commits do not. */
  fittingHashes?: boolean;
  /** Blocks and state below this height are gone. */
  prunedBefore?: number;
  prunedStateCode?: 18 | 38;
  /** From this height on the provider's module is gone: no query of it is served, its store stands still (gaia v28). */
  moduleAbsentFrom?: number;
  /** The node says it is of this chain. */
  wrongChainId?: string;
  /** Whoever asks for this row gets another value, with or without the true proof. Hex; `value` `undefined`: absent. */
  forgedRow?: { readonly store: string; readonly key: string; readonly value: string | undefined };
  /** The same row told otherwise, or left out, in lists of rows (`/subspace`); added where there is none. */
  forgedSubspace?: { readonly store: string; readonly key: string; readonly value: string | undefined };
  /**
   * A gRPC query is answered with this value (hex); `undefined`: refused, by `log` or as not found. `data`: for this request (hex) alone;
   * `height`: at this height alone.
   */
  forgedAnswer?: {
    readonly path: string;
    readonly data?: string;
    readonly height?: number;
    readonly log?: string;
    readonly value: string | undefined;
  };
  /** `/validators` says of the first that it has more power, or is another one by the same key. */
  forgedSet?: "power" | "address";
  /** State asked for at a height is told as it was so many blocks before, as by a cache that is not emptied. Proofs are true. */
  staleState?: number;
  /** At this height, and under the true hash, a block without transactions and events. */
  lieAboutBlock?: number;
  /** The results of so many blocks are filled up to so many bytes with events of the application's own. */
  bulkyBlocks?: { readonly from: number; readonly count: number; readonly bytes: number };
}

type Counted = "resetNext" | "status429" | "status502" | "cutBodies" | "garbageJson" | "wrongShape";

/** The faults of one endpoint: which of them strikes the next request, and what its clients see of the chain. */
export class Misbehaviour {
  #faults: Faults = {};
  #dice = 1;
  #forks = new FittingFork();

  set(faults: Faults): void {
    this.#faults = { ...faults };
    this.#dice = 1;
    this.#forks = new FittingFork();
  }

  get faults(): Readonly<Faults> {
    return this.#faults;
  }

  /** Whether a fault strikes this request; counts it off where it is to strike only so often. */
  strikes(fault: Counted): boolean {
    const times = this.#faults[fault];
    if (times === true) return true;
    if (times === undefined || times <= 0) return false;
    this.#faults[fault] = times - 1;
    return true;
  }

  resets(): boolean {
    if (this.strikes("resetNext")) return true;
    const rate = this.#faults.resetRate ?? 0;
    if (rate === 0) return false;
    // A small linear congruential generator: the same requests fail in every run.
    this.#dice = (this.#dice * 48_271) % 2_147_483_647;
    return this.#dice / 2_147_483_647 < rate;
  }

  /** The chain as this endpoint tells it. */
  view(honest: NodeView): NodeView {
    const lies = () => this.#faults;
    return {
      recording: honest.recording,
      get chainId() {
        return lies().wrongChainId ?? honest.chainId;
      },
      get prunedStateCode() {
        return lies().prunedStateCode ?? honest.prunedStateCode;
      },
      get moduleAbsentFrom() {
        return lies().moduleAbsentFrom;
      },
      get forgedRow() {
        return lies().forgedRow;
      },
      get forgedSubspace() {
        return lies().forgedSubspace;
      },
      get forgedAnswer() {
        return lies().forgedAnswer;
      },
      get forgedSet() {
        return lies().forgedSet;
      },
      get staleState() {
        return lies().staleState;
      },
      head: () => {
        const behind = honest.head() - (lies().behindBlocks ?? 0);
        const first = honest.recording.firstHeight;
        return Math.min(honest.head(), Math.max(first, behind), lies().stuckAt ?? Number.POSITIVE_INFINITY);
      },
      earliest: () => Math.max(honest.earliest(), Math.min(lies().prunedBefore ?? 0, Math.max(honest.head(), 1))),
      block: (height) => {
        const { forkedHeaderFrom: fork, fittingHashes } = lies();
        if (fittingHashes && fork !== undefined && height >= fork) return this.#forks.block(honest, fork, height);
        return tellBlock(lies(), height, honest.block(height));
      },
      blockResults: (height) => tellResults(lies(), height, honest.blockResults(height)),
    };
  }
}

function tellBlock(faults: Faults, height: number, bytes: Buffer): Buffer {
  const fork = faults.forkedHeaderFrom ?? Number.POSITIVE_INFINITY;
  const appHashFrom = faults.wrongAppHash === true ? 1 : (faults.wrongAppHash ?? Number.POSITIVE_INFINITY);
  const changed =
    height >= Math.min(fork, appHashFrom) || height === faults.lieAboutBlock || faults.wrongChainId !== undefined;
  if (!changed) return bytes;
  const json = JSON.parse(bytes.toString("utf8")) as BlockJson;
  const { header, data, last_commit: lastCommit } = json.block;
  if (faults.wrongChainId !== undefined) header.chain_id = faults.wrongChainId;
  if (height >= appHashFrom) header.app_hash = otherHash(header.app_hash);
  if (height >= fork) {
    json.block_id.hash = otherHash(json.block_id.hash);
    header.app_hash = otherHash(header.app_hash);
    header.data_hash = otherHash(header.data_hash);
  }
  if (height > fork) {
    header.last_block_id.hash = otherHash(header.last_block_id.hash);
    lastCommit.block_id.hash = otherHash(lastCommit.block_id.hash);
  }
  if (height === faults.lieAboutBlock) data.txs = [];
  return Buffer.from(JSON.stringify(json), "utf8");
}

function tellResults(faults: Faults, height: number, bytes: Buffer): Buffer {
  const { bulkyBlocks: bulk } = faults;
  if (bulk && height >= bulk.from && height < bulk.from + bulk.count) return fillResults(bytes, bulk.bytes);
  if (height !== faults.lieAboutBlock) return bytes;
  const json = JSON.parse(bytes.toString("utf8")) as BlockResultsJson;
  return Buffer.from(JSON.stringify({ ...json, txs_results: [], finalize_block_events: [] }), "utf8");
}

/** Results as large as an application makes them that emits a page of text with every step. What was there stays, at its place. */
function fillResults(bytes: Buffer, size: number): Buffer {
  const json = JSON.parse(bytes.toString("utf8")) as BlockResultsJson;
  const value = "all work and no play makes a large block ".repeat(25);
  const filler = { type: "app_log", attributes: [{ key: "text", value, index: true }] };
  const each = JSON.stringify(filler).length + 1;
  const count = Math.max(0, Math.ceil((size - bytes.length) / each));
  const events = [...(json.finalize_block_events ?? []), ...Array.from({ length: count }, () => filler)];
  return Buffer.from(JSON.stringify({ ...json, finalize_block_events: events }), "utf8");
}

/** Another hash of the same form, the same for the same input, so that forked blocks still point at each other. */
function otherHash(hash: string): string {
  return createHash("sha256").update(`not ${hash}`).digest("hex").toUpperCase();
}

/** A fork whose blocks hash to what they are called and name each other as parents. What it cannot have is signatures. */
class FittingFork {
  readonly #hashes = new Map<number, string>();
  readonly #blocks = new Map<number, Buffer>();

  block(honest: NodeView, from: number, height: number): Buffer {
    const held = this.#blocks.get(height);
    if (held) return held;
    // From the fork on, one after the other: each names the one before.
    for (let at = from; at <= height; at += 1) {
      if (this.#hashes.has(at)) continue;
      const json = JSON.parse(honest.block(at).toString("utf8")) as BlockJson;
      const { header, last_commit: lastCommit } = json.block;
      header.app_hash = otherHash(header.app_hash);
      const parent = this.#hashes.get(at - 1);
      if (parent !== undefined) {
        header.last_block_id.hash = parent;
        lastCommit.block_id.hash = parent;
      }
      json.block_id.hash = headerHash(header);
      this.#hashes.set(at, json.block_id.hash);
      this.#blocks.set(at, Buffer.from(JSON.stringify(json), "utf8"));
    }
    return this.#blocks.get(height) as Buffer;
  }
}

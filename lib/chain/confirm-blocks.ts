import type { Endpoint } from "./endpoint-health";
import { ChainError } from "./errors";
import type { RpcCall } from "./json-rpc";
import { findSignedHash } from "./signed-hash";
import type { DecodedBlock } from "./types";

/** How long a block without any event is doubted while no second node answers. Then the one that answers is believed. */
const DOUBT_MS = 5 * 60_000;

export interface ConfirmDeps {
  /** Nodes that may be asked: of this chain, not shown to be false. */
  readonly usable: () => readonly Endpoint[];
  readonly ask: (endpoint: Endpoint, calls: readonly RpcCall[], signal?: AbortSignal) => Promise<unknown[]>;
  readonly now: () => number;
}

/**
 * Of several nodes one may be on a fork, or leave out what happened in a block. A second node tells before the blocks are used:
 * of each request's blocks, which name each other, the last one's hash is held against another node; a block without events
 * is held against another node's. Where two say different things, the signatures decide. One call a request, and none where a
 * chain has one node. Throws `ChainError` (worth asking another node) when the blocks are not to be used.
 */
export class BlockConfirmer {
  #hasSeenEvents = false;
  readonly #doubtedSince = new Map<number, number>();

  constructor(private readonly deps: ConfirmDeps) {}

  async confirm(blocks: readonly DecodedBlock[], from: Endpoint, signal?: AbortSignal): Promise<void> {
    for (const [i, block] of blocks.entries()) {
      const parent = blocks[i - 1];
      if (parent && block.parentHash !== undefined && block.parentHash !== parent.hash) {
        throw doubt(`${from.rpc.url}: block ${block.height} does not follow the block before it`, from);
      }
    }
    if (blocks.some((block) => !block.isEventless)) this.#hasSeenEvents = true;
    for (const block of blocks) if (block.isEventless) await this.#confirmEventless(block, from, signal);
    const top = blocks.at(-1);
    if (top) await this.#confirmHash(top, from, signal);
  }

  /** An application that has a mint or fees says so in every block. Its silence is more likely the node's. */
  async #confirmEventless(block: DecodedBlock, from: Endpoint, signal?: AbortSignal): Promise<void> {
    if (!this.#hasSeenEvents) return;
    const call = { method: "block_results", params: { height: String(block.height) } };
    const others = this.#others(from);
    for (const other of others) {
      const answer = await this.#try(other, [call], signal);
      if (!answer) continue;
      // Marked as whole (`json-rpc.ts`): the other node says so too. Else events were there, and none of them is indexed.
      const { isWhole } = answer[0] as { isWhole?: unknown };
      this.#doubtedSince.delete(block.height);
      if (isWhole === true) return;
      throw doubt(`${from.rpc.url}: leaves out what happened in block ${block.height}`, from);
    }
    if (this.deps.usable().length <= 1) return;
    const since = this.#doubtedSince.get(block.height) ?? this.deps.now();
    this.#doubtedSince.set(block.height, since);
    if (this.#doubtedSince.size > 1_000) this.#doubtedSince.clear();
    if (this.deps.now() - since > DOUBT_MS) return;
    throw doubt(
      `${from.rpc.url}: block ${block.height} has no events, and no other node tells whether that is so`,
      from,
    );
  }

  async #confirmHash(top: DecodedBlock, from: Endpoint, signal?: AbortSignal): Promise<void> {
    if (this.deps.usable().length <= 1) return;
    const { height, hash } = top;
    const params = { minHeight: String(height), maxHeight: String(height) };
    for (const other of this.#others(from)) {
      const answer = await this.#try(other, [{ method: "blockchain", params }], signal);
      const said = hashIn(answer?.[0]);
      if (said === undefined) continue;
      if (said === hash) return;
      await this.#decide(top, from, other, signal);
      return;
    }
    // Nobody else answers: the node that does must show signatures, if it has any to show.
    const signed = await this.#signed(from, top, signal);
    if (signed !== undefined && signed.hash !== hash) {
      from.isForked = true;
      throw doubt(`${from.rpc.url}: block ${height} is not signed by its validators`, from);
    }
  }

  /** Two nodes have different blocks at one height. */
  async #decide(top: DecodedBlock, from: Endpoint, other: Endpoint, signal?: AbortSignal): Promise<void> {
    const [mine, theirs] = await Promise.all([this.#signed(from, top, signal), this.#signed(other, top, signal)]);
    const isMineSigned = mine?.hash === top.hash;
    const isTheirsSigned = theirs?.hash !== undefined;
    if (isMineSigned && theirs !== undefined && !isTheirsSigned) {
      other.isForked = true;
      other.note(doubt(`${other.rpc.url}: block ${top.height} is another one, which nobody signed`, other));
      return;
    }
    if (!isMineSigned && mine !== undefined && isTheirsSigned) from.isForked = true;
    const message = `${from.rpc.url} and ${other.rpc.url} have different blocks at height ${top.height}`;
    throw doubt(from.isForked ? `${message}, and the one of ${from.rpc.url} is not signed` : message, from);
  }

  /** Whether a node that was found on a fork shows a signed block again. */
  async isBack(endpoint: Endpoint, chainId: string, height: number, signal?: AbortSignal): Promise<boolean> {
    const ask = (calls: readonly RpcCall[]) => this.deps.ask(endpoint, calls, signal);
    return (await findSignedHash(ask, chainId, height).catch(() => undefined)) !== undefined;
  }

  /** `undefined`: it did not answer; `hash` `undefined`: it has no signatures that hold. */
  async #signed(
    endpoint: Endpoint,
    { chainId, height }: DecodedBlock,
    signal?: AbortSignal,
  ): Promise<{ hash: string | undefined } | undefined> {
    try {
      return { hash: await findSignedHash((calls) => this.deps.ask(endpoint, calls, signal), chainId, height) };
    } catch (error) {
      if (error instanceof ChainError && error.code === "aborted") throw error;
      return undefined;
    }
  }

  #others(from: Endpoint): Endpoint[] {
    return this.deps.usable().filter((endpoint) => endpoint !== from && !endpoint.isResting);
  }

  async #try(endpoint: Endpoint, calls: readonly RpcCall[], signal?: AbortSignal): Promise<unknown[] | undefined> {
    try {
      return await this.deps.ask(endpoint, calls, signal);
    } catch (error) {
      if (error instanceof ChainError && error.code === "aborted") throw error;
      return undefined;
    }
  }
}

function doubt(message: string, { rpc }: Endpoint): ChainError {
  return new ChainError("undecodable", message, { retryable: true, endpoint: rpc.url });
}

/** Of a `/blockchain` answer for one height. */
function hashIn(answer: unknown): string | undefined {
  const hash = (answer as { block_metas?: { block_id?: { hash?: unknown } }[] } | undefined)?.block_metas?.[0]?.block_id
    ?.hash;
  return typeof hash === "string" ? hash.toLowerCase() : undefined;
}

import type { ProofNode } from "@/lib/chain/proof-node";
import { type EvidenceBlock, parseEvidenceBlock } from "@/lib/light/evidence";
import { headerHash } from "@/lib/light/header-hash";
import type { LightCrypto } from "@/lib/light/light-crypto";
import { invalid, LightError } from "@/lib/light/light-error";
import { type FullLightBlock, skipTo } from "@/lib/light/skipping";
import { hashOfSet, isEqual } from "@/lib/light/verify-commit";
import { type TrustedState, verifyLightBlock } from "@/lib/light/verify-header";
import { bytesToHex } from "@/lib/shared/bytes";
import type { VerifiedBlock } from "@/lib/store/verification-rows";

const MAX_DRIFT_NS = 1_000_000_000n;

/** Where verified headers are kept. */
export interface HeaderStore {
  /** The verified header closest to a height from below. */
  findAtMost(height: number): Promise<VerifiedBlock | undefined>;
  save(block: VerifiedBlock): Promise<void>;
}

export interface LightClientOptions {
  readonly chainId: string;
  readonly store: HeaderStore;
  readonly crypto: LightCrypto;
  readonly trustingPeriodNs: bigint;
}

type Fetch = Pick<ProofNode, "fetchSignedHeader" | "fetchValidators">;

/**
 * Walks the headers of one chain from what is trusted. The clock is the chain's own: a header counts as fresh while the next
 * one verified lies within the trusting period after it, so that a chain that has ended, or a recording, is verified as it was
 * at its time. What an operator trusts today is the root, which he names (README, "Clock").
 */
export class LightClient {
  constructor(private readonly options: LightClientOptions) {}

  /**
   * The header of a height as trusted from now on: nothing of it was verified but that it hangs together and has the hash that
   * is trusted, where one is. `before` runs when that is known and before the header is kept.
   */
  async begin(
    node: Fetch,
    height: number,
    hash: string | undefined,
    signal: AbortSignal | undefined,
    before: (block: VerifiedBlock) => Promise<void>,
  ): Promise<VerifiedBlock> {
    const { chainId, crypto, store } = this.options;
    const [block, json] = await this.#fetch(node, height, signal);
    verifyLightBlock(block, chainId, crypto);
    const found = this.#verified(block, json);
    if (hash !== undefined && found.hash !== hash) {
      throw invalid(`block ${height} has the hash ${found.hash}, not ${hash}, which is trusted`);
    }
    await before(found);
    await store.save(found);
    return found;
  }

  /** The verified header of a height; fetches and verifies what is needed on the way. Throws `LightError`, `ChainError`. */
  async walkTo(node: Fetch, height: number, signal?: AbortSignal): Promise<VerifiedBlock> {
    const { store } = this.options;
    const known = await store.findAtMost(height);
    if (known === undefined) throw new LightError("expired", `block ${height} is before the root of trust`);
    if (known.height === height) return known;
    const fetched = new Map<number, [FullLightBlock, EvidenceBlock]>();
    const fetch = async (at: number) => {
      const found = fetched.get(at) ?? (await this.#fetch(node, at, signal));
      fetched.set(at, found);
      return found;
    };
    const waiting = [height];
    let from = known;
    while (true) {
      const target = waiting.at(-1);
      if (target === undefined) return from;
      const [block] = await fetch(target);
      const middle = Math.floor((from.height + target) / 2);
      // Farther apart than the trusting period: a header in between is verified first.
      if (block.header.timeNs >= from.timeNs + this.options.trustingPeriodNs && middle > from.height) {
        waiting.push(middle);
        continue;
      }
      from = await this.#skip(from, target, fetch);
      waiting.pop();
    }
  }

  async #skip(
    from: VerifiedBlock,
    target: number,
    fetch: (height: number) => Promise<[FullLightBlock, EvidenceBlock]>,
  ): Promise<VerifiedBlock> {
    const { crypto, trustingPeriodNs, store } = this.options;
    const { header, nextValidators } = parseEvidenceBlock(from.block as EvidenceBlock);
    const trusted: TrustedState = { header, nextValidators };
    const [last] = await fetch(target);
    const options = { trustingPeriodNs, nowNs: last.header.timeNs, maxClockDriftNs: MAX_DRIFT_NS };
    const steps = skipTo(trusted, BigInt(target), options, crypto);
    let step = steps.next();
    while (!step.done) step = steps.next((await fetch(Number(step.value)))[0]);
    let reached = from;
    for (const state of step.value) {
      const [block, json] = await fetch(Number(state.header.height));
      reached = this.#verified(block, json);
      await store.save(reached);
    }
    return reached;
  }

  async #fetch(node: Fetch, height: number, signal?: AbortSignal): Promise<[FullLightBlock, EvidenceBlock]> {
    const [signed, validators, next] = await Promise.all([
      node.fetchSignedHeader(height, signal),
      node.fetchValidators(height, signal),
      node.fetchValidators(height + 1, signal),
    ]);
    const json = { signed_header: signed, validators: bare(validators), next_validators: bare(next) };
    const block = parseEvidenceBlock(json);
    // What is kept is trusted later as a whole, the next set too.
    if (!isEqual(hashOfSet(block.nextValidators, this.options.crypto), block.header.nextValidatorsHash)) {
      throw invalid(`the set after block ${height} is not the one its header names`);
    }
    return [block, json];
  }

  #verified(block: FullLightBlock, json: EvidenceBlock): VerifiedBlock {
    const { header } = block;
    return {
      height: Number(header.height),
      timeNs: header.timeNs,
      hash: bytesToHex(headerHash(header, this.options.crypto)),
      appHash: bytesToHex(header.appHash),
      block: json,
    };
  }
}

/** Priorities change with every block and are covered by no hash: what is kept and handed on is what is verified. */
function bare(validators: readonly unknown[]): unknown[] {
  return validators.map((entry) => {
    const { address, pub_key, voting_power } = (entry ?? {}) as Record<string, unknown>;
    return { address, pub_key, voting_power };
  });
}

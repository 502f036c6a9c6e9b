import { setTimeout as sleep } from "node:timers/promises";
import { openProofNode, type ProofNode } from "@/lib/chain/proof-node";
import type { NetworkConfig } from "@/lib/config/networks";
import { DEFAULT_VERIFY, type TrustConfig, type VerifyConfig } from "@/lib/config/trust";
import type { LightCrypto } from "@/lib/light/light-crypto";
import { LightError } from "@/lib/light/light-error";
import { type ChainRow, listChains } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { findTrustingPeriod, findTrustRoot, listCheck, listCheckedHeights } from "@/lib/store/read-verification";
import { endRecheck, findRecheck } from "@/lib/store/recheck-rows";
import { saveTrustRoot, saveVerifications, type VerificationResult } from "@/lib/store/verification-rows";
import { createBudget } from "./budget";
import { type CheckedChain, isNodeFault, lightClientOf } from "./chain-checker";
import { checkChainAt } from "./check-chain";
import { nextHeight } from "./next-height";

export interface VerifierDeps {
  readonly store: Store;
  readonly networks: readonly NetworkConfig[];
  readonly crypto: LightCrypto;
  readonly events?: {
    readonly onChecked?: (event: {
      network: string;
      chainId: string;
      height: number;
      results: readonly VerificationResult[];
    }) => void;
    readonly onFault?: (event: { network: string; chainId: string; error: unknown }) => void;
  };
}

const POLL_MS = 2_000;
/** Between two checks that readers ask for. */
const RECHECK_PAUSE_MS = 1_000;
const NO_CHAINS: ReadonlyMap<string, CheckedChain> = new Map();

/** Verifies all networks, one check after another, until `signal` aborts. */
export async function runVerifier(deps: VerifierDeps, signal: AbortSignal): Promise<void> {
  const verifier = new Verifier(deps, signal);
  try {
    while (!signal.aborted) {
      const hasWork = await verifier.pass();
      if (!hasWork) await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await verifier.close();
  }
}

/** Does every check that is due now, and ends. */
export async function verifyDue(deps: VerifierDeps, signal = new AbortController().signal): Promise<void> {
  const verifier = new Verifier(deps, signal);
  try {
    while (!signal.aborted && (await verifier.pass()));
  } finally {
    await verifier.close();
  }
}

class Verifier {
  readonly #nodes = new Map<string, ProofNode>();
  readonly #budgets = new Map<string, (calls: number) => Promise<void>>();
  /** Heights that failed in this run: asked again after a restart, not in a loop. */
  readonly #failed = new Set<string>();
  #recheckedMs = 0;

  constructor(
    private readonly deps: VerifierDeps,
    private readonly signal: AbortSignal,
  ) {}

  /** One check of each chain that has one due. Returns whether there was any. */
  async pass(): Promise<boolean> {
    let hasWork = false;
    for (const network of this.deps.networks) {
      const chains = await listChains(this.deps.store.db, network.name);
      hasWork = (await this.#recheckOne(network, chains)) || hasWork;
      for (const chain of chains) {
        if (this.signal.aborted) return false;
        try {
          hasWork = (await this.#checkOne(network, chain, chains)) || hasWork;
        } catch (error) {
          if (this.signal.aborted) return false;
          this.deps.events?.onFault?.({ network: network.name, chainId: chain.chainId, error });
          if (!(error instanceof LightError || isNodeFault(error))) throw error;
        }
      }
    }
    return hasWork;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.close()));
  }

  async #checkOne(network: NetworkConfig, chain: ChainRow, chains: readonly ChainRow[]): Promise<boolean> {
    const { db } = this.deps.store;
    const config = configOf(network, chain);
    const checked = await this.#chainOf(network, chain);
    if (!config || !checked) return false;
    const done = new Set(await listCheckedHeights(db, checked));
    const verify: VerifyConfig = network.verify ?? DEFAULT_VERIFY;
    const skip = (height: number) => done.has(height) || this.#failed.has(`${network.name} ${chain.chainId} ${height}`);
    const height = nextHeight(
      chain,
      { ...verify, heights: config.verifyHeights ?? [], lastChecked: Math.max(0, ...done) },
      skip,
    );
    if (height === undefined) return false;
    await this.#beginTrust(checked, chain, config);
    const results = await this.#resultsOf(network, chain, chains, checked, height);
    if (results === undefined) {
      this.#failed.add(`${network.name} ${chain.chainId} ${height}`);
      return true;
    }
    await saveVerifications(db, checked, results);
    this.deps.events?.onChecked?.({ network: network.name, chainId: chain.chainId, height, results });
    return true;
  }

  /**
   * One check that a reader has asked for. What was proven and cannot be looked at any more, since the node keeps that state no
   * longer, stays as it is: its proof is kept.
   */
  async #recheckOne(network: NetworkConfig, chains: readonly ChainRow[]): Promise<boolean> {
    const { db } = this.deps.store;
    if (Date.now() - this.#recheckedMs < RECHECK_PAUSE_MS) return false;
    const asked = await findRecheck(db, network.name);
    if (!asked) return false;
    this.#recheckedMs = Date.now();
    const chain = chains.find(({ chainId }) => chainId === asked.chainId);
    const config = chain && configOf(network, chain);
    const checked = chain && (await this.#chainOf(network, chain));
    try {
      if (!chain || !config || !checked) return true;
      await this.#beginTrust(checked, chain, config);
      const results = (await this.#resultsOf(network, chain, chains, checked, asked.height)) ?? [];
      const before = await listCheck(db, checked, asked.height);
      const wasProven = (result: VerificationResult) =>
        before.some(
          ({ subject, consumerId, outcome }) =>
            subject === result.subject && consumerId === result.consumerId && outcome === "proven",
        );
      const kept = results.filter((result) => result.outcome !== "unproven" || !wasProven(result));
      await saveVerifications(db, checked, kept);
      this.deps.events?.onChecked?.({ network: network.name, ...asked, results });
    } catch (error) {
      if (this.signal.aborted) throw error;
      this.deps.events?.onFault?.({ network: network.name, chainId: asked.chainId, error });
      if (!(error instanceof LightError || isNodeFault(error))) throw error;
    } finally {
      if (!this.signal.aborted) await endRecheck(db, { network: network.name, chainId: asked.chainId }, asked.height);
    }
    return true;
  }

  /** `undefined` when no node answered, so that nothing can be said. */
  async #resultsOf(
    network: NetworkConfig,
    chain: ChainRow,
    chains: readonly ChainRow[],
    checked: CheckedChain,
    height: number,
  ): Promise<VerificationResult[] | undefined> {
    try {
      const others = chain.role === "provider" ? await this.#consumerChains(network, chains) : NO_CHAINS;
      return await checkChainAt(checked, chain, chains, others, height);
    } catch (error) {
      if (this.signal.aborted) throw error;
      this.deps.events?.onFault?.({ network: network.name, chainId: chain.chainId, error });
      if (error instanceof LightError) {
        const isFalse = error.code === "invalid" || error.code === "malformed";
        return [nothingOf(height, error.message, isFalse ? "contradicted" : "unproven")];
      }
      if (isNodeFault(error)) return undefined;
      throw error;
    }
  }

  /** By chain id, those whose headers can be verified. */
  async #consumerChains(network: NetworkConfig, chains: readonly ChainRow[]): Promise<Map<string, CheckedChain>> {
    const found = new Map<string, CheckedChain>();
    for (const chain of chains) {
      if (chain.role !== "consumer") continue;
      const checked = await this.#chainOf(network, chain);
      const config = configOf(network, chain);
      if (!checked || !config) continue;
      try {
        await this.#beginTrust(checked, chain, config);
        found.set(chain.chainId, checked);
      } catch (error) {
        if (!(error instanceof LightError || isNodeFault(error))) throw error;
      }
    }
    return found;
  }

  /** The root the operator names, else the first header that is on record. */
  async #beginTrust(checked: CheckedChain, chain: ChainRow, config: TrustConfig): Promise<void> {
    const known = await findTrustRoot(checked.db, checked);
    const wanted = config.trust;
    if (known && (wanted === undefined || (known.height === wanted.height && known.hash === wanted.hash))) return;
    const height = wanted?.height ?? Math.max(chain.firstHeight ?? 1, chain.earliestHeight ?? 1);
    let last: unknown;
    for (const node of checked.nodes) {
      try {
        await checked.spend(3);
        const method = wanted ? "configured" : "first-use";
        await lightClientOf(checked).begin(node, height, wanted?.hash, this.signal, ({ hash }) =>
          saveTrustRoot(checked.db, checked, { height, hash, method }),
        );
        return;
      } catch (error) {
        if (!(error instanceof LightError || isNodeFault(error))) throw error;
        last = error;
      }
    }
    throw last;
  }

  async #chainOf(network: NetworkConfig, chain: ChainRow): Promise<CheckedChain | undefined> {
    const { store, crypto } = this.deps;
    const rpc = configOf(network, chain)?.rpc ?? [];
    if (rpc.length === 0) return undefined;
    const key = `${network.name} ${chain.chainId}`;
    const budget = this.#budgets.get(key) ?? createBudget((network.verify ?? DEFAULT_VERIFY).callsPerSecond);
    this.#budgets.set(key, budget);
    const nodes = rpc.map((url) => {
      const node = this.#nodes.get(url) ?? openProofNode(url);
      this.#nodes.set(url, node);
      return node;
    });
    return {
      network: network.name,
      chainId: chain.chainId,
      db: store.db,
      crypto,
      nodes,
      trustingPeriodNs: await findTrustingPeriod(store.db, network.name),
      spend: budget,
      signal: this.signal,
    };
  }
}

function configOf(
  network: NetworkConfig,
  chain: ChainRow,
): ({ readonly rpc: readonly string[] } & TrustConfig) | undefined {
  if (chain.role === "provider") return network.provider;
  return network.consumers.find(
    ({ chainId, consumerId }) =>
      chainId === chain.chainId || (chainId === undefined && consumerId === chain.consumerId),
  );
}

function nothingOf(
  height: number,
  because: string,
  outcome: "unproven" | "contradicted" = "unproven",
): VerificationResult {
  return { subject: "header", height, outcome, because, says: `block ${height + 1}`, rowCount: 0 };
}

import "server-only";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { ServerDeps } from "./deps";
import { readIndex } from "./network-index";
import { lagOf } from "./read-status";
import { countStreamClients } from "./stream/hubs";

interface Held {
  explorerMetrics?: Metrics;
}

interface Metrics {
  readonly registry: Registry;
  readonly indexed: Gauge;
  readonly head: Gauge;
  readonly lag: Gauge;
  readonly gaps: Gauge;
  readonly reachable: Gauge;
  readonly snapshots: Gauge;
  readonly streams: Gauge;
}

/** One registry per process: route bundles do not share module scope. */
function metrics(): Metrics {
  const global = globalThis as Held;
  if (!global.explorerMetrics) {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const gauge = (name: string, help: string, labelNames: string[]) =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    const chain = ["network", "chain_id"];
    global.explorerMetrics = {
      registry,
      indexed: gauge("explorer_indexed_height", "Last block of the chain that is stored", chain),
      head: gauge("explorer_head_height", "Last block the chain's nodes have", chain),
      lag: gauge("explorer_lag_blocks", "Blocks between the two", chain),
      gaps: gauge("explorer_missing_blocks", "Blocks no node keeps any more", chain),
      reachable: gauge("explorer_chain_reachable", "Whether the chain's nodes answer", chain),
      snapshots: gauge("explorer_cached_snapshots", "Provider blocks whose state is kept in memory", []),
      streams: gauge("explorer_stream_clients", "Clients that are told of what happens as it happens", []),
    };
  }
  return global.explorerMetrics;
}

/** All figures in Prometheus' text form. */
export async function renderMetrics(deps: ServerDeps): Promise<{ text: string; contentType: string }> {
  const { registry, indexed, head, lag, gaps, reachable, snapshots, streams } = metrics();
  for (const gauge of [indexed, head, lag, gaps, reachable]) gauge.reset();
  snapshots.set(deps.cache.snapshots.size);
  streams.set(countStreamClients());
  for (const { name: network } of deps.networks) {
    const index = await readIndex(deps, network);
    if ("state" in index) continue;
    for (const chain of index.chains) {
      const labels = { network, chain_id: chain.chainId };
      const behind = lagOf(chain);
      if (chain.nextHeight !== undefined) indexed.set(labels, chain.nextHeight - 1);
      if (chain.headHeight !== undefined) head.set(labels, chain.headHeight);
      if (behind !== undefined) lag.set(labels, behind);
      reachable.set(labels, chain.state === "unreachable" ? 0 : 1);
      const missing = index.gaps.filter((gap) => gap.chainId === chain.chainId);
      gaps.set(
        labels,
        missing.reduce((sum, gap) => sum + gap.toHeight - gap.fromHeight + 1, 0),
      );
    }
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}

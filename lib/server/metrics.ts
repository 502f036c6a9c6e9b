import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { listEndpoints } from "@/lib/store/read-chain";
import { listTableSizes } from "@/lib/store/read-table-sizes";
import type { ServerDeps } from "./deps";
import { doorFigures, type RequestKind } from "./front/door-figures";
import { Lru } from "./lru";
import { readIndex } from "./network-index";
import { lagOf } from "./read-status";
import { countStreamClients } from "./stream/hubs";

interface Held {
  explorerMetrics?: ReturnType<typeof createMetrics>;
}

/** One registry per process: route bundles do not share module scope. */
function metrics(): ReturnType<typeof createMetrics> {
  const global = globalThis as Held;
  global.explorerMetrics ??= createMetrics();
  return global.explorerMetrics;
}

/**
 * Names and units as Prometheus wants them. Every value of a label comes from the configuration, from a chain that is configured,
 * or from a list in our code: none from a request.
 */
function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry }); // Among them nodejs_eventloop_lag_*, of the thread that answers.
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers });
  const chain = ["network", "chain_id"];
  return {
    registry,
    indexed: gauge("explorer_indexed_height", "Last block of the chain that is stored", chain),
    head: gauge("explorer_head_height", "Last block the chain's nodes have", chain),
    lag: gauge("explorer_lag_blocks", "Blocks between the two", chain),
    gaps: gauge("explorer_gaps", "Stretches of blocks no node keeps any more", chain),
    missing: gauge("explorer_missing_blocks", "Blocks no node keeps any more", chain),
    reachable: gauge("explorer_chain_reachable", "Whether the chain's nodes answer", chain),
    nodeRequests: counter("explorer_node_requests_total", "Requests to nodes, by how they ended", [
      ...chain,
      "endpoint",
      "outcome",
    ]),
    blocks: counter("explorer_blocks_written_total", "Blocks stored by this process", chain),
    rows: counter("explorer_rows_written_total", "Rows stored by this process", chain),
    faults: counter("explorer_indexer_faults_total", "Faults the indexer met and went on after", chain),
    tableRows: gauge("explorer_table_rows", "Rows of a table, as the database estimates them", ["table"]),
    cached: gauge("explorer_cache_entries", "What is kept in memory", ["cache"]),
    cacheBytes: gauge("explorer_cache_bytes", "What the finished answers take", ["cache"]),
    cacheRequests: counter("explorer_cache_requests_total", "Whether what was asked of a cache was there", [
      "cache",
      "result",
    ]),
    streams: gauge("explorer_stream_clients", "Clients that are told of what happens as it happens"),
    requests: counter("explorer_http_requests_total", "Requests answered", ["kind", "status"]),
    duration: new Histogram({
      name: "explorer_http_request_duration_seconds",
      help: "How long those took that were not answered from memory; streams left out",
      labelNames: ["kind"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
  };
}

/** Notes how long a request took. */
export function observeRequest(kind: RequestKind, seconds: number): void {
  metrics().duration.observe({ kind }, seconds);
}

/** Notes what the indexer of this process stored. */
export function countWritten(written: { network: string; chainId: string; blocks: number; rows: number }): void {
  const labels = { network: written.network, chain_id: written.chainId };
  metrics().blocks.inc(labels, written.blocks);
  metrics().rows.inc(labels, written.rows);
}

export function countFault({ network, chainId }: { readonly network: string; readonly chainId: string }): void {
  metrics().faults.inc({ network, chain_id: chainId });
}

/** All figures in Prometheus' text form. */
export async function renderMetrics(deps: ServerDeps): Promise<{ text: string; contentType: string }> {
  const made = metrics();
  for (const each of [made.indexed, made.head, made.lag, made.gaps, made.missing, made.reachable, made.tableRows]) {
    each.reset();
  }
  made.nodeRequests.reset();
  for (const { name, record } of deps.networks) if (!record) await noteChains(deps, name);
  for (const { table, rows } of await listTableSizes(deps.store.db)) made.tableRows.set({ table }, rows);
  noteCaches(deps);
  noteRequests();
  made.streams.set(countStreamClients());
  return { text: await made.registry.metrics(), contentType: made.registry.contentType };
}

async function noteChains(deps: ServerDeps, network: string): Promise<void> {
  const { indexed, head, lag, gaps, missing, reachable, nodeRequests } = metrics();
  const index = await readIndex(deps, network);
  if ("state" in index) return;
  for (const chain of index.chains) {
    const labels = { network, chain_id: chain.chainId };
    const behind = lagOf(chain);
    if (chain.nextHeight !== undefined) indexed.set(labels, chain.nextHeight - 1);
    if (chain.headHeight !== undefined) head.set(labels, chain.headHeight);
    if (behind !== undefined) lag.set(labels, behind);
    reachable.set(labels, chain.state === "unreachable" ? 0 : 1);
    const own = index.gaps.filter((gap) => gap.chainId === chain.chainId);
    gaps.set(labels, own.length);
    missing.set(
      labels,
      own.reduce((sum, gap) => sum + gap.toHeight - gap.fromHeight + 1, 0),
    );
  }
  // As the process that writes notes them: a replica tells of its writer's requests.
  for (const { chainId, url, info } of await listEndpoints(deps.store.db, network)) {
    for (const [outcome, count] of Object.entries((info.outcomes ?? {}) as Record<string, number>)) {
      nodeRequests.inc({ network, chain_id: chainId, endpoint: hostOf(url), outcome }, count);
    }
  }
}

/** Without a path and whom to log in as: both may be secrets. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "unknown";
}

function noteCaches({ cache }: ServerDeps): void {
  const { cached, cacheBytes, cacheRequests } = metrics();
  cacheRequests.reset();
  for (const [name, each] of Object.entries(cache)) {
    if (!(each instanceof Lru)) continue;
    cached.set({ cache: name }, each.size);
    cacheRequests.inc({ cache: name, result: "hit" }, each.hits);
    cacheRequests.inc({ cache: name, result: "miss" }, each.misses);
  }
  const { hot, memories } = doorFigures();
  cached.set(
    { cache: "hot" },
    memories.reduce((sum, { size }) => sum + size, 0),
  );
  cacheBytes.set(
    { cache: "hot" },
    memories.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  for (const [result, count] of Object.entries(hot)) cacheRequests.inc({ cache: "hot", result }, count);
}

function noteRequests(): void {
  const { requests } = metrics();
  requests.reset();
  for (const [key, count] of doorFigures().requests) {
    const [kind = "", status = ""] = key.split(" ");
    requests.inc({ kind, status }, count);
  }
}

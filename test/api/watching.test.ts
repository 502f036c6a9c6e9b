import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as readyGet } from "@/app/api/ready/route";
import { GET as metricsGet } from "@/app/metrics/route";
import type { Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { countRequest, doorFigures, kindOf } from "@/lib/server/front/door-figures";
import { countFault, countWritten, observeRequest } from "@/lib/server/metrics";
import type { Store } from "@/lib/store/open-store";
import { callRoute } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

let tape: Tape;
let store: Store;
let network = "";
const clock = { ms: Date.now() };

beforeAll(async () => {
  tape = await serveRecording("devnet");
  tape.setHead(300);
  ({ store } = await indexTape(tape, 300));
  const networks = tape.networks as readonly NetworkConfig[];
  network = networks[0]?.name ?? "";
  clock.ms = Date.now();
  serveStore(store, networks, { now: () => clock.ms });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{([^}]*)\})? (\S+)$/;

async function scrape() {
  const text = await (await metricsGet(new Request("http://explorer.test/metrics"))).text();
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const samples = lines.map((line) => {
    const [, name = "", labels = "", value = ""] = SAMPLE.exec(line) ?? [];
    return { name, labels, value: Number(value) };
  });
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => [name, type]));
  const sampleOf = (name: string, labels = "") =>
    samples.find((sample) => sample.name === name && sample.labels === labels)?.value;
  return { samples, types, sampleOf, text };
}

test("every figure is named as Prometheus wants it, and is told once", async () => {
  const { samples, types, text } = await scrape();
  for (const [name, type] of types) {
    if (!name.startsWith("explorer_")) continue;
    expect(name).toMatch(/^explorer_[a-z]+(?:_[a-z]+)*$/);
    expect(name.endsWith("_total"), name).toBe(type === "counter");
    expect(text).toContain(`# HELP ${name} `);
  }
  const told = samples.map(({ name, labels }) => `${name}{${labels}}`);
  expect(new Set(told).size).toBe(told.length);
  expect(samples.every(({ value }) => Number.isFinite(value) || Number.isNaN(value))).toBe(true);
});

test("lag, gaps, node calls, rows, caches, streams and the event loop are all there", async () => {
  await callRoute(network, "overview");
  await callRoute(network, "overview");
  const { samples, types, sampleOf } = await scrape();
  const provider = `network="${network}",chain_id="ics-devnet-provider-1"`;
  expect(sampleOf("explorer_indexed_height", provider)).toBe(300);
  expect(sampleOf("explorer_head_height", provider)).toBe(300);
  expect(sampleOf("explorer_lag_blocks", provider)).toBe(0);
  expect(sampleOf("explorer_gaps", provider)).toBe(0);
  const asked = samples.filter(
    ({ name, labels }) => name === "explorer_node_requests_total" && labels.includes(provider),
  );
  expect(asked.find(({ labels }) => labels.includes('outcome="ok"'))?.value).toBeGreaterThan(50);
  expect(asked.every(({ labels }) => /endpoint="127\.0\.0\.1:\d+"/.test(labels))).toBe(true);
  expect(sampleOf("explorer_cache_requests_total", 'cache="bodies",result="hit"')).toBeGreaterThan(0);
  expect(sampleOf("explorer_cache_entries", 'cache="snapshots"')).toBeGreaterThan(0);
  expect(sampleOf("explorer_stream_clients")).toBe(0);
  expect(types.has("nodejs_eventloop_lag_p99_seconds")).toBe(true);
  expect(types.get("explorer_table_rows")).toBe("gauge");
});

test("what was written and answered adds up", async () => {
  const chain = { network: "one", chainId: "chain-1" };
  countWritten({ ...chain, blocks: 2, rows: 30 });
  countWritten({ ...chain, blocks: 1, rows: 5 });
  countFault(chain);
  countRequest(doorFigures(), "api", 200);
  countRequest(doorFigures(), "api", 200);
  countRequest(doorFigures(), "page", 404);
  observeRequest("page", 0.02);
  const { sampleOf } = await scrape();
  const labels = 'network="one",chain_id="chain-1"';
  expect(sampleOf("explorer_blocks_written_total", labels)).toBe(3);
  expect(sampleOf("explorer_rows_written_total", labels)).toBe(35);
  expect(sampleOf("explorer_indexer_faults_total", labels)).toBe(1);
  expect(sampleOf("explorer_http_requests_total", 'kind="api",status="200"')).toBe(2);
  expect(sampleOf("explorer_http_requests_total", 'kind="page",status="404"')).toBe(1);
  expect(sampleOf("explorer_http_request_duration_seconds_count", 'kind="page"')).toBe(1);
});

test.each([
  ["/", "page"],
  ["/devnet/consumers/1?height=3", "page"],
  ["/api/v1/devnet/overview", "api"],
  ["/api/v1/devnet/stream?lastEventId=1-1", "stream"],
  ["/api", "page"],
  ["/api/health", "watch"],
  ["/metrics", "watch"],
  ["/_next/static/chunks/a.js", "asset"],
  ["/devnet/card/consumers/1.png", "image"],
  ["/badge/1.svg", "image"],
  [`/${"x".repeat(5_000)}`, "page"],
])("%s counts as %s: no address makes a label of its own", (url, kind) => {
  expect(kindOf(url)).toBe(kind);
});

test("ready means that somebody looks: a head nobody has asked for is not one we are at", async () => {
  clock.ms = Date.now();
  expect((await readyGet()).status).toBe(200);
  clock.ms += 90_000;
  const late = await readyGet();
  expect(late.status).toBe(503);
  expect(JSON.stringify(await late.json())).toMatch(/nobody has asked its nodes for \d+ s/);
});

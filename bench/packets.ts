import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createCache, type ServerDeps } from "@/lib/server/deps";
import { parsePacketQuery } from "@/lib/server/packet-query";
import { readConsumerPackets, readPacket, readPackets } from "@/lib/server/read-packets";
import { readConsumerPipeline, readPipelines } from "@/lib/server/read-pipelines";
import { migrate } from "@/lib/store/migrate";
import { openStore } from "@/lib/store/open-store";
import { fillWithPackets, SPACING, SYNTHETIC_NETWORK } from "./synthetic-packets";

const ROUNDS = 21;
const SHAPE = { consumers: 20, packetsEach: 5_000, waiting: 3 } as const;

/** Reads behind the packet pages with 100,000 packets in the store: median of each, milliseconds. */
export async function benchPackets(databaseUrl?: string): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "explorer-bench-"));
  const store = await openStore({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  try {
    await migrate(store.db);
    await fillWithPackets(store, SHAPE);
    const silent = { error: () => undefined, warn: () => undefined, info: () => undefined };
    const deps: ServerDeps = {
      store,
      networks: [{ name: SYNTHETIC_NETWORK, provider: { rpc: ["http://127.0.0.1:1"] }, consumers: [] }] as never,
      log: silent as never,
      cache: createCache(),
      now: Date.now,
    };
    for (const [name, read] of readsOf(deps)) {
      const times: number[] = [];
      for (let round = 0; round <= ROUNDS; round += 1) {
        const start = performance.now();
        const result = await read();
        if (result.state !== "ok") throw new Error(`${name}: ${result.message}`);
        if (round > 0) times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(7);
      console.log(`${name.padEnd(46)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms`);
    }
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Each read with the snapshot of its height kept, as on a server: only what the page itself asks is measured. */
function readsOf(deps: ServerDeps) {
  const { packetsEach } = SHAPE;
  const page = (search: string) => {
    const query = parsePacketQuery(new URLSearchParams(`limit=50&${search}`));
    if ("state" in query && query.state === "fault") throw new Error(query.message);
    return query as Exclude<typeof query, { readonly status: number }>;
  };
  const middle = new Date(1_767_225_600_000 + (packetsEach / 2) * SPACING * 6_000).toISOString();
  const all = (search: string) => () => readPackets(deps, SYNTHETIC_NETWORK, page(search));
  return [
    ["/packets, first page", all("")],
    ["/packets, acknowledged", all("state=acknowledged")],
    ["/packets, past their timeout", all("state=expired")],
    ["/packets, since the middle", all(`since=${middle}`)],
    ["/packets, pinned to the middle", all(`height=${(packetsEach / 2) * SPACING}`)],
    ["/packets, cursor into the middle", deepPage(deps)],
    ["/consumers/1/packets", () => readConsumerPackets(deps, SYNTHETIC_NETWORK, "1", page(""))],
    [
      "/packets/1/vsc/2500",
      () => readPacket(deps, SYNTHETIC_NETWORK, { consumer: "1", direction: "vsc", sequence: "2500" }, {}),
    ],
    ["pipelines", () => readPipelines(deps, SYNTHETIC_NETWORK, {})],
    ["/consumers/1 pipeline", () => readConsumerPipeline(deps, SYNTHETIC_NETWORK, "1", {})],
  ] as const;
}

/** The page behind a packet in the middle of the list: what a reader gets after a thousand pages. */
function deepPage(deps: ServerDeps) {
  const height = SHAPE.packetsEach * SPACING + 60;
  const timeNs = 1_767_225_600_000_000_000n + BigInt((SHAPE.packetsEach / 2) * SPACING) * 6_000_000_000n;
  const cursor = [
    height.toString(36),
    "s",
    "7",
    "v",
    "p",
    timeNs.toString(36),
    (SHAPE.packetsEach / 2).toString(36),
  ].join(".");
  const query = parsePacketQuery(new URLSearchParams(`limit=50&cursor=${cursor}`));
  if ("state" in query && query.state === "fault") throw new Error(query.message);
  return () => readPackets(deps, SYNTHETIC_NETWORK, query as Exclude<typeof query, { readonly status: number }>);
}

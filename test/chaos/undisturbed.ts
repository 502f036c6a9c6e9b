import path from "node:path";
import { startTape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { callRoute } from "../support/call-route";
import { restartServer } from "../support/server-deps";
import { dumpStore } from "../support/store-dump";
import { Truth } from "./judge";

export const recordingDir = (name: string): string => path.resolve("devnet/recordings", name);

/** What a quiet run has at the end: its rows, and what the API says at any height. */
export interface Undisturbed {
  readonly truth: Truth;
  /** Height of a chain's last block at or before a provider block, by chain. */
  heightsAt(providerHeight: number): Promise<Readonly<Record<string, number>>>;
  answer(path: string): Promise<{ status: number; body: string }>;
  close(): Promise<void>;
}

/** Indexes a recording up to a provider height with honest nodes and a healthy disk. */
export async function runUndisturbed(recording: string, until: number): Promise<Undisturbed> {
  const tape = await startTape({ dirs: [recordingDir(recording)], speed: 0, from: until });
  const store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  const networks = tape.networks as readonly NetworkConfig[];
  await runIndexer({ store, networks, untilProviderHeight: until }, new AbortController().signal);
  const provider = tape.chains.find(({ isProvider }) => isProvider)?.chainId ?? "";
  await tape.close();
  restartServer(store, networks, {});
  const truth = new Truth(await dumpStore(store), provider);
  return {
    truth,
    heightsAt: (height) => heightsAt(store, provider, height),
    answer: async (asked) => {
      const response = await callRoute(recording, asked);
      return { status: response.status, body: await response.text() };
    },
    close: () => store.close(),
  };
}

async function heightsAt(store: Store, provider: string, height: number): Promise<Record<string, number>> {
  const block = await store.db
    .selectFrom("block")
    .select("time_ns")
    .where("chain_id", "=", provider)
    .where("height", "=", BigInt(height))
    .executeTakeFirstOrThrow();
  const rows = await store.db
    .selectFrom("block")
    .select((eb) => ["chain_id", eb.fn.max("height").as("height")])
    .where("time_ns", "<=", block.time_ns)
    .groupBy("chain_id")
    .execute();
  return Object.fromEntries(rows.map((row) => [row.chain_id, Number(row.height)]));
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { MessageChannel } from "node:worker_threads";
import { inject } from "vitest";
import { startTape, type Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { type ChainFigures, runIndexer } from "@/lib/indexer/run-indexer";
import { migrate } from "@/lib/store/migrate";
import { openStore, openStoreOnPort, type Store } from "@/lib/store/open-store";
import { PgliteServer } from "@/lib/store/pglite-server";

export const recordingDir = (name: string): string =>
  path.resolve(import.meta.dirname, "../../devnet/recordings", name);

/** The recorded network behind real HTTP, all of it there at once. */
export function serveRecording(name: string): Promise<Tape> {
  return startTape({ dirs: [recordingDir(name)], speed: 0 });
}

/**
 * Indexes what a tape serves into a store in memory (or the given one), up to a provider height. A whole recording is indexed
 * once in a test run: most files look at the same rows, and each gets a copy of its own. `chains` is then empty.
 */
export async function indexTape(
  tape: Tape,
  untilProviderHeight: number,
  given?: Store,
  networks: readonly NetworkConfig[] = tape.networks as readonly NetworkConfig[],
): Promise<{ store: Store; chains: ChainFigures[] }> {
  const [provider, ...others] = tape.chains.filter(({ isProvider }) => isProvider);
  const isWhole = others.length === 0 && untilProviderHeight === provider?.lastHeight;
  if (given === undefined && networks === tape.networks && isWhole) {
    const template = await wholeRecord(tape, untilProviderHeight, provider.network);
    return { store: await openStore({ dataDir: "memory://", template }), chains: [] };
  }
  const store = given ?? (await openStore({ dataDir: "memory://" }));
  await migrate(store.db);
  const chains = await runIndexer({ store, networks, untilProviderHeight }, new AbortController().signal);
  return { store, chains };
}

/** The whole recording as a database archive, made by whoever needs it first in this run. */
async function wholeRecord(tape: Tape, untilProviderHeight: number, name: string): Promise<Blob> {
  const folder = path.join(os.tmpdir(), `explorer-tests-${inject("runId")}`);
  const file = path.join(folder, `${name}.tar`);
  mkdirSync(folder, { recursive: true });
  try {
    mkdirSync(`${file}.making`);
  } catch {
    for (let waited = 0; !existsSync(file); waited += 1) {
      if (waited > 1_800) throw new Error(`another test file did not finish indexing ${name}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return new Blob([readFileSync(file)]);
  }
  const server = await PgliteServer.open("memory://");
  const { port1, port2 } = new MessageChannel();
  server.serve(port1);
  const store = openStoreOnPort(port2);
  await migrate(store.db);
  const networks = tape.networks as readonly NetworkConfig[];
  await runIndexer({ store, networks, untilProviderHeight }, new AbortController().signal);
  const archive = await server.dump();
  await store.db.destroy();
  await server.close();
  writeFileSync(`${file}.new`, Buffer.from(await archive.arrayBuffer()));
  renameSync(`${file}.new`, file);
  return archive;
}

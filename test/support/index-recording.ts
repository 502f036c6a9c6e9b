import path from "node:path";
import { startTape, type Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { type ChainFigures, runIndexer } from "@/lib/indexer/run-indexer";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";

export const recordingDir = (name: string): string =>
  path.resolve(import.meta.dirname, "../../devnet/recordings", name);

/** The recorded network behind real HTTP, all of it there at once. */
export function serveRecording(name: string): Promise<Tape> {
  return startTape({ dirs: [recordingDir(name)], speed: 0 });
}

/** Indexes what a tape serves into a store in memory (or the given one), up to a provider height. */
export async function indexTape(
  tape: Tape,
  untilProviderHeight: number,
  given?: Store,
  networks: readonly NetworkConfig[] = tape.networks as readonly NetworkConfig[],
): Promise<{ store: Store; chains: ChainFigures[] }> {
  const store = given ?? (await openStore({ dataDir: "memory://" }));
  await migrate(store.db);
  const chains = await runIndexer({ store, networks, untilProviderHeight }, new AbortController().signal);
  return { store, chains };
}

import type { NetworkConfig } from "@/lib/config/networks";
import { createCache, provideDeps, type ServerDeps } from "@/lib/server/deps";
import type { Store } from "@/lib/store/open-store";

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined };

/** Puts a store behind the routes of this test file, as `boot` does in a server. */
export function serveStore(
  store: Store,
  networks: readonly NetworkConfig[],
  more: Partial<ServerDeps> = {},
): ServerDeps {
  const made: ServerDeps = { store, networks, log: silent as never, cache: createCache(), now: Date.now, ...more };
  provideDeps(made);
  return made;
}

/** The same after a restart: nothing that an earlier `serveStore` of this process had in memory is left. */
export function restartServer(...given: Parameters<typeof serveStore>): ServerDeps {
  Reflect.deleteProperty(globalThis, "explorerDeps");
  return serveStore(...given);
}

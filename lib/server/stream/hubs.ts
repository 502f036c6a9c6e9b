import "server-only";
import type { AsOf } from "@/lib/api/contracts/common";
import type { ServerDeps } from "../deps";
import { StreamHub } from "./stream-hub";

interface Held {
  explorerHubs?: Map<string, StreamHub>;
  explorerOnHead?: (network: string) => void;
}

/** Route bundles and the boot do not share module scope, so hubs hang on `globalThis`. */
function hubs(): Map<string, StreamHub> {
  const global = globalThis as Held;
  global.explorerHubs ??= new Map();
  return global.explorerHubs;
}

/** The hub of a network; `undefined` when no such network is configured. */
export function hubOf(deps: ServerDeps, network: string): StreamHub | undefined {
  const known = hubs().get(network);
  if (known) return known;
  if (!deps.networks.some(({ name }) => name === network)) return undefined;
  const made = new StreamHub(deps, network, () => (globalThis as Held).explorerOnHead?.(network));
  hubs().set(network, made);
  return made;
}

/** Tells the streams of a network which provider block was just stored, before anything is read. */
export function tellBlock(network: string, asOf: AsOf): void {
  hubs().get(network)?.onBlock(asOf);
}

/** Tells the streams of a network that a block was stored. */
export function tellHub(network: string): void {
  hubs().get(network)?.onCommitted();
}

/** Who is to know when a stream finds a new head by itself, before its clients are told. */
export function onHead(listener: (network: string) => void): void {
  (globalThis as Held).explorerOnHead = listener;
}

/** How many clients listen, over all networks. */
export function countStreamClients(): number {
  return [...hubs().values()].reduce((sum, hub) => sum + hub.size, 0);
}

/** Ends all streams. */
export function closeHubs(): void {
  for (const hub of hubs().values()) hub.close();
  hubs().clear();
}

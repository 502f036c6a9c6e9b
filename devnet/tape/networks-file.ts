import { renameSync, writeFileSync } from "node:fs";

/** One network of a `NETWORKS_FILE` (product.md §7). */
export interface NetworkEntry {
  readonly name: string;
  readonly provider: NodesEntry;
  readonly consumers: readonly (NodesEntry & { readonly chainId: string })[];
  /** A recording has proofs at a few heights only, so that nothing is to be verified in between. */
  readonly verify: { readonly everyBlocks: 0; readonly callsPerSecond: number };
}

interface NodesEntry {
  readonly rpc: readonly string[];
  /** Heights at which proofs were recorded. */
  readonly verify?: { readonly heights: readonly number[] };
}

/** Writes a `NETWORKS_FILE` whole or not at all: whoever waits for the file never reads half of it. */
export function writeNetworksFile(file: string, networks: readonly NetworkEntry[]): void {
  const temporary = `${file}.${process.pid}.part`;
  writeFileSync(temporary, `${JSON.stringify(networks, undefined, 2)}\n`);
  renameSync(temporary, file);
}

import { renameSync, writeFileSync } from "node:fs";

/** One network of a `NETWORKS_FILE` (product.md §7). */
export interface NetworkEntry {
  readonly name: string;
  readonly provider: { readonly rpc: readonly string[] };
  readonly consumers: readonly { readonly chainId: string; readonly rpc: readonly string[] }[];
}

/** Writes a `NETWORKS_FILE` whole or not at all: whoever waits for the file never reads half of it. */
export function writeNetworksFile(file: string, networks: readonly NetworkEntry[]): void {
  const temporary = `${file}.${process.pid}.part`;
  writeFileSync(temporary, `${JSON.stringify(networks, undefined, 2)}\n`);
  renameSync(temporary, file);
}

import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { root } from "./bootstrap.mjs";

/** Entries that threads are started from by path; a bundler of pages must not touch them. */
const WORKERS = {
  "dist/pglite-worker.mjs": "lib/store/pglite-worker.ts",
  "dist/indexer-worker.mjs": "lib/indexer/worker.ts",
  "dist/verifier-worker.mjs": "lib/verifier/worker.ts",
};

/** Bundles one TypeScript entry for Node; packages stay outside. Returns the file written. */
export async function bundle(entry, outfile = path.join("dist", entry.replace(/\.ts$/, ".mjs"))) {
  const { build } = await import("esbuild");
  mkdirSync(path.join(root, path.dirname(outfile)), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    alias: { "@": root, "server-only": path.join(root, "scripts/lib/empty.mjs") },
    logLevel: "error",
  });
  return path.join(root, outfile);
}

/** Bundles the threads. */
export async function bundleWorkers() {
  for (const [outfile, entry] of Object.entries(WORKERS)) {
    if (existsSync(path.join(root, entry))) await bundle(entry, outfile);
  }
}

import path from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { findPostgres } from "../../scripts/lib/system-packages.mjs";
import { startPostgres } from "../../scripts/lib/temporary-postgres.mjs";

/** The process to torment, as files that plain Node runs. */
export async function bundleChild(): Promise<{ entry: string; clockHook: string }> {
  // By its path at run time: bundled into this runner it would take the runner's folder for the root.
  const file = pathToFileURL(path.resolve("scripts/lib/bundle.mjs")).href;
  const { bundle, bundleWorkers } = (await import(file)) as typeof import("../../scripts/lib/bundle.mjs");
  await bundleWorkers();
  const entry = await bundle("test/chaos/child.ts", "dist/test/chaos-child.mjs");
  const hook = await bundle("test/chaos/clock-hook.ts", "dist/test/chaos-clock-hook.mjs");
  return { entry, clockHook: pathToFileURL(hook).href };
}

export const hasPostgres = (): boolean => findPostgres() !== undefined;

/** A PostgreSQL of its own that may be killed, and a way to a new empty database on it. */
export async function killablePostgres() {
  const server = await startPostgres();
  let count = 0;
  const fresh = async (): Promise<string> => {
    count += 1;
    const admin = new pg.Client(server.url);
    await admin.connect();
    await admin.query(`create database chaos_${count}`);
    await admin.end();
    const url = new URL(server.url);
    url.pathname = `/chaos_${count}`;
    return url.href;
  };
  return { ...server, fresh };
}

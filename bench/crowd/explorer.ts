import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { serve } from "../../scripts/lib/serve.mjs";
import { freePorts } from "../../scripts/lib/tape.mjs";

export interface Explorer {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The built explorer on a free port, for networks given. */
export async function startExplorer(
  folder: string,
  networks: readonly unknown[],
  env: Readonly<Record<string, string>> = {},
): Promise<Explorer> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "networks.json");
  writeFileSync(file, JSON.stringify(networks));
  const port = await freePorts(28_600 + (process.pid % 300), 1);
  const child = serve({
    ...process.env,
    NETWORKS_FILE: file,
    DATA_DIR: folder,
    PORT: String(port),
    RATE_LIMIT: "0",
    LOG_LEVEL: "error",
    VERIFY: "0",
    ...env,
  });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/api/health`)).ok, 90);
  return {
    port,
    pid: child.pid as number,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Asks once a quarter of a second until something is so. Throws after `seconds`. */
export async function until(isSo: () => Promise<boolean>, seconds: number): Promise<void> {
  const endsAt = Date.now() + seconds * 1_000;
  while (Date.now() < endsAt) {
    if (await isSo().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`not within ${seconds} s: ${isSo}`);
}

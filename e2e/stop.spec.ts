import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import os from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { serve } from "../scripts/lib/serve.mjs";
import { freePorts, recording, startTapeProcess } from "../scripts/lib/tape.mjs";

/** Named in issue 9. */
const STOP_MS = 2_000;
const STREAMS = 20;
const VIEWS = ["overview", "consumers", "validators", "slashes", "packets", "security"].map(
  (view) => `devnet/${view}?height=1515`,
);

/** A server of our own on the demo's record: it is stopped in the middle of its work, and started again. */
test("asked to end while it reads and streams are open, it ends in two seconds, and loses nothing", async ({
  request,
}) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "explorer-stop-"));
  const tapePort = await freePorts(29_100, 8);
  const file = path.join(folder, "networks.json");
  const tape = await startTapeProcess([
    ...["--dir", recording("devnet"), "--port", String(tapePort), "--speed", "0", "--networks-file", file],
  ]);
  const port = await freePorts(29_200, 1);
  const start = () =>
    serve({
      ...process.env,
      NETWORKS_FILE: file,
      DATA_DIR: folder,
      PORT: String(port),
      LOG_LEVEL: "error",
      VERIFY: "0",
    });
  const read = async (where: string) => (await fetch(`http://127.0.0.1:${port}${where}`)).json();
  const indexed = async () => Number((await read("/api/v1/networks")).data[0].indexedHeight) || 0;
  let explorer = start();
  try {
    await expect.poll(() => indexed().catch(() => 0), { timeout: 90_000, intervals: [50] }).toBeGreaterThan(0);
    const streams = await Promise.all(
      Array.from({ length: STREAMS }, () => open(`http://127.0.0.1:${port}/api/v1/devnet/stream`)),
    );
    const before = await indexed();
    const ended = once(explorer, "exit");
    const askedAt = Date.now();
    explorer.kill("SIGTERM");
    const [code] = await ended;
    const tookMs = Date.now() - askedAt;
    expect(before, "it was still reading").toBeLessThan(1_515);
    expect(code).toBe(0);
    expect(tookMs).toBeLessThanOrEqual(STOP_MS);
    await Promise.all(streams.map(({ ended: over }) => over));

    explorer = start();
    await expect
      .poll(() => indexed().catch(() => 0), { timeout: 30_000, intervals: [50] })
      .toBeGreaterThanOrEqual(before);
    const isReady = async () => (await fetch(`http://127.0.0.1:${port}/api/ready`)).status;
    await expect.poll(() => isReady().catch(() => 0), { timeout: 120_000 }).toBe(200);
    // The server these tests run against has read the same record undisturbed.
    for (const view of VIEWS) {
      expect(await read(`/api/v1/${view}`), view).toEqual(await (await request.get(`/api/v1/${view}`)).json());
    }
  } finally {
    if (explorer.exitCode === null) explorer.kill("SIGKILL");
    tape.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Opens a stream; resolves, once something was heard of it, with what resolves when it has ended. */
function open(url: string): Promise<{ readonly ended: Promise<void> }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (message: IncomingMessage) => {
      const ended = new Promise<void>((done) => message.once("close", () => done()));
      message.on("error", () => undefined);
      message.once("data", () => resolve({ ended }));
      message.resume();
    }).on("error", reject);
  });
}

// npm run demo: the recorded network as nodes over HTTP, and the explorer that reads them, on port 3000.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { bootstrap, root } from "./lib/bootstrap.mjs";

/** Provider height up to which the record is there at once; from here on blocks arrive at the record's own pace. */
const LIVE_FROM = "1290";

bootstrap();
const { buildWhenStale } = await import("./lib/build.mjs");
const { endTogether, serve } = await import("./lib/serve.mjs");
const { freePorts, isFree, recording, startTapeProcess } = await import("./lib/tape.mjs");

const port = process.env.PORT ?? "3000";
if (!(await isFree(Number(port)))) {
  console.error(`Port ${port} is in use: stop what is running there, or choose another with PORT=3001 npm run demo.`);
  process.exit(1);
}
await buildWhenStale();

const dataDir = path.join(root, process.env.DEMO_DIR ?? "data/demo");
// The recording starts anew with each demo, so rows of an earlier one would be ahead of its nodes.
if (process.env.DEMO_KEEP !== "1") rmSync(dataDir, { recursive: true, force: true });
mkdirSync(dataDir, { recursive: true });
const networksFile = path.join(dataDir, "networks.json");
const tapePort = await freePorts(26_700, 8);
const speed = process.env.DEMO_SPEED ?? "1";
const from = process.env.DEMO_FROM ?? LIVE_FROM;
const tape = await startTapeProcess([
  ...["--dir", recording("devnet")],
  ...["--port", String(tapePort), "--speed", speed],
  ...(speed === "0" ? [] : ["--from", from]),
  ...["--networks-file", networksFile],
]);
const explorer = serve({ ...process.env, PORT: port, NETWORKS_FILE: networksFile, DATA_DIR: dataDir });
endTogether([explorer, tape]);
console.log(`\n  The recorded network is served from port ${tapePort} on; the explorer: http://localhost:${port}\n`);

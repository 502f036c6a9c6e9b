// npm run demo: the recorded networks as nodes over HTTP, and the explorer that reads them, on port 3000.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bootstrap, root } from "./lib/bootstrap.mjs";

/**
 * Networks of the demo, each from the provider height on from which its blocks arrive at the record's own pace; what is before
 * is there at once. In the second one two consumers are stopped two minutes later.
 */
const LIVE_FROM = { devnet: "1290", changeover: "356" };
/** Chains of the largest of them: so many ports each is given. */
const PORTS_EACH = 8;

bootstrap();
const { buildWhenStale } = await import("./lib/build.mjs");
const { endTogether, serve } = await import("./lib/serve.mjs");
const { freePorts, isFree, recording, startTapeProcess } = await import("./lib/tape.mjs");

const port = process.env.PORT ?? "3000";
const networks = (process.env.DEMO_NETWORKS ?? Object.keys(LIVE_FROM).join(",")).split(",");
const strange = networks.find((network) => !(network in LIVE_FROM));
if (strange !== undefined) {
  console.error(
    `DEMO_NETWORKS: there is no recording "${strange}"; there are ${Object.keys(LIVE_FROM).join(" and ")}.`,
  );
  process.exit(1);
}
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
const tapePort = await freePorts(26_700, PORTS_EACH * networks.length);
const speed = process.env.DEMO_SPEED ?? "1";
// A process each: they start at heights of their own, and are read side by side.
const tapes = await Promise.all(
  networks.map((network, i) =>
    startTapeProcess([
      ...["--dir", recording(network)],
      ...["--port", String(tapePort + PORTS_EACH * i), "--speed", speed],
      ...(speed === "0" ? [] : ["--from", (i === 0 && process.env.DEMO_FROM) || LIVE_FROM[network]]),
      ...["--networks-file", fileOf(network)],
    ]),
  ),
);
writeFileSync(
  networksFile,
  JSON.stringify(networks.flatMap((network) => JSON.parse(readFileSync(fileOf(network), "utf8")))),
);
const explorer = serve({ ...process.env, PORT: port, NETWORKS_FILE: networksFile, DATA_DIR: dataDir });
endTogether([explorer, ...tapes]);
console.log(
  `\n  Nodes of ${networks.join(" and ")} answer from port ${tapePort} on; the explorer: http://localhost:${port}\n`,
);

function fileOf(network) {
  return path.join(dataDir, `${network}.json`);
}

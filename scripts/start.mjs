// npm start: serves the explorer for NETWORKS_FILE.
import { spawnSync } from "node:child_process";
import { bootstrap, root } from "./lib/bootstrap.mjs";

bootstrap();
const { bundle } = await import("./lib/bundle.mjs");
const check = await bundle("lib/config/check.ts");
const checked = spawnSync(process.execPath, [check], { cwd: root, stdio: "inherit", env: process.env });
if (checked.status !== 0) process.exit(checked.status ?? 1);

const { buildWhenStale } = await import("./lib/build.mjs");
await buildWhenStale();
const { endTogether, serve } = await import("./lib/serve.mjs");
endTogether([serve(process.env)]);

// node scripts/run.mjs ENTRY.ts [arguments]: installs what is missing, bundles the entry, and runs it.
import { spawn } from "node:child_process";
import { bootstrap, root } from "./lib/bootstrap.mjs";
import { YOUNG_GENERATION } from "./lib/node-flags.mjs";

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error("usage: node scripts/run.mjs ENTRY.ts [arguments]");
  process.exit(2);
}
bootstrap();
const { bundle, bundleWorkers } = await import("./lib/bundle.mjs");
await bundleWorkers();
const file = await bundle(entry);
const flags = ["--enable-source-maps", YOUNG_GENERATION, file];
const child = spawn(process.execPath, [...flags, ...args], { cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// The shell npm puts between dies of a signal without passing it on; without this a stopped `npm run` leaves its server behind.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 250).unref();
}
child.on("exit", (code, signal) => process.exit(signal ? 128 + 15 : (code ?? 1)));

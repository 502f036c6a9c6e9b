import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installStamp, root } from "./bootstrap.mjs";
import { bundleWorkers } from "./bundle.mjs";

const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "instrumentation.ts",
  "instrumentation-client.ts",
  "proxy.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "scripts/lib/eager-modules.mjs",
];
const STAMP = path.join(root, ".next", "explorer-stamp");

/** Content of everything a build is made of. */
function sourceStamp() {
  const hash = createHash("sha256").update(installStamp());
  const visit = (file) => {
    if (!existsSync(file)) return;
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) visit(path.join(file, name));
    } else if (!/\.test\.tsx?$/.test(file)) {
      hash.update(path.relative(root, file)).update(readFileSync(file));
    }
  };
  for (const source of SOURCES) visit(path.join(root, source));
  return hash.digest("hex");
}

/** Runs `next build` unless the last build was made of the same sources. Exits when it fails. */
export async function buildWhenStale() {
  await bundleWorkers();
  const stamp = sourceStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return;
  console.error("Building the explorer (about 30 s) …");
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const done = spawnSync(process.execPath, [next, "build"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (done.status !== 0) {
    console.error(`${done.stdout}\n${done.stderr}\nThe build failed.`);
    process.exit(1);
  }
  // Asks for a parser, which nobody needs who only starts what is built.
  const { makeModulesEager } = await import("./eager-modules.mjs");
  makeModulesEager(path.join(root, ".next/static/chunks"));
  writeFileSync(STAMP, stamp);
}

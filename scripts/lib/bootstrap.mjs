// Plain Node, no dependency: this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const PNPM = "pnpm@10.34.9";
const MINIMUM = [20, 20];

process.env.NEXT_TELEMETRY_DISABLED = "1";

/** What the installed packages depend on. */
export function installStamp(folder = root) {
  const hash = createHash("sha256");
  for (const file of ["package.json", "pnpm-lock.yaml"]) hash.update(readFileSync(path.join(folder, file)));
  hash.update(`${process.versions.node.split(".")[0]} ${process.platform} ${process.arch}`);
  return hash.digest("hex");
}

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return undefined;
  return `This needs Node ${MINIMUM.join(".")} or newer; this is Node ${version}.`;
}

/** Installs from the frozen lock when the stamp is old. Exits with one clear sentence when it cannot. */
export function bootstrap() {
  const problem = checkNode();
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  const stampFile = path.join(root, "node_modules", ".explorer-stamp");
  const stamp = installStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  withLock(path.join(root, ".install-lock"), () => {
    if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
    console.error("Installing packages (once; about 20 s) …");
    if (!install(["install", "--frozen-lockfile"]) && !install(["install", "--no-frozen-lockfile"])) {
      console.error("The packages could not be installed: the npm registry must be reachable.");
      process.exit(1);
    }
    mkdirSync(path.dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
  });
}

function install(args) {
  // With NODE_ENV=production what builds the explorer would not be installed.
  const env = { ...process.env, NODE_ENV: "development", CI: "true", npm_config_loglevel: "error" };
  const done = spawnSync("npx", ["-y", PNPM, ...args, "--reporter=silent"], {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return done.status === 0;
}

/** One installer at a time: two at once on one folder break it. A lock older than ten minutes belongs to the dead. */
function withLock(folder, work) {
  const deadline = Date.now() + 600_000;
  for (;;) {
    try {
      mkdirSync(folder);
      break;
    } catch {
      if (Date.now() > deadline) rmSync(folder, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
  try {
    work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

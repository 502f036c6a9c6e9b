import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function findChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  return [...(wanted ? [wanted] : []), ...BROWSERS].find((file) => existsSync(file));
}

/** Folder with initdb and postgres, newest version first. */
export function findPostgres() {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = versions.map((version) => path.join(base, version, "bin"));
  const onPath = spawnSync("sh", ["-c", "command -v initdb"], { encoding: "utf8" }).stdout.trim();
  if (onPath) folders.push(path.dirname(onPath));
  return folders.find((folder) => existsSync(path.join(folder, "initdb")));
}

/** Installs a browser and a database server with apt where they are missing; otherwise says what to install, and ends. */
export function ensureSystemPackages() {
  const missing = [...(findChromium() ? [] : ["chromium"]), ...(findPostgres() ? [] : ["postgresql"])];
  if (missing.length === 0) return;
  const hasApt = spawnSync("sh", ["-c", "command -v apt-get"]).status === 0;
  if (hasApt && process.getuid?.() === 0) {
    console.log(`Installing ${missing.join(" and ")} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const apt = (...args) => spawnSync("apt-get", ["-q", ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
    apt("update");
    apt("install", "-y", "--no-install-recommends", ...missing);
  }
  const still = [
    ...(findChromium() ? [] : ["Chromium (or set CHROMIUM_PATH)"]),
    ...(findPostgres() ? [] : ["PostgreSQL 15 or newer"]),
  ];
  if (still.length === 0) return;
  console.error(
    `The tests need ${still.join(" and ")}: install it with your package manager, then run npm test again.`,
  );
  process.exit(1);
}

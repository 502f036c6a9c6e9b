import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** Names of variables that the README's table documents. */
function documented(): Set<string> {
  const rows = read("README.md")
    .split("\n")
    .filter((line) => /^\| `[A-Z]/.test(line));
  return new Set(
    rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? "")),
  );
}

test("what compose and the image set is what the README documents", () => {
  const names = documented();
  expect(names.has("DATABASE_URL")).toBe(true);
  const block = /environment: &environment\n((?: {6}.*\n)+)/.exec(read("compose.yaml"))?.[1] ?? "";
  const set = [...block.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name ?? "");
  expect(set.length).toBeGreaterThan(2);
  for (const name of set) expect(names.has(name), name).toBe(true);
});

test("what the unit and the image start is there", () => {
  for (const file of ["deploy/explorer.service", "Containerfile"]) {
    const scripts = [...read(file).matchAll(/scripts\/[a-z-]+\.mjs/g)].map(([name]) => name);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(existsSync(path.join(root, script)), script).toBe(true);
  }
});

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
test.runIf(hasSystemd)("systemd finds nothing wrong with the unit", () => {
  const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", path.join(root, "deploy/explorer.service")], {
    encoding: "utf8",
  });
  // Where Node lives and who the user is are the operator's.
  const faults = `${stdout}${stderr}`
    .split("\n")
    .filter((line) => line !== "" && !/is not executable|Failed to prepare filename|Unknown user/i.test(line));
  expect(faults.filter((line) => line.includes("explorer.service"))).toEqual([]);
});

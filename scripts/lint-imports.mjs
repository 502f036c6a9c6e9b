// Fails when an import runs against the layers. Reads the files git knows and the new ones it does not ignore.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { faultOf } from "./lib/import-rules.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const IMPORT = /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx"], {
  cwd: root,
  encoding: "utf8",
});
const files = listed.split("\n").filter((file) => file !== "" && existsSync(path.join(root, file)));
let faults = 0;
for (const file of files) {
  const text = readFileSync(path.join(root, file), "utf8");
  for (const match of text.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2];
    const isLocal = specifier.startsWith(".") || specifier.startsWith("@/");
    const target = specifier.startsWith("@/")
      ? specifier.slice(2)
      : isLocal
        ? path.posix.join(path.posix.dirname(file), specifier)
        : specifier;
    const fault = faultOf(file, target, !isLocal);
    if (!fault) continue;
    faults += 1;
    const line = text.slice(0, match.index).split("\n").length + (match[0].startsWith("\n") ? 1 : 0);
    console.error(`${file}:${line}: ${fault} (${specifier})`);
  }
}
console.log(`${files.length} files, ${faults} imports against the layers`);
process.exit(faults === 0 ? 0 : 1);

// What a first visit to each route loads: JavaScript, gzip. Fails above the budget.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./lib/bootstrap.mjs";

const BUDGET_KB = 180;
const stats = JSON.parse(readFileSync(path.join(root, ".next/diagnostics/route-bundle-stats.json"), "utf8"));
const sizes = new Map();
const sizeOf = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(path.join(root, file))).length);
  return sizes.get(file);
};
let isOver = false;
for (const { route, firstLoadChunkPaths } of stats) {
  const kb =
    firstLoadChunkPaths.filter((file) => file.endsWith(".js")).reduce((sum, file) => sum + sizeOf(file), 0) / 1_000;
  isOver ||= kb > BUDGET_KB;
  console.log(`${kb.toFixed(1).padStart(7)} kB  ${route}${kb > BUDGET_KB ? `  is over ${BUDGET_KB} kB` : ""}`);
}
process.exit(isOver ? 1 : 0);

// node scripts/audit.mjs: known weaknesses of what the server is made of. Fails on high and critical ones. Asks the npm registry and
// nobody else; where its audit cannot be reached nothing is known, which is said loudly and is no failure.
import { spawnSync } from "node:child_process";
import { judgeAdvisories, packagesOf } from "./lib/advisories.mjs";
import { root } from "./lib/bootstrap.mjs";

const PNPM = "pnpm@10.34.9";
const BULK = "https://registry.npmjs.org/-/npm/v1/security/advisories/bulk";

function pnpm(...args) {
  return spawnSync("npx", ["-y", PNPM, ...args], { cwd: root, encoding: "utf8", maxBuffer: 256 * 1_048_576 });
}

/** @returns {Promise<{ advisories: object } | { unknown: string }>} by package name, as the registry's bulk endpoint answers */
async function ask() {
  const listed = pnpm("ls", "--prod", "--depth", "Infinity", "--json");
  const versions = packagesOf(JSON.parse(listed.stdout || "[]"));
  if (Object.keys(versions).length === 0) throw new Error(`pnpm ls found no packages: ${listed.stderr.slice(0, 300)}`);
  console.log(`${Object.keys(versions).length} packages in production`);
  try {
    const answer = await fetch(BULK, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(versions),
      signal: AbortSignal.timeout(30_000),
    });
    if (answer.ok) return { advisories: await answer.json() };
    return { unknown: `the registry answered ${answer.status}` };
  } catch (error) {
    return { unknown: error instanceof Error ? `${error.message} ${error.cause?.code ?? ""}` : String(error) };
  }
}

const result = await ask();
if ("unknown" in result) {
  const line = "!".repeat(100);
  console.error(
    `${line}\nAUDIT NOT DONE: ${result.unknown}.\nWhether a dependency has a known weakness was not found out. This is no pass.\n${line}`,
  );
  process.exit(0);
}
const { bad, others } = judgeAdvisories(result.advisories);
for (const text of [...bad, ...others]) console.log(text);
console.log(`${bad.length} high or critical, ${others.length} lower`);
process.exit(bad.length === 0 ? 0 : 1);

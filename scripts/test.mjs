// npm test: installs what is missing, runs everything, and ends with the line "N passed, N failed".
// npm test -- unit e2e …: only the named steps.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { bootstrap, root } from "./lib/bootstrap.mjs";

bootstrap();
const { ensureSystemPackages, findChromium } = await import("./lib/system-packages.mjs");
const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
if (isWanted("unit") || isWanted("e2e")) ensureSystemPackages();

const reports = path.join(root, "test-results");
mkdirSync(reports, { recursive: true });
const local = (name) => path.join(root, "node_modules/.bin", name);
let passed = 0;
let failed = 0;

function run(name, command, args, { env = {}, count } = {}) {
  if (!isWanted(name)) return;
  console.log(`\n── ${name}`);
  const started = performance.now();
  const done = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  const isGood = done.status === 0;
  const counted = count?.();
  if (counted) {
    passed += counted.passed;
    failed += counted.failed + (isGood || counted.failed > 0 ? 0 : 1);
  } else if (isGood) passed += 1;
  else failed += 1;
  console.log(
    `── ${name}: ${isGood ? "good" : `failed (exit ${done.status ?? done.signal})`}, ${((performance.now() - started) / 1_000).toFixed(1)} s`,
  );
}

/** Reads a reporter's file; a run that left none has failed as a whole. */
function reportOf(file, read) {
  const from = path.join(reports, file);
  return () => {
    if (!existsSync(from)) return { passed: 0, failed: 1 };
    const counts = read(JSON.parse(readFileSync(from, "utf8")));
    rmSync(from);
    return counts;
  };
}
for (const file of ["vitest.json", "fuzz.json", "playwright.json"]) rmSync(path.join(reports, file), { force: true });

run("format and lint", local("biome"), ["ci", ".", "--diagnostic-level=error"]);
run("layers", process.execPath, ["scripts/lint-imports.mjs"]);
run("types", local("tsc"), ["--noEmit"]);
run("unused", local("knip"), ["--no-progress"]);
run("audit", process.execPath, ["scripts/audit.mjs"]);

if (isWanted("unit")) {
  const { startPostgres } = await import("./lib/temporary-postgres.mjs");
  const { bundleWorkers } = await import("./lib/bundle.mjs");
  await bundleWorkers();
  const postgres = await startPostgres();
  try {
    run(
      "unit",
      local("vitest"),
      ["run", "--reporter=default", "--reporter=json", "--outputFile.json=test-results/vitest.json"],
      {
        env: { TEST_DATABASE_URL: postgres.url, CI: "true" },
        count: reportOf("vitest.json", (report) => ({
          passed: report.numPassedTests,
          failed: report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0),
        })),
      },
    );
  } finally {
    await postgres.stop();
  }
}

/** What decoders of bytes from outside are given: both cores, with nothing beside them, so that seconds are seconds. */
const FUZZ = ["--seconds", "30", "--inner", "1", "--seed", "20261128", "--report", "test-results/fuzz.json"];
run("fuzz", process.execPath, ["scripts/run.mjs", "test/fuzz/main.ts", ...FUZZ], {
  count: reportOf("fuzz.json", (report) => report),
});
run("build", process.execPath, ["scripts/build.mjs"]);
run("size", process.execPath, ["scripts/size-budget.mjs"]);
run("e2e", local("playwright"), ["test"], {
  env: { CHROMIUM_PATH: findChromium() ?? "" },
  count: reportOf("playwright.json", ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
  })),
});

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

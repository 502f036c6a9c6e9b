import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadCorpus } from "./corpus";
import { isEntry } from "./decoder";
import { decodersOf } from "./decoders";
import { bundleFuzzer, runFuzz } from "./run-fuzz";

/*
 * npm run fuzz -- [--seconds S] [--inner S] [--seed N] [--input I] [--report F] [name …]: changed real inputs for every decoder, or
 * those whose names begin so; `--inner` for those that an entry runs as well, and for writers. Each input follows from seed and
 * number, so that a finding is looked at again with --input. Exit code 1 on any finding.
 */
async function main(): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    options: { seconds: text, inner: text, seed: text, input: text, report: text },
    allowPositionals: true,
  });
  const seconds = Number(values.seconds ?? "30");
  const innerSeconds = Number(values.inner ?? seconds);
  const seed = Number(values.seed ?? "1");
  const only = values.input === undefined ? undefined : Number(values.input);
  const corpus = loadCorpus();
  const all = decodersOf(corpus);
  const chosen =
    positionals.length === 0 ? all : all.filter(({ name }) => positionals.some((start) => name.startsWith(start)));
  if (!(seconds > 0) || !(innerSeconds > 0) || !Number.isSafeInteger(seed) || chosen.length === 0) {
    const names = all.map(({ name }) => name).join(" ");
    console.error(
      `npm run fuzz -- [--seconds S] [--inner S] [--seed N] [--input I] [--report F] [name …]\nnames: ${names}`,
    );
    return 2;
  }
  const entries = chosen.filter(isEntry).length;
  const threads = Math.max(1, Math.min(os.availableParallelism(), chosen.length));
  console.log(
    `fuzz: ${entries} entries, ${seconds} s each, ${chosen.length - entries} others, ${innerSeconds} s each, seed ${seed}, ${threads} threads`,
  );
  const tasks = chosen.map((one) => ({ name: one.name, seconds: isEntry(one) ? seconds : innerSeconds }));
  const results = await runFuzz(await bundleFuzzer(), tasks, {
    seed,
    threads,
    corpus,
    ...(only === undefined ? {} : { only }),
    onResult: ({ name, calls, caught, fault }) =>
      console.log(
        `${fault ? "BAD " : "good"} ${name}: ${calls} inputs, ${caught} refused${fault ? `\n     ${fault}` : ""}`,
      ),
  });
  const failed = results.filter(({ fault }) => fault !== undefined).length;
  const passed = results.length - failed;
  console.log(`fuzz: ${passed} good, ${failed} bad, seed ${seed}`);
  if (values.report !== undefined) {
    mkdirSync(path.dirname(values.report), { recursive: true });
    writeFileSync(values.report, JSON.stringify({ passed, failed }));
  }
  return failed === 0 && passed === tasks.length ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

import os from "node:os";
import { parseArgs } from "node:util";
import { loadCorpus } from "./corpus";
import { decodersOf } from "./decoders";
import { bundleFuzzer, runFuzz } from "./run-fuzz";

/*
 * npm run fuzz -- [--seconds S] [--seed N] [--input I] [name …]: changed real inputs for every decoder, or those whose names begin so.
 * Each input follows from seed and number, so that a finding is looked at again with --input. Exit code 1 on any finding.
 */
async function main(): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    options: { seconds: text, seed: text, input: text },
    allowPositionals: true,
  });
  const seconds = Number(values.seconds ?? "30");
  const seed = Number(values.seed ?? "1");
  const only = values.input === undefined ? undefined : Number(values.input);
  const all = decodersOf(loadCorpus()).map(({ name }) => name);
  const names =
    positionals.length === 0 ? all : all.filter((name) => positionals.some((start) => name.startsWith(start)));
  if (!(seconds > 0) || !Number.isSafeInteger(seed) || names.length === 0) {
    console.error(`npm run fuzz -- [--seconds S] [--seed N] [--input I] [name …]\nnames: ${all.join(" ")}`);
    return 2;
  }
  const threads = Math.max(1, Math.min(os.availableParallelism(), names.length));
  console.log(`fuzz: ${names.length} decoders, ${seconds} s each, seed ${seed}, ${threads} threads`);
  const results = await runFuzz(await bundleFuzzer(), names, {
    seed,
    seconds,
    threads,
    ...(only === undefined ? {} : { only }),
    onResult: ({ name, calls, caught, fault }) =>
      console.log(
        `${fault ? "BAD " : "good"} ${name}: ${calls} inputs, ${caught} refused${fault ? `\n     ${fault}` : ""}`,
      ),
  });
  const bad = results.filter(({ fault }) => fault !== undefined).length;
  console.log(`fuzz: ${results.length - bad} good, ${bad} bad`);
  return bad === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

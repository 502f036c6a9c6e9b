import { parseArgs } from "node:util";
import { bundleChild, hasPostgres, killablePostgres } from "./prepare";
import { runRound } from "./run-round";
import { describeStrike, type Kind, NODE_KINDS, OWN_KINDS, type Round, scheduleOf } from "./schedule";

/*
 * npm run chaos -- --seed N --minutes M [--rounds R] [--only kind,kind] [--plan] [--verbose]: the explorer under faults that come and
 * go by a schedule, which the seed decides. Exit code 1 when a row or an answer was ever wrong or did not come back.
 */
async function main(): Promise<number> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      seed: text,
      minutes: text,
      rounds: text,
      only: text,
      plan: { type: "boolean" },
      verbose: { type: "boolean" },
    },
  });
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
  const minutes = Number(values.minutes ?? "5");
  const rounds = values.rounds === undefined ? Number.POSITIVE_INFINITY : Number(values.rounds);
  const kinds = values.only?.split(",") as Kind[] | undefined;
  const unknown = kinds?.find((kind) => ![...NODE_KINDS, ...OWN_KINDS].includes(kind));
  if (!Number.isSafeInteger(seed) || !(minutes > 0) || !(rounds > 0) || unknown !== undefined) {
    console.error("npm run chaos -- --seed N --minutes M [--rounds R] [--only kind,kind] [--plan] [--verbose]");
    return 2;
  }
  const isPostgresHere = hasPostgres();
  console.log(
    `chaos: seed ${seed}, ${minutes} minutes${isPostgresHere ? "" : ", without PostgreSQL (not installed): database-kill kills the process"}`,
  );
  const schedule = scheduleOf({ seed, hasPostgres: isPostgresHere, ...(kinds ? { kinds } : {}) });
  if (values.plan) {
    for (const round of schedule) {
      print(round);
      if (round.round >= Math.min(rounds, 5)) return 0;
    }
  }
  const child = await bundleChild();
  const postgres = isPostgresHere ? await killablePostgres() : undefined;
  const until = performance.now() + minutes * 60_000;
  let failed = 0;
  let ran = 0;
  try {
    for (const round of schedule) {
      if (round.round > rounds || (ran > 0 && performance.now() > until)) break;
      print(round);
      const tools = {
        ...child,
        seed,
        log: (line: string) => console.log(line),
        ...(postgres && round.store === "postgres" ? { postgres: { ...postgres, url: await postgres.fresh() } } : {}),
        ...(values.verbose ? { isVerbose: true } : {}),
      };
      const result = await runRound(round, tools);
      ran += 1;
      const figures = `${result.checks} checks of all rows, ${result.answersCompared} answers compared, ${result.starts} starts, ${result.gaps} gaps declared, healed after ${(result.healedMs / 1_000).toFixed(1)} s`;
      if (result.failures.length === 0) console.log(`  good: ${figures}`);
      else {
        failed += 1;
        console.log(`  FAILED: ${figures}`);
        for (const failure of result.failures) console.log(`  - ${failure}`);
      }
    }
  } finally {
    await postgres?.stop();
  }
  console.log(`chaos: seed ${seed}: ${ran - failed} rounds good, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function print({ round, recording, store, fromHead, untilHead, strikes }: Round): void {
  console.log(`round ${round}: ${recording}, ${store}, provider heads ${fromHead} to ${untilHead}`);
  for (const strike of strikes) console.log(`  ${describeStrike(strike)}`);
}

// So that what was started and mounted goes with us (their `exit` handlers), also when somebody ends us.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

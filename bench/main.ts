import { startPostgres } from "../scripts/lib/temporary-postgres.mjs";
import { benchCards } from "./cards";
import { benchCrowd, runCrowdPart } from "./crowd/crowd";
import { benchIndex } from "./index-speed";
import { benchLight } from "./light";
import { benchPagesBesideVerifier } from "./light-pages";
import { benchMatrix } from "./matrix";
import { benchMillion } from "./million";
import { benchPackets } from "./packets";
import { benchPaint } from "./paint";
import {
  type Measured,
  measureBareFloor,
  measureCosmjs,
  measureFloor,
  measureIndex,
  measureWarmIndex,
} from "./reading";
import { benchSearch } from "./search";
import { benchSecurity } from "./security";

/*
 * npm run bench [-- cards | crowd | index [rounds [both]] | light | matrix [port] | million | packets | paint | search | security]:
 * ratios measured in one run against a named floor. Each variant runs in a process of its own, against the same served recording;
 * no figure here is a test, since machines differ and their speed drifts.
 */

const VARIANTS: Readonly<Record<string, () => Promise<Measured>>> = {
  floor: measureFloor,
  "bare-floor": measureBareFloor,
  pglite: measureIndex,
  postgres: measureIndex,
  "pglite-warm": measureWarmIndex,
  "postgres-warm": measureWarmIndex,
  cosmjs: measureCosmjs,
};

/** On the server that `BENCH_DATABASE_URL` names, whose rows stay there for the next run, or on one of our own. */
async function onPostgres(work: (url: string) => Promise<boolean>): Promise<boolean> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given !== undefined && given !== "") return work(given);
  const postgres = await startPostgres();
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function main(): Promise<void> {
  const [command = "index", name = "", which = ""] = process.argv.slice(2);
  const rounds = name === "" ? undefined : Number(name);
  if (command === "variant") {
    const measure = VARIANTS[name];
    if (!measure) throw new Error(`there is no variant ${name}`);
    console.log(JSON.stringify(await measure()));
  } else if (command === "index" && (rounds === undefined || (Number.isInteger(rounds) && rounds > 0))) {
    await benchIndex(rounds, which === "both");
  } else if (command === "packets") {
    await benchPackets(name === "" ? undefined : name);
  } else if (command === "search") {
    if (!(await benchSearch(process.env.BENCH_DATABASE_URL))) throw new Error("a named figure is missed");
  } else if (command === "crowd-part") {
    await runCrowdPart(name);
  } else if (command === "crowd") {
    if (!(await benchCrowd())) throw new Error("a named figure is missed");
  } else if (command === "paint") {
    if (!(await benchPaint(name === "" ? undefined : Number(name)))) throw new Error("a named figure is missed");
  } else if (command === "matrix") {
    if (!(await benchMatrix(name === "" ? undefined : Number(name)))) throw new Error("a named figure is missed");
  } else if (command === "light") {
    const isFast = benchLight();
    await benchPagesBesideVerifier();
    if (!isFast) throw new Error("a named figure is missed");
  } else if (command === "cards") {
    if (!(await benchCards())) throw new Error("a named figure is missed");
  } else if (command === "security") {
    if (!(await benchSecurity(process.env.BENCH_DATABASE_URL))) throw new Error("a named figure is missed");
  } else if (command === "million") {
    if (!(await onPostgres(benchMillion))) throw new Error("a named figure is missed");
  } else {
    console.error(
      "npm run bench -- cards | crowd | paint | light | index [rounds [both]] | matrix [port] | million | packets [PostgreSQL URL] | search | security",
    );
    process.exit(2);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);

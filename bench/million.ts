import { type CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { migrate } from "@/lib/store/migrate";
import { forShortQueries } from "@/lib/store/open-store";
import type { Database } from "@/lib/store/schema";
import { type ReadPlace, storeReads } from "../test/support/store-reads";
import { fillMillion, SHAPE } from "./million-rows";

/*
 * Every query of every page on a store of a million blocks and ten million rows, at the head and at heights of the past. What
 * is measured is planning and execution as the database itself tells them; what transfer and decoding add is told beside it.
 */

/** Named in issue 9, milliseconds at p95. */
const NAMED_MS = 10;
/**
 * Reads of the whole state of a thousand consumers with 180 validators each: the first state a process makes, and one of a
 * height far from any it has made; every other state comes of one of those by `listStep`. They are named by what a row costs.
 */
const WHOLE_STATE = new Set(["listOptedInAt", "listStoredAt", "listAssignedKeysAt", "listCommissionsAt"]);
/** Asked by the indexer when it starts, by no page. */
const NO_PAGE = new Set(["loadResumeState", "loadChain"]);
const NAMED_US_PER_ROW = 5;
/** Of so many runs of one query the quickest counts: what others do on the machine is none of its cost. */
const RUNS = 3;
const HEADS = 5;
const PAST = 20;

interface Sample {
  readonly databaseMs: number;
  readonly wallMs: number;
  readonly rows: number;
  /** Pages of 8 kB looked at: what is left of a figure on a machine that others use too. */
  readonly pages: number;
  readonly isHead: boolean;
}

type Explained = Pick<Sample, "databaseMs" | "rows" | "pages">;

interface ExplainedPlan {
  readonly "Planning Time": number;
  readonly "Execution Time": number;
  readonly Plan: {
    readonly "Actual Rows": number;
    readonly "Shared Hit Blocks": number;
    readonly "Shared Read Blocks": number;
  };
}

/** Fills the database unless it is filled, measures, and prints a table. Whether every named figure is kept. */
export async function benchMillion(databaseUrl: string): Promise<boolean> {
  const seen: CompiledQuery[] = [];
  pg.types.setTypeParser(20, BigInt);
  const pool = forShortQueries(new pg.Pool({ connectionString: databaseUrl, max: 1 }));
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => {
      if (event.level === "query" && /^\s*\(?\s*(?:select|with)/i.test(event.query.sql)) seen.push(event.query);
    },
  });
  try {
    await migrate(db);
    await fillOnce(db);
    const samples = new Map<string, Sample[]>();
    const only = new RegExp(process.env.BENCH_ONLY ?? "");
    for (const [i, place] of places().entries()) {
      for (const [name, read] of Object.entries(storeReads(db, place))) {
        if (!only.test(name)) continue;
        if ((WHOLE_STATE.has(name) || NO_PAGE.has(name)) && i % 5 !== 0) continue;
        seen.length = 0;
        const begun = performance.now();
        await read();
        const wallMs = performance.now() - begun;
        const queries = [...seen];
        let worst: Explained = { databaseMs: 0, rows: 0, pages: 0 };
        for (const query of queries) {
          const told = await explain(db, query);
          if (told.databaseMs >= worst.databaseMs) worst = told;
        }
        samples.set(name, [...(samples.get(name) ?? []), { ...worst, wallMs, isHead: i < HEADS }]);
      }
    }
    return report(samples);
  } finally {
    await db.destroy();
  }
}

async function fillOnce(db: Kysely<Database>): Promise<void> {
  const there = await db.selectFrom("chain").select("network").where("network", "=", SHAPE.network).executeTakeFirst();
  if (there) return;
  const begun = performance.now();
  const rows = await fillMillion(db, console.log);
  const { rows: sizes } = await sql<{
    size: string;
  }>`select pg_size_pretty(pg_database_size(current_database())) as size`.execute(db);
  console.log(`${rows} rows in ${((performance.now() - begun) / 1_000).toFixed(0)} s, ${sizes[0]?.size}`);
}

async function explain(db: Kysely<Database>, query: CompiledQuery): Promise<Explained> {
  const told: Explained[] = [];
  for (let run = 0; run < RUNS; run += 1) told.push(await explainOnce(db, query));
  return told.reduce((best, one) => (one.databaseMs < best.databaseMs ? one : best));
}

async function explainOnce(db: Kysely<Database>, query: CompiledQuery): Promise<Explained> {
  const { rows } = await db.executeQuery<{ "QUERY PLAN": readonly ExplainedPlan[] }>({
    ...query,
    sql: `explain (analyze, buffers, timing off, format json) ${query.sql}`,
  });
  const plan = rows[0]?.["QUERY PLAN"][0];
  if (!plan) throw new Error("the database told no plan");
  const pages = plan.Plan["Shared Hit Blocks"] + plan.Plan["Shared Read Blocks"];
  return { databaseMs: plan["Planning Time"] + plan["Execution Time"], rows: plan.Plan["Actual Rows"], pages };
}

/** The head a few times with other things asked for, and heights of the past. The same ones in every run. */
function places(): ReadPlace[] {
  const { providerBlocks, epochBlocks, consumers, members, ownChains, network } = SHAPE;
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  return Array.from({ length: HEADS + PAST }, (_, i) => {
    const height = i < HEADS ? providerBlocks : 40_000 + random(providerBlocks - 40_000);
    const own = random(ownChains);
    const validator = random(members);
    const epoch = Math.floor(height / epochBlocks) - 1;
    const address = (v: number) => v.toString(16).padStart(40, "0");
    return {
      network,
      provider: "p-1",
      height,
      timeNs: BigInt(height) * 6_000_000_000n,
      epochHeights: Array.from({ length: 60 }, (_, back) => (epoch - back) * epochBlocks),
      consumerChain: `c-${own}`,
      consumerHeight: Math.floor(height / 5),
      consumerId: String(own),
      allConsumers: Array.from({ length: consumers }, (_, c) => String(c)),
      channelId: `channel-${own}`,
      allChannels: Array.from({ length: consumers }, (_, c) => `channel-${c}`),
      clientId: `07-tendermint-${own}`,
      allClients: Array.from({ length: consumers }, (_, c) => `07-tendermint-${c}`),
      validator: address(validator),
      setMembers: Array.from({ length: members }, (_, v) => address(v)),
      operator: `op${validator}`,
      consumerAddress: "0".repeat(40),
      txHash: "0".repeat(64),
      blockHash: "0".repeat(64),
      setHash: "0".repeat(64),
      proposalId: String(1 + random(900)),
      epoch: BigInt(epoch),
      sequence: BigInt(epoch),
    };
  });
}

function report(samples: ReadonlyMap<string, readonly Sample[]>): boolean {
  const lines = [...samples].map(([name, all]) => {
    const p95 = (some: readonly Sample[]) =>
      at(
        some.map(({ databaseMs }) => databaseMs).sort((x, y) => x - y),
        0.95,
      );
    const worst = p95(all);
    const rows = Math.max(...all.map((sample) => sample.rows));
    const pages = Math.max(...all.map((sample) => sample.pages));
    const wall = at(
      all.map(({ wallMs }) => wallMs).sort((x, y) => x - y),
      0.95,
    );
    const perRow = (worst * 1_000) / Math.max(1, rows);
    const isWhole = WHOLE_STATE.has(name);
    const isKept = NO_PAGE.has(name) || (isWhole ? perRow <= NAMED_US_PER_ROW : worst <= NAMED_MS);
    const note = NO_PAGE.has(name) ? "no page asks" : isWhole ? `whole state: ${perRow.toFixed(1)} µs a row` : "";
    const [head, past] = [true, false].map((isHead) => p95(all.filter((sample) => sample.isHead === isHead)));
    return { name, figures: [head, past, wall], worst, rows, pages, isKept, note };
  });
  console.log("p95 in ms                    at head     past  +transfer     rows    pages");
  for (const { name, figures, rows, pages, isKept, note } of lines.toSorted((x, y) => y.worst - x.worst)) {
    const told = figures.map((ms) => (ms ?? Number.NaN).toFixed(2).padStart(8)).join(" ");
    const sizes = [rows, pages].map((count) => String(count).padStart(8)).join(" ");
    console.log(`${name.padEnd(27)} ${told}   ${sizes}  ${isKept ? "" : "MISSED "}${note}`);
  }
  const missed = lines.filter(({ isKept }) => !isKept);
  const verdict = missed.length === 0 ? "all kept" : `missed by ${missed.map(({ name }) => name).join(", ")}`;
  console.log(`${lines.length} queries, named: p95 ≤ ${NAMED_MS} ms in the database; ${verdict}`);
  return missed.length === 0;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

import { readdirSync } from "node:fs";
import path from "node:path";
import { type CompiledQuery, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ReadPlace, storeReads } from "../../test/support/store-reads";
import { migrate } from "./migrate";
import type { Database } from "./schema";
import { freshDatabase } from "./test-database";

/*
 * Reads the plan of every query against tables of some size: a sequential scan of a table that grows with the chain is a page
 * that gets slower every day. The planner of PostgreSQL decides; PGlite has the same one.
 */

const databaseUrl = process.env.TEST_DATABASE_URL;
const isHere = databaseUrl !== undefined;
/** Tables of a few rows however long the chain gets. */
const SMALL = new Set([
  "chain",
  "pg_class",
  "subject",
  "endpoint",
  "gap",
  "consumer_chain_link",
  "provider_params",
  "queued_packet",
  "trust_root",
  "endpoint_verdict",
]);

let db: Kysely<Database>;
const seen: CompiledQuery[] = [];

beforeAll(async () => {
  if (!isHere) {
    if (process.env.CI) throw new Error("TEST_DATABASE_URL is not set: no plan can be read");
    return;
  }
  const pool = new pg.Pool({
    connectionString: await freshDatabase(databaseUrl),
    max: 1,
    options: "-c jit=off -c max_parallel_workers_per_gather=0",
  });
  pg.types.setTypeParser(20, BigInt);
  db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    log: (event) => {
      if (event.level === "query" && /^\s*\(?\s*(?:select|with)/i.test(event.query.sql)) seen.push(event.query);
    },
  });
  await migrate(db);
  for (const statement of SYNTHETIC) await sql.raw(statement).execute(db);
  await sql`analyze`.execute(db);
}, 120_000);
afterAll(() => db?.destroy());

const OPEN = "9223372036854775807";
const SYNTHETIC = [
  `insert into block select n, 'p-1', h, h * 6000000000::int8, 'h', 'a', 'v', 'v', 'p', 0, 0, 0, 0, 0, '02', 0 from generate_series(1, 20000) h, (values ('net'), ('other')) x(n)`,
  `insert into block select 'net', 'c-' || c, h, h * 6000000000::int8, 'h', 'a', 'v', 'v', 'p', 0, 0, 0, 0, 0, '02', 0 from generate_series(1, 4) c, generate_series(1, 5000) h`,
  `insert into comet_validator select n, 'p-1', 'v' || v, 'k', 5, r * 400, case when r = 50 then ${OPEN} else (r + 1) * 400 end from generate_series(1, 180) v, generate_series(1, 50) r, (values ('net'), ('other')) x(n)`,
  `insert into validator select n, 'op' || v, 'v' || v, 'k', 'm', '', '', '', '0', 5, 'bonded', false, 5, true, r * 200, case when r = 100 then ${OPEN} else (r + 1) * 200 end from generate_series(1, 180) v, generate_series(1, 100) r, (values ('net'), ('other')) x(n)`,
  `insert into consumer select n, c::text, 'c-' || c, 'launched', 'o', '{}', null, '{}', null, 'cl', 'channel-' || c, '[]', null, null, r * 1000, case when r = 20 then ${OPEN} else (r + 1) * 1000 end from generate_series(0, 299) c, generate_series(1, 20) r, (values ('net'), ('other')) x(n)`,
  `insert into opted_in select n, c::text, 'v' || v, 100, ${OPEN} from generate_series(0, 299) c, generate_series(1, 60) v, (values ('net'), ('other')) x(n)`,
  `insert into opted_in select 'net', c::text, 'w' || v, 100, 5000 from generate_series(0, 299) c, generate_series(1, 200) v`,
  `insert into stored_validator select 'net', c::text, 'v' || v, 5, 'k', 100, r * 400, case when r = 10 then ${OPEN} else (r + 1) * 400 end from generate_series(0, 299) c, generate_series(1, 60) v, generate_series(1, 10) r`,
  `insert into assigned_key select 'net', c::text, 'v' || v, 'a' || v, 'k', r * 900, case when r = 10 then ${OPEN} else (r + 1) * 900 end from generate_series(0, 299) c, generate_series(1, 10) v, generate_series(1, 10) r`,
  `insert into consumer_commission select 'net', c::text, 'v' || v, '0.1', r * 900, case when r = 10 then ${OPEN} else (r + 1) * 900 end from generate_series(0, 299) c, generate_series(1, 10) v, generate_series(1, 10) r`,
  `insert into slash_meter select n, 5, 5, null, r * 4, case when r = 5000 then ${OPEN} else (r + 1) * 4 end from generate_series(1, 5000) r, (values ('net'), ('other')) x(n)`,
  `insert into client_state select 'net', 'p-1', 'cl-' || c, 5, null, false, r * 100, case when r = 200 then ${OPEN} else (r + 1) * 100 end from generate_series(1, 50) c, generate_series(1, 200) r`,
  `insert into vsc_epoch select n, e, e * 30 from generate_series(1, 5000) e, (values ('net'), ('other')) x(n)`,
  `insert into packet_event select 'net', 'p-1', s, c, k, 'provider', 'channel-' || c, 'consumer', 'channel-0', s, 5, '{"valsetUpdateId":"7"}', null, 't', 0 from generate_series(1, 10) c, generate_series(1, 2500) s, (values ('send'), ('ack')) x(k) on conflict do nothing`,
  `insert into packet_event select 'net', 'c-' || c, s, 1000, 'recv', 'provider', 'channel-' || c, 'consumer', 'channel-0', s, 5, '{"valsetUpdateId":"7"}', null, 't', 0 from generate_series(1, 4) c, generate_series(1, 5000) s`,
  `insert into reward_total select 'net', 'p-1', c::text, 'ibc/A', 'u', 'channel-1', 't', 1, 0, h, h, h, true, h, h + 10 from generate_series(0, 99) c, generate_series(1, 19990, 100) h`,
  `insert into reward_receipt select 'net', 'p-1', s, c, c::text, 'ibc/A', 5, 'channel-1', 'channel-1', s, 't', 0 from generate_series(0, 19) c, generate_series(1, 1000) s`,
  `insert into reward_sent select 'net', 'c-' || c, 'channel-1', 'u', 1, h, 0, h, h, h + 10 from generate_series(1, 20) c, generate_series(1, 19990, 20) h`,
  `insert into reward_packet select 'net', 'c-' || c, 'channel-1', s, 'u', 5, s * 10, s * 10 + 7 from generate_series(1, 20) c, generate_series(1, 1000) s`,
  `insert into relay_tx select n, 'p-1', 't' || h, h, 'r', '[]', 1 from generate_series(1, 20000) h, (values ('net'), ('other')) x(n)`,
  `insert into handshake_event select n, 'p-1', h, 0, 'channel_open_try', 'provider', 'channel-' || h, 'connection-' || h, 'cl-' || h, null, null, 't' from generate_series(1, 20000) h, (values ('net'), ('other')) x(n)`,
  `insert into queued_infraction select 'net', c::text, '{}', null, r * 100, case when r = 20 then ${OPEN} else (r + 1) * 100 end from generate_series(0, 299) c, generate_series(1, 20) r`,
  `insert into timeline_event select n, c::text, r * 30, 0, case when r % 400 = 0 then 'launch-failed' else 'opt-in' end, 't', '{}' from generate_series(0, 299) c, generate_series(1, 60) r, (values ('net'), ('other')) x(n)`,
  `insert into punishment select n, h, 0, 'v' || (h % 180), 'downtime', 'consumer', '7', 'c-7', 'channel-7', h, null, 't', 0, null, 'a', 5, h - 30, '0.01', null, false, 5, 5, 0, null, '{}' from generate_series(1, 9000) h, (values ('net'), ('other')) x(n)`,
  `insert into unjailing select n, h, 0, 'op' || (h % 180), 't' from generate_series(1, 9000) h, (values ('net'), ('other')) x(n)`,
  `insert into slash_request select n, c, h, 0, 'a' || (h % 180), 'downtime', 5 from generate_series(1, 9000) h, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1')) y(c)`,
  `insert into set_member select 'net', c, 'v' || v, r * 400, case when r = 40 then ${OPEN} else r * 400 + 390 end from generate_series(1, 180) v, generate_series(1, 40) r, (values ('p-1'), ('c-1')) x(c)`,
  `insert into missed_blocks select n, 'p-1', 'v' || v, r * 100, r * 100 + 2 from generate_series(1, 180) v, generate_series(1, 200) r, (values ('net'), ('other')) x(n)`,
  `insert into outstanding_downtime select n, c, 'v' || v, r * 100, r * 100 + 40 from generate_series(1, 180) v, generate_series(1, 100) r, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1')) y(c)`,
  `insert into block_limits select n, c, 1, 1, r * 100, case when r = 200 then ${OPEN} else (r + 1) * 100 end from generate_series(1, 200) r, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1')) y(c)`,
  `insert into slashing_params select n, c, '{}', r * 100, case when r = 200 then ${OPEN} else (r + 1) * 100 end from generate_series(1, 200) r, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1')) y(c)`,
  `insert into proposal select n, c, i, i * 20, i * 20, 0, 't', 'a', 't', repeat('s', 500), '', false, '[]' from generate_series(1, 1000) i, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1'), ('c-2'), ('c-3')) y(c)`,
  `insert into proposal_status select n, c, i, 'voting', 0, 0, 0, 0, 0, null, '[]', null, i * 20 + s, case when s = 2 then ${OPEN} else i * 20 + s + 1 end from generate_series(1, 1000) i, generate_series(0, 2) s, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1')) y(c)`,
  `insert into proposal_deposit select n, 'p-1', i * 20, 0, i, 'd', '5uatom', 't' from generate_series(1, 1000) i, (values ('net'), ('other')) x(n)`,
  `insert into proposal_vote select n, 'p-1', i * 20, v, i, 'v' || v, '[]', 't' from generate_series(1, 1000) i, generate_series(1, 100) v, (values ('net'), ('other')) x(n)`,
  `insert into proposal_tally select n, 'p-1', i, i * 20 + s, 1, 1, 1, 1, false from generate_series(1, 1000) i, generate_series(0, 2) s, (values ('net'), ('other')) x(n)`,
  `insert into light_block select n, c, h * 100, 0, 'h', 'a', '{}' from generate_series(1, 500) h, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1')) y(c)`,
  `insert into verification select n, ch, c::text, 'phase', h * 500, 'proven', null, '', 1, null, 0 from generate_series(1, 40) h, generate_series(0, 99) c, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1')) y(ch)`,
  `insert into checked_subject select n, ch, c::text, 's' || s from generate_series(0, 299) c, generate_series(1, 9) s, (values ('net'), ('other')) x(n), (values ('p-1'), ('c-1'), ('c-2'), ('c-3')) y(ch)`,
];

const PLACE: ReadPlace = {
  network: "net",
  provider: "p-1",
  height: 19_000,
  timeNs: 6_000_000_000_000n,
  epochHeights: [18_900, 19_000],
  consumerChain: "c-3",
  consumerHeight: 4_900,
  consumerId: "7",
  allConsumers: ["7", "9"],
  channelId: "channel-3",
  allChannels: ["channel-3", "channel-4"],
  clientId: "cl-7",
  allClients: ["cl-7", "cl-8"],
  validator: "v7",
  setMembers: Array.from({ length: 180 }, (_, v) => `v${v + 1}`),
  operator: "op7",
  consumerAddress: "a7",
  txHash: "t5",
  blockHash: "ab",
  setHash: "v",
  proposalId: "7",
  epoch: 5n,
  sequence: 900n,
};

const NAMES = Object.keys(storeReads(undefined as never, PLACE));

test("every read of the store is tried here", async () => {
  const files = readdirSync(import.meta.dirname).filter((file) =>
    /^(?:read-.*|chain-rows|load-open|subject-rows)\.ts$/.test(file),
  );
  const modules = await Promise.all(files.map((file) => import(path.join(import.meta.dirname, file))));
  const reads = modules
    .flatMap((module) => Object.keys(module))
    .filter((name) => /^(?:find|list|load|count)/.test(name));
  expect(reads.length).toBeGreaterThan(100);
  expect(reads.filter((name) => !NAMES.includes(name))).toEqual([]);
});

test.runIf(isHere).each(NAMES)("%s finds its rows by an index", async (name) => {
  seen.length = 0;
  await storeReads(db, PLACE)[name]?.();
  const queries = [...seen];
  expect(queries.length).toBeGreaterThan(0);
  for (const query of queries) {
    const { rows } = await db.executeQuery<{ "QUERY PLAN": { Plan: PlanNode }[] }>({
      ...query,
      sql: `explain (format json) ${query.sql}`,
    });
    const scanned = rows.flatMap((row) => row["QUERY PLAN"]).flatMap(({ Plan }) => sequentialScans(Plan));
    expect(scanned.filter((table) => !SMALL.has(table))).toEqual([]);
  }
});

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

function sequentialScans(node: PlanNode): string[] {
  const own = node["Node Type"] === "Seq Scan" && node["Relation Name"] !== undefined ? [node["Relation Name"]] : [];
  return [...own, ...(node.Plans ?? []).flatMap(sequentialScans)];
}

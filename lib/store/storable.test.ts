import { createHash } from "node:crypto";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshDatabase } from "@/lib/store/test-database";
import { loadChain, recordGap, updateChainState, upsertChain, upsertEndpoint } from "./chain-rows";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { listGaps } from "./read-chain";
import { storableJson, storableText } from "./storable";
import { type BlockTableName, isBlockTable, nameColumns } from "./tables";
import { writeBatch } from "./write-batch";

/** Texts in which what cannot be stored stands often, beside what looks like it. */
const text = fc
  .array(
    fc.oneof(fc.constantFrom("\0", "\ud800", "\udfff", "\\", "\\u0000", "\\ud800", "😀", '"', "\n"), fc.string()),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(""));

test("what is stored as JSON is the value with each of its texts made storable", () => {
  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return storableText(value);
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [storableText(key), clean(entry)]));
  };
  const value = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(text, tie("tree"), { maxKeys: 4 }),
    ),
  })).tree;
  fc.assert(
    fc.property(value, (given) => {
      expect(JSON.parse(storableJson(given))).toEqual(clean(given));
    }),
  );
});

const servers: readonly (readonly ["pglite" | "postgres", string | undefined])[] = [
  ["pglite", undefined],
  ...(process.env.TEST_DATABASE_URL ? [["postgres", process.env.TEST_DATABASE_URL] as const] : []),
];

describe.each(servers)("on %s no text of a node or a person ends the writing", (_kind, url) => {
  let store: Store;
  const key = { network: "n", chainId: "c" };

  beforeAll(async () => {
    const database = url === undefined ? {} : { databaseUrl: await freshDatabase(url) };
    store = await openStore({ dataDir: "memory://", ...database });
    await migrate(store.db);
    await upsertChain(store.db, { ...key, role: "provider" });
  });
  afterAll(() => store?.close());

  test("rows, memory, states, endpoints and gaps", async () => {
    let next = 1;
    await fc.assert(
      fc.asyncProperty(text, async (hostile) => {
        const row = {
          chain_id: "c",
          proposal_id: String(next),
          known_height: next,
          title: hostile,
          summary: hostile,
          metadata: hostile,
          expedited: false,
          messages: [{ fields: { [hostile]: hostile } }],
        };
        await writeBatch(store.db, {
          ...key,
          expectedNextHeight: next === 1 ? undefined : next,
          nextHeight: next + 1,
          ...(next === 1 ? { firstHeight: 1 } : {}),
          memory: { [hostile]: hostile },
          rows: { proposal: [row] },
        });
        await updateChainState(store.db, { ...key, state: "waiting", detail: hostile });
        await upsertEndpoint(store.db, { ...key, url: "http://node", info: { chainId: hostile } });
        await recordGap(store.db, { ...key, fromHeight: 1, toHeight: 1, reason: hostile });
        const { rows } = await sql<{ title: string; messages: unknown }>`
          select title, messages from proposal where proposal_id = ${next}::int8`.execute(store.db);
        const kept = storableText(hostile);
        expect(rows).toEqual([{ title: kept, messages: [{ fields: { [kept]: kept } }] }]);
        expect((await loadChain(store.db, key))?.stateDetail).toBe(kept);
        expect((await listGaps(store.db, "n"))[0]?.reason).toBe(kept);
        next += 1;
      }),
      { numRuns: 60, seed: 9, endOnFailure: true },
    );
  });

  test("names longer than an index can hold are cut, told apart, and the same again; others stay as they are", async () => {
    const base = { chain_id: "long", height: 1, kind: "sent", dst_port: "transfer", dst_channel: "channel-1" };
    const noise = (seed: number) =>
      Array.from({ length: 200 }, (_, i) => createHash("sha256").update(`${seed} ${i}`).digest("base64")).join("");
    const wide = "\u6f22".repeat(128);
    const rows = [noise(1), noise(2), `${noise(1)}x`, wide, "channel-7"].map((name, event_index) => ({
      ...base,
      event_index,
      src_port: name,
      src_channel: name,
      sequence: "1",
      tx_hash: name,
      data: { text: name },
    }));
    await upsertChain(store.db, { network: "n", chainId: "long", role: "consumer" });
    const batch = { network: "n", chainId: "long", expectedNextHeight: undefined, nextHeight: 2, memory: {} };
    await writeBatch(store.db, { ...batch, rows: { packet_event: rows } });
    const kept = await store.db
      .selectFrom("packet_event")
      .select(["src_port", "src_channel", "tx_hash"])
      .where("chain_id", "=", "long")
      .orderBy("event_index")
      .execute();
    expect(new Set(kept.map(({ src_port }) => src_port)).size).toBe(5);
    for (const [i, row] of kept.entries()) {
      expect(new Set(Object.values(row)).size).toBe(1);
      if (i >= 3) expect(row.src_port).toBe(rows[i]?.src_port);
      else expect(row.src_port).toBe(`${rows[i]?.src_port.slice(0, 60)}~${sha256(rows[i]?.src_port ?? "")}`);
    }
  });

  test("every text that stands in an index has a bound", async () => {
    const { rows } = await sql<{ table: string; column: string }>`
      select distinct c.relname as "table", a.attname as "column" from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and a.atttypid = 'text'::regtype and a.attname <> 'network'`.execute(store.db);
    const ours = rows.filter(({ table }) => isBlockTable(table));
    expect(ours.length).toBeGreaterThan(60);
    for (const { table, column } of ours) expect(nameColumns(table as BlockTableName), table).toContain(column);
  });
});

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

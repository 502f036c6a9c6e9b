import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PgliteSession } from "./pglite-session";

let db: PGlite;
let session: PgliteSession;
const prepared = async () =>
  Number((await db.query<{ n: number }>("select count(*)::int as n from pg_prepared_statements")).rows[0]?.n);

beforeAll(async () => {
  db = await PGlite.create();
  session = new PgliteSession(db);
  await session.query(
    "create table sample (id int8 primary key, name text, data jsonb, bytes bytea, flags bool[])",
    [],
  );
});
afterAll(() => db.close());

test("a statement answers the same the first time, prepared, and by the package itself", async () => {
  const insert = "insert into sample values ($1, $2, $3, $4, $5)";
  const rows = [
    ["1", 'it\'s \\ "so" é 🚀', { a: [1, null, "x"] }, new Uint8Array([0, 255, 39]), [true, false]],
    [2n, null, '"a text"', null, []],
    ["9007199254740993", "", [1, { b: 2 }], new Uint8Array(), null],
  ];
  for (const row of rows) expect((await session.query(insert, row)).affectedRows).toBe(1);
  const select = "select *, $2::int4[] as given from sample where id >= $1 order by id";
  const own = await db.query(select, ["1", [3, 4]]);
  for (let i = 0; i < 4; i += 1) {
    const { rows: found } = await session.query(select, ["1", [3, 4]]);
    expect(found).toEqual(own.rows);
  }
  expect(own.rows).toHaveLength(3);
  expect(own.rows[0]).toMatchObject({ name: rows[0]?.[1], data: { a: [1, null, "x"] }, given: [3, 4] });
});

test("a statement that fails says why, each time, and the next one works", async () => {
  const twice = "insert into sample (id) values ($1)";
  await session.query(twice, ["50"]);
  for (let i = 0; i < 3; i += 1) await expect(session.query(twice, ["50"])).rejects.toMatchObject({ code: "23505" });
  const broken = "select nothing from sample";
  for (let i = 0; i < 3; i += 1) await expect(session.query(broken, [])).rejects.toMatchObject({ code: "42703" });
  await expect(session.query("select id from sample where id = $1", ["x"])).rejects.toMatchObject({ code: "22P02" });
  expect((await session.query("select count(*)::int4 as n from sample where id = $1", ["50"])).rows).toEqual([
    { n: 1 },
  ]);
});

test("what a transaction that failed had begun is undone, and its statements go on", async () => {
  const add = "insert into sample (id, name) values ($1, $2)";
  await session.query("begin", []);
  await session.query(add, ["60", "a"]);
  await expect(session.query(add, ["60", "b"])).rejects.toMatchObject({ code: "23505" });
  await expect(session.query(add, ["61", "c"])).rejects.toMatchObject({ code: "25P02" });
  await session.query("rollback", []);
  const find = "select id from sample where id in ($1, $2)";
  for (let i = 0; i < 3; i += 1) expect((await session.query(find, ["60", "61"])).rows).toEqual([]);
});

test("a table that has changed is answered as it is now", async () => {
  const all = "select * from sample where id = $1";
  for (let i = 0; i < 3; i += 1) expect((await session.query(all, ["1"])).rows[0]).not.toHaveProperty("added");
  await session.query("alter table sample add column added int4 not null default 7", []);
  for (let i = 0; i < 3; i += 1) expect((await session.query(all, ["1"])).rows[0]).toHaveProperty("added", 7);
});

test("after a change of a table that was undone, a statement made meanwhile fails once at most", async () => {
  const all = "select * from sample where id = $1 -- undone";
  await session.query("begin", []);
  await session.query("alter table sample add column undone int4", []);
  for (let i = 0; i < 3; i += 1) expect((await session.query(all, ["1"])).rows[0]).toHaveProperty("undone", null);
  await session.query("rollback", []);
  await session.query(all, ["1"]).catch((error: unknown) => expect(error).toMatchObject({ code: "0A000" }));
  for (let i = 0; i < 3; i += 1) expect((await session.query(all, ["1"])).rows[0]).not.toHaveProperty("undone");
});

test("statements are kept up to a bound, and those that do not come again are not kept", async () => {
  const before = await prepared();
  for (let i = 0; i < 20; i += 1) await session.query(`select ${i} as once`, []);
  expect(await prepared()).toBe(before);
  for (let i = 0; i < 400; i += 1) {
    for (let times = 0; times < 2; times += 1) {
      expect((await session.query(`select ${i} as n, $1::text as given`, ["x"])).rows).toEqual([{ n: i, given: "x" }]);
    }
  }
  expect(await prepared()).toBe(300);
});

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { heldAt, heldBetween, heldOfLasting, type RangeTable, stretchesOf } from "./ranges";
import { OPEN_UNTIL } from "./schema";

type OfChain = RangeTable & { readonly chainId: string };
const MISSED: OfChain = { table: "missed_blocks", network: "net", chainId: "c-1", key: ["address"] };
const REWARDS: OfChain = { table: "reward_total", network: "net", chainId: "p-1", key: ["consumer_id", "denom"] };

let store: Store;

beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  // 60 addresses with 200 ranges each and gaps between, the last of every third open; other chains and networks beside them.
  await sql`insert into missed_blocks select n, c, 'v' || v, r * 50 + v % 7,
      case when r = 199 and v % 3 = 0 then ${OPEN_UNTIL}::int8 else r * 50 + v % 7 + 1 + (v * r) % 40 end
    from generate_series(1, 60) v, generate_series(0, 199) r, (values ('net'), ('other')) x(n), (values ('c-1'), ('c-2')) y(c)`.execute(
    store.db,
  );
  await sql`insert into reward_total select 'net', 'p-1', c::text, d, 'u', 'channel-1', 't', 1, 0, r, r, 0, true, 1 + r * 100 + c,
      case when r = 99 then ${OPEN_UNTIL}::int8 else 1 + (r + 1) * 100 + c end
    from generate_series(0, 29) c, generate_series(0, 99) r, (values ('ibc/A'), ('ibc/B')) x(d)`.execute(store.db);
  // And sums that seldom change, beside those that change every hundred blocks; the last ones begin late.
  await sql`insert into reward_total select 'net', 'p-1', c::text, d, 'u', 'channel-1', 't', 1, 0, 0, 0, 0, true, b, e
    from generate_series(0, 4) c, (values ('ibc/C', 3, 7000), ('ibc/C', 7000, ${OPEN_UNTIL}::int8), ('ibc/D', 6000, ${OPEN_UNTIL}::int8)) x(d, b, e)`.execute(
    store.db,
  );
}, 60_000);
afterAll(() => store?.close());

const lines = async (query: ReturnType<typeof sql>) => {
  const { rows } = await sql<{ line: string }>`select to_jsonb(q)::text as line from (${query}) q`.execute(store.db);
  return rows.map(({ line }) => line).sort();
};
const plainly = ({ table, network, chainId }: OfChain, since: number, height: number) =>
  sql`select * from ${sql.table(table)} where network = ${network} and chain_id = ${chainId}
    and until_height > ${since} and from_height <= ${height}`;

test("near the head and long before it, the ranges that held are those a look at all of them finds", async () => {
  for (const height of [0, 3, 60, 1_234, 4_999, 9_000, 9_960, 12_000])
    expect(await lines(heldAt(MISSED, height))).toEqual(await lines(plainly(MISSED, height, height)));
  expect((await lines(heldAt(MISSED, 1_234))).length).toBeGreaterThan(0);
});

test("a key of two columns", async () => {
  for (const height of [0, 50, 1_000, 5_000, 9_999])
    expect(await lines(heldAt(REWARDS, height))).toEqual(await lines(plainly(REWARDS, height, height)));
});

test("of sums, which end only by what follows them: those told by the ranges that end next, and those that are not", async () => {
  for (const height of [0, 50, 1_000, 5_000, 9_999])
    expect(await lines(heldOfLasting(REWARDS, height))).toEqual(await lines(plainly(REWARDS, height, height)));
});

test("all that held at any height of a stretch", async () => {
  for (const [since, height] of [
    [0, 10],
    [0, 20_000],
    [100, 400],
    [1_200, 1_201],
    [9_000, 9_990],
    [9_990, 9_990],
  ] as const)
    expect(await lines(heldBetween(MISSED, since, height))).toEqual(await lines(plainly(MISSED, since, height)));
});

test("heights are read in stretches of neighbours, each height once", () => {
  expect(stretchesOf([])).toEqual([]);
  expect(stretchesOf([50_000, 7, 19_000, 7, 70_001])).toEqual([[7, 19_000], [50_000], [70_001]]);
  expect(stretchesOf([50_000, 70_000])).toEqual([[50_000, 70_000]]);
});

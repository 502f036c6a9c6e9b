import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { listMissedBlocks } from "./read-signing";
import { OPEN_UNTIL } from "./schema";

const ON = { network: "net", chainId: "c-1" };
const MEMBERS = Array.from({ length: 40 }, (_, v) => `v${v + 1}`);

let store: Store;

/** Forty validators that miss now and then, some of them for thousands of blocks, and two that still do. */
beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  await sql`insert into missed_blocks select n, c, 'v' || v, r * 100 + v, case
      when r = 99 and v in (3, 30) then ${OPEN_UNTIL}::int8
      else r * 100 + v + 1 + (v * r) % 60 end
    from generate_series(1, 40) v, generate_series(0, 99) r, (values ('net'), ('other')) x(n), (values ('c-1'), ('c-2')) y(c)
    where v not in (7, 8)`.execute(store.db);
  await sql`insert into missed_blocks select 'net', 'c-1', 'v' || v, 500, 9000 + v from generate_series(7, 8) v`.execute(
    store.db,
  );
}, 60_000);
afterAll(() => store?.close());

async function plainly(since: number, height: number, members: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', address, from_height, case when until_height <= ${height} then until_height end) as line
    from missed_blocks where network = 'net' and chain_id = 'c-1' and until_height > ${since} and from_height <= ${height}
      and address in (select * from jsonb_array_elements_text(${JSON.stringify(members)}::jsonb))`.execute(store.db);
  return rows.map(({ line }) => line).sort();
}

test.each([
  ["of all", MEMBERS],
  ["of two who miss for long", ["v7", "v8"]],
  ["of one, and one nobody knows", ["v12", "v99"]],
])("ranges of a stretch %s, at the head and long before it", async (_name, members) => {
  let compared = 0;
  for (const height of [0, 10, 499, 500, 2_345, 2_346, 8_999, 9_007, 9_008, 9_903, 9_930, 12_000])
    for (const since of [0, height - 1, height - 700].filter((from) => from >= 0 && from <= height)) {
      const found = await listMissedBlocks(store.db, { ...ON, height }, since, members);
      const lines = found.map(({ address, from, until }) =>
        [address, from, ...(until === undefined ? [] : [until])].join(" "),
      );
      expect(lines.toSorted(), `${since} to ${height}`).toEqual(await plainly(since, height, members));
      expect(found.map(({ from }) => from)).toEqual(found.map(({ from }) => from).toSorted((a, b) => a - b));
      compared += found.length;
    }
  expect(compared).toBeGreaterThan(20);
});

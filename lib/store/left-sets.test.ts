import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { findLastLeaving, listLeftSets } from "./read-duties";
import { OPEN_UNTIL } from "./schema";

let store: Store;

beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  // Of twelve consumers: in every third v1 stays, in every third it comes and goes, and the others it left for good.
  await sql`insert into stored_validator select n, c::text, v, 5, 'k', 1, 100 + r * 100 + c,
      case when c % 3 = 0 and r = 19 then ${OPEN_UNTIL}::int8 when c % 3 = 1 then 160 + r * 100 + c else 100 + (r + 1) * 100 + c end
    from generate_series(0, 11) c, generate_series(0, 19) r, (values ('net'), ('other')) x(n), (values ('v1'), ('v2')) y(v)
    where c % 3 < 2 or r < 5`.execute(store.db);
}, 60_000);
afterAll(() => store?.close());

test.each([1, 100, 130, 165, 250, 605, 612, 999, 1_500, 2_099, 2_163, 9_000])(
  "what a validator has left at %i is what its last row in each set says",
  async (height) => {
    const { rows } = await sql<{ consumer_id: string; until_height: bigint }>`
      select * from (
        select distinct on (consumer_id) consumer_id, until_height from stored_validator
        where network = 'net' and cons_address = 'v1' and from_height <= ${height} order by consumer_id, from_height desc
      ) last where until_height <= ${height}`.execute(store.db);
    const left = await listLeftSets(store.db, { network: "net", height }, "v1");
    expect(left.sort((a, b) => (a.consumerId < b.consumerId ? -1 : 1))).toEqual(
      rows.map((row) => ({ consumerId: row.consumer_id, height: Number(row.until_height) })),
    );
  },
);

test("nobody has left a set since the last row that ended", async () => {
  expect(await findLastLeaving(store.db, { network: "net", height: 160 })).toBeUndefined();
  // The first stay on consumer 1 ends at 161, that on consumer 4 at 164.
  expect(await findLastLeaving(store.db, { network: "net", height: 163 })).toBe(161);
  expect(await findLastLeaving(store.db, { network: "net", height: 164 })).toBe(164);
});

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { listMembersAt } from "./read-members";
import { listPayeeNames, listRewardCandidates } from "./read-payees";
import { OPEN_UNTIL } from "./schema";

/*
 * What is read by leaping and told for each height here is held against a plain look at every row, height by height. Validators
 * of this record change their stakes often and their rates seldom, back to an earlier one too; one comes late.
 */

let store: Store;
const HEIGHTS = [2, 3, 402, 403, 404, 950, 1_201, 2_000, 4_999, 5_000, 30_000, 30_001, 60_500];

beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  const open = sql`${OPEN_UNTIL}::int8`;
  await sql`insert into provider_params select 'net', jsonb_build_object('numberOfEpochsToStartReceivingRewards', r, 'blocksPerEpoch', 5),
      1 + r * 1000, case when r = 9 then ${open} else 1 + (r + 1) * 1000 end from generate_series(0, 9) r`.execute(
    store.db,
  );
  // Validator 0 has one rate ever, the others change it every (v + 2)-th row, among three; validator 9 begins at 901.
  await sql`insert into validator select n, 'op' || v, 'v' || v, 'k', 'name ' || v || ' ' || r, '', '', '',
      case when v = 0 then '0.1' else '0.' || ((r / (v + 2)) % 3) end, 5, 'bonded', false, 5, true,
      1 + r * 100, case when r = 399 then ${open} else 1 + (r + 1) * 100 end
    from generate_series(0, 9) v, generate_series(0, 399) r, (values ('net'), ('other')) x(n) where v < 9 or r >= 9`.execute(
    store.db,
  );
  // One member of the set is no validator at all, and one has gaps.
  await sql`insert into stored_validator select n, c, 'v' || v, v * 10 + r, 'k', r, 3 + r * 400 + v,
      case when r = 99 then ${open} when v = 5 then 300 + r * 400 else 3 + (r + 1) * 400 + v end
    from generate_series(0, 10) v, generate_series(0, 99) r, (values ('net'), ('other')) x(n), (values ('7'), ('8')) y(c)`.execute(
    store.db,
  );
  await sql`insert into consumer_commission select 'net', c, 'v' || v, '0.5' || r, 3 + r * 2000,
      case when r = 9 then ${open} when v = 2 then 3 + r * 2000 + 900 else 3 + (r + 1) * 2000 end
    from generate_series(1, 3) v, generate_series(0, 9) r, (values ('7'), ('8')) y(c)`.execute(store.db);
}, 60_000);
afterAll(() => store?.close());

interface Plain {
  readonly cons_address: string;
  readonly power: string;
  readonly join_height: bigint;
  readonly operator: string | null;
  readonly moniker: string | null;
  readonly staking: string | null;
  readonly own: string | null;
  readonly epochs: number;
}

async function plainly(height: number): Promise<Plain[]> {
  const { rows } = await sql<Plain>`
    select s.cons_address, s.power::text, s.join_height, v.operator, v.moniker, v.commission_rate as staking, c.rate as own,
      (p.params->>'numberOfEpochsToStartReceivingRewards')::int4 as epochs
    from stored_validator s
    join provider_params p on p.network = 'net' and p.from_height <= ${height} and p.until_height > ${height}
    left join validator v on v.network = 'net' and v.cons_address = s.cons_address
      and v.from_height <= ${height} and v.until_height > ${height}
    left join consumer_commission c on c.network = 'net' and c.consumer_id = '7' and c.cons_address = s.cons_address
      and c.from_height <= ${height} and c.until_height > ${height}
    where s.network = 'net' and s.consumer_id = '7' and s.from_height <= ${height} and s.until_height > ${height}
    order by s.cons_address`.execute(store.db);
  return rows;
}

const byAddress = (a: { consAddress: string }, b: { consAddress: string }) => (a.consAddress < b.consAddress ? -1 : 1);

test("members of a set at each of many heights are those a look at all rows finds", async () => {
  const members = await listMembersAt(store.db, "net", "7", HEIGHTS);
  for (const height of HEIGHTS)
    expect(members.filter((member) => member.height === height).sort(byAddress)).toEqual(
      (await plainly(height)).map((row) => ({
        height,
        consAddress: row.cons_address,
        power: BigInt(row.power),
        joinHeight: Number(row.join_height),
      })),
    );
  expect(members.length).toBeGreaterThan(90);
});

test("who could be paid, at which rate, and what it was called: as the block before left it", async () => {
  const candidates = await listRewardCandidates(
    store.db,
    "net",
    "7",
    HEIGHTS.map((height) => height + 1),
  );
  const names = await listPayeeNames(store.db, "net", candidates);
  const told = candidates.map((candidate, i) => ({ ...candidate, ...names[i] }));
  for (const height of HEIGHTS)
    expect(told.filter((one) => one.height === height + 1).sort(byAddress)).toEqual(
      (await plainly(height)).map((row) => ({
        height: height + 1,
        consAddress: row.cons_address,
        power: BigInt(row.power),
        joinHeight: Number(row.join_height),
        commissionRate: row.own ?? row.staking ?? "0",
        ...(row.staking === null ? {} : { stakingRate: row.staking, operator: row.operator, moniker: row.moniker }),
        epochs: row.epochs,
        blocksPerEpoch: 5,
      })),
    );
  expect(new Set(told.map(({ stakingRate }) => stakingRate))).toEqual(new Set(["0.0", "0.1", "0.2", undefined]));
  expect(new Set(told.map(({ commissionRate }) => commissionRate)).size).toBeGreaterThan(6);
});

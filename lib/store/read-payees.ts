import { type Kysely, sql } from "kysely";
import { heldBetween } from "./ranges";
import { listMembersAt, type MemberAt } from "./read-members";
import type { Database } from "./schema";

/** Who could be paid in a block: a member of the set that the block before left (ics-protocol.md §6.7). */
export interface CandidateAt extends MemberAt {
  /** The block that pays. */
  readonly height: number;
  /** In staking; absent for a validator that staking does not know. Decimal text. */
  readonly stakingRate?: string;
  /** On this consumer, else in staking; decimal text. */
  readonly commissionRate: string;
  readonly epochs: number;
  readonly blocksPerEpoch: number;
}

/** Who could be paid in each of some blocks of the provider. */
export async function listRewardCandidates(
  db: Kysely<Database>,
  network: string,
  consumerId: string,
  heights: readonly number[],
): Promise<CandidateAt[]> {
  if (heights.length === 0) return [];
  const before = heights.map((height) => height - 1);
  const [first, last] = [Math.min(...before), Math.max(...before)];
  const members = await listMembersAt(db, network, consumerId, before);
  const addresses = [...new Set(members.map(({ consAddress }) => consAddress))];
  const [params, own, staking] = await Promise.all([
    paramsBetween(db, network, first, last),
    ownRatesBetween(db, network, consumerId, first, last),
    stakingRatesBetween(db, network, addresses, first, last),
  ]);
  const paramsAt = new Map(before.map((height) => [height, valueAt(params, height)]));
  return members.flatMap((member) => {
    const rules = paramsAt.get(member.height);
    if (!rules) return [];
    const stakingRate = valueAt(staking.get(member.consAddress), member.height);
    return [
      {
        ...member,
        height: member.height + 1,
        commissionRate: valueAt(own.get(member.consAddress), member.height) ?? stakingRate ?? "0",
        ...(stakingRate === undefined ? {} : { stakingRate }),
        epochs: rules.numberOfEpochsToStartReceivingRewards,
        blocksPerEpoch: rules.blocksPerEpoch,
      },
    ];
  });
}

interface Span<Value> {
  readonly from: number;
  /** Absent: until the next one. */
  readonly until?: number;
  readonly value: Value;
}

/** What held at a height, of spans in the order of heights. */
function valueAt<Value>(spans: readonly Span<Value>[] | undefined, height: number): Value | undefined {
  const span = spans?.findLast(({ from }) => from <= height);
  return span && (span.until === undefined || height < span.until) ? span.value : undefined;
}

interface RewardRules {
  readonly numberOfEpochsToStartReceivingRewards: number;
  readonly blocksPerEpoch: number;
}

async function paramsBetween(db: Kysely<Database>, network: string, first: number, last: number) {
  const { rows } = await sql<{ params: RewardRules; from_height: bigint; until_height: bigint }>`
    select params, from_height, until_height from provider_params
    where network = ${network} and until_height > ${first} and from_height <= ${last}
    order by from_height`.execute(db);
  return rows.map((row) => ({
    from: Number(row.from_height),
    until: Number(row.until_height),
    value: row.params,
  }));
}

type Rates = ReadonlyMap<string, readonly Span<string>[]>;

async function ownRatesBetween(
  db: Kysely<Database>,
  network: string,
  consumerId: string,
  first: number,
  last: number,
): Promise<Rates> {
  const held = heldBetween({ table: "consumer_commission", network, consumerId, key: ["cons_address"] }, first, last);
  const { rows } = await sql<{ cons_address: string; rate: string; from_height: bigint; until_height: bigint }>`
    select cons_address, rate, from_height, until_height from (${held}) held order by from_height`.execute(db);
  return spansOf(rows.map((row) => ({ ...row, until: Number(row.until_height) })));
}

/**
 * Commission rates in staking. A validator's row changes with every delegation, its rate once a day at most: its rates are leapt
 * through, and only who ever had a second one is followed from change to change. (Who is in a set is bonded or was at the last
 * epoch, and staking forgets a validator weeks after that: no gap between two of its rows is looked for.)
 */
async function stakingRatesBetween(
  db: Kysely<Database>,
  network: string,
  addresses: readonly string[],
  first: number,
  last: number,
): Promise<Rates> {
  if (addresses.length === 0) return new Map();
  const { rows } = await sql<{ cons_address: string; rate: string; from_height: bigint }>`
    with recursive known as (
      select e.address, r.*
      from jsonb_array_elements_text(${JSON.stringify(addresses)}::jsonb) as e(address)
      cross join lateral (
        select commission_rate as rate, from_height from validator
        where network = ${network} and cons_address = e.address order by commission_rate, from_height limit 1
      ) r
      union all
      select known.address, r.* from known
      cross join lateral (
        select commission_rate as rate, from_height from validator
        where network = ${network} and cons_address = known.address and commission_rate > known.rate
        order by commission_rate, from_height limit 1
      ) r
    ), had as (
      select address, array_agg(rate) as rates, min(from_height) as from_height from known group by address
    ), walk as (
      select had.address, had.rates, start.* from had
      left join lateral (
        select r.rate, v.from_height from unnest(had.rates) r(rate)
        cross join lateral (
          select from_height from validator
          where network = ${network} and cons_address = had.address and commission_rate = r.rate
            and from_height <= ${first}::int8
          order by from_height desc limit 1
        ) v
        order by v.from_height desc limit 1
      ) start on true
      where cardinality(had.rates) > 1
      union all
      select walk.address, walk.rates, next.* from walk
      cross join lateral (
        select r.rate, v.from_height from unnest(walk.rates) r(rate)
        cross join lateral (
          select from_height from validator
          where network = ${network} and cons_address = walk.address and commission_rate = r.rate
            and from_height > coalesce(walk.from_height, ${first}::int8) and from_height <= ${last}::int8
          order by from_height limit 1
        ) v
        where r.rate is distinct from walk.rate
        order by v.from_height limit 1
      ) next
    )
    select address as cons_address, rates[1] as rate, from_height from had where cardinality(rates) = 1
    union all
    select address, rate, from_height from walk where rate is not null
    order by from_height`.execute(db);
  return spansOf(rows);
}

function spansOf(
  rows: readonly { cons_address: string; rate: string; from_height: bigint; until?: number }[],
): Map<string, Span<string>[]> {
  const spans = new Map<string, Span<string>[]>();
  for (const { cons_address: address, rate: value, from_height: from, until } of rows) {
    const span = { from: Number(from), value, ...(until === undefined ? {} : { until }) };
    const known = spans.get(address);
    if (known) known.push(span);
    else spans.set(address, [span]);
  }
  return spans;
}

export interface PayeeName {
  readonly operator: string;
  readonly moniker: string;
}

/** What validators were called when a block could have paid them, each in the place in which it was asked for. */
export async function listPayeeNames(
  db: Kysely<Database>,
  network: string,
  payees: readonly Pick<CandidateAt, "consAddress" | "height" | "stakingRate">[],
): Promise<readonly (PayeeName | undefined)[]> {
  if (payees.length === 0) return [];
  const wanted = payees.map(({ consAddress: address, height, stakingRate: rate }, n) => ({ n, address, height, rate }));
  const { rows } = await sql<{ n: number; operator: string; moniker: string }>`
    select e.n, v.operator, v.moniker
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as e(n int4, address text, height int8, rate text)
    cross join lateral (
      select operator, moniker from validator
      where network = ${network} and cons_address = e.address and commission_rate = e.rate and from_height <= e.height - 1
      order by from_height desc limit 1
    ) v`.execute(db);
  const names = new Map(rows.map(({ n, operator, moniker }) => [n, { operator, moniker }]));
  return payees.map((_payee, n) => names.get(n));
}

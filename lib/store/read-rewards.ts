import { type Kysely, sql } from "kysely";
import type { ConsumerId } from "@/lib/ics/ids";
import { heldOfLasting } from "./ranges";
import type { ProviderAtChain } from "./read-life";
import type { Database } from "./schema";

/** What became of one consumer's rewards in one denom of the provider, up to a height. Base units. */
export interface RewardTotalAt {
  readonly consumerId: ConsumerId;
  /** As the provider books it. */
  readonly denom: string;
  readonly sourceDenom?: string;
  readonly sourceChannel?: string;
  readonly trace?: string;
  readonly countedSince: number;
  readonly received: bigint;
  readonly validators: bigint;
  readonly communityPool: bigint;
  /** Prefix 55; absent where what was there before our record is not known. */
  readonly allocated?: bigint;
  readonly isAllowed: boolean;
}

interface TotalRow {
  consumer_id: string;
  denom: string;
  source_denom: string | null;
  source_channel: string | null;
  trace: string | null;
  counted_since: bigint;
  base: string | null;
  received: string;
  validators: string;
  community_pool: string;
  is_allowed: boolean;
}

function totalOf(row: TotalRow): RewardTotalAt {
  const [received, validators, communityPool] = [row.received, row.validators, row.community_pool].map(BigInt) as [
    bigint,
    bigint,
    bigint,
  ];
  return {
    consumerId: row.consumer_id as ConsumerId,
    denom: row.denom,
    ...(row.source_denom === null ? {} : { sourceDenom: row.source_denom }),
    ...(row.source_channel === null ? {} : { sourceChannel: row.source_channel }),
    ...(row.trace === null ? {} : { trace: row.trace }),
    countedSince: Number(row.counted_since),
    received,
    validators,
    communityPool,
    ...(row.base === null ? {} : { allocated: BigInt(row.base) + received - validators - communityPool }),
    isAllowed: row.is_allowed,
  };
}

/** All consumers' rewards as they stood after a provider block. */
export async function listRewardTotalsAt(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAtChain,
): Promise<RewardTotalAt[]> {
  const { rows } = await sql<TotalRow>`
    select * from (
      ${heldOfLasting({ table: "reward_total", network, chainId: providerChainId, key: ["consumer_id", "denom"] }, height)}
    ) held
    order by consumer_id, denom`.execute(db);
  return rows.map(totalOf);
}

export interface RewardStep extends RewardTotalAt {
  readonly height: number;
  readonly timeNs?: bigint;
}

/** How one consumer's rewards changed up to a height, newest first. */
export async function listRewardSteps(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAtChain,
  consumerId: string,
  limit: number,
): Promise<RewardStep[]> {
  const { rows } = await sql<TotalRow & { from_height: bigint; time_ns: bigint | null }>`
    select t.*, b.time_ns from (
      select * from reward_total
      where network = ${network} and chain_id = ${providerChainId} and consumer_id = ${consumerId} and from_height <= ${height}
      order by from_height desc, denom limit ${limit}
    ) t
    left join block b on b.network = ${network} and b.chain_id = ${providerChainId} and b.height = t.from_height
    order by t.from_height desc, t.denom`.execute(db);
  return rows.map((row) => ({
    ...totalOf(row),
    height: Number(row.from_height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
  }));
}

/** A consumer's chain at a height of its own. */
export interface SenderAt {
  readonly chainId: string;
  readonly consumerId: ConsumerId;
  readonly height: number;
}

export interface SentAt {
  readonly consumerId: ConsumerId;
  readonly channelId: string;
  readonly denom: string;
  readonly countedSince: number;
  readonly sent: bigint;
  readonly returned: bigint;
  readonly packets: number;
}

/** What consumers had sent as rewards. */
export async function listRewardsSentAt(
  db: Kysely<Database>,
  network: string,
  senders: readonly SenderAt[],
): Promise<SentAt[]> {
  if (senders.length === 0) return [];
  const { rows } = await sql<{
    consumer_id: string;
    channel_id: string;
    denom: string;
    counted_since: bigint;
    sent: string;
    returned: string;
    packets: number;
  }>`
    select e."consumerId" as consumer_id, s.channel_id, s.denom, s.counted_since, s.sent, s.returned, s.packets
    from jsonb_to_recordset(${JSON.stringify(senders)}::jsonb) as e("chainId" text, "consumerId" text, height int8)
    cross join lateral (
      select * from reward_sent
      where network = ${network} and chain_id = e."chainId" and until_height > e.height and from_height <= e.height
      offset 0
    ) s
    order by 1, 2, 3`.execute(db);
  return rows.map((row) => ({
    consumerId: row.consumer_id as ConsumerId,
    channelId: row.channel_id,
    denom: row.denom,
    countedSince: Number(row.counted_since),
    sent: BigInt(row.sent),
    returned: BigInt(row.returned),
    packets: row.packets,
  }));
}

export interface InFlightAt {
  readonly consumerId: ConsumerId;
  readonly channelId: string;
  readonly denom: string;
  readonly amount: bigint;
  readonly packets: number;
}

/** Rewards sent, not ended on the consumer, and not received by the provider up to its height. */
export async function listRewardsInFlight(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAtChain,
  senders: readonly SenderAt[],
): Promise<InFlightAt[]> {
  if (senders.length === 0) return [];
  const { rows } = await sql<{
    consumer_id: string;
    channel_id: string;
    denom: string;
    amount: string;
    packets: number;
  }>`
    select e."consumerId" as consumer_id, p.channel_id, p.denom, sum(p.amount)::text as amount, count(*)::int4 as packets
    from jsonb_to_recordset(${JSON.stringify(senders)}::jsonb) as e("chainId" text, "consumerId" text, height int8)
    cross join lateral (
      select * from reward_packet
      where network = ${network} and chain_id = e."chainId" and until_height > e.height and from_height <= e.height
      offset 0
    ) p
    left join lateral (
      select 1 as seen from reward_receipt
      where network = ${network} and chain_id = ${providerChainId} and consumer_id = e."consumerId"
        and src_channel = p.channel_id and sequence = p.sequence and height <= ${height}
      limit 1
    ) r on true
    where r.seen is null
    group by 1, 2, 3`.execute(db);
  return rows.map((row) => ({
    consumerId: row.consumer_id as ConsumerId,
    channelId: row.channel_id,
    denom: row.denom,
    amount: BigInt(row.amount),
    packets: row.packets,
  }));
}

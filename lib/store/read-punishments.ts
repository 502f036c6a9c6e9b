import { type Kysely, sql } from "kysely";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import type { ProviderAtChain } from "./read-life";
import type { Database } from "./schema";

/** More rows than this are not looked at by one view: the latest count. */
const MOST = 5_000;

export interface PunishmentAt {
  readonly height: number;
  /** Place among the punishments of its block, from 0. */
  readonly ordinal: number;
  readonly timeNs?: bigint;
  readonly consAddress: ConsHex;
  readonly kind: "downtime" | "double-sign" | "light-client";
  readonly cause: "provider" | "consumer";
  readonly consumerId?: ConsumerId;
  readonly consumerChainId?: string;
  readonly channelId?: string;
  readonly sequence?: bigint;
  /** Why it is not known which consumer it came from. */
  readonly because?: string;
  readonly txHash?: string;
  readonly submitter?: string;
  readonly consumerAddress?: ConsHex;
  readonly vscId?: bigint;
  readonly infractionHeight?: number;
  readonly fraction?: string;
  readonly jailedUntilNs?: bigint;
  readonly tombstoned: boolean;
  readonly power?: bigint;
  readonly amount?: bigint;
  readonly amountUnbonding?: bigint;
  readonly amountBecause?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Every punishment on the provider up to a height, the latest first. */
export async function listPunishments(
  db: Kysely<Database>,
  { network, providerChainId, height }: ProviderAtChain,
): Promise<PunishmentAt[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select p.*, b.time_ns from punishment p
    left join block b on b.network = p.network and b.chain_id = ${providerChainId} and b.height = p.height
    where p.network = ${network} and p.height <= ${height}
    order by p.height desc, p.ordinal desc limit ${MOST}`.execute(db);
  return rows.map(punishmentOf);
}

function punishmentOf(row: Record<string, unknown>): PunishmentAt {
  const text = (column: string, name: string) => (row[column] === null ? {} : { [name]: String(row[column]) });
  const whole = (column: string, name: string) => (row[column] === null ? {} : { [name]: BigInt(String(row[column])) });
  return {
    height: Number(row.height),
    ordinal: Number(row.ordinal),
    ...whole("time_ns", "timeNs"),
    consAddress: row.cons_address as ConsHex,
    kind: row.kind as PunishmentAt["kind"],
    cause: row.cause as PunishmentAt["cause"],
    ...text("consumer_id", "consumerId"),
    ...text("consumer_chain_id", "consumerChainId"),
    ...text("channel_id", "channelId"),
    ...whole("sequence", "sequence"),
    ...text("because", "because"),
    ...text("tx_hash", "txHash"),
    ...text("submitter", "submitter"),
    ...text("consumer_address", "consumerAddress"),
    ...whole("vsc_id", "vscId"),
    ...(row.infraction_height === null ? {} : { infractionHeight: Number(row.infraction_height) }),
    ...text("fraction", "fraction"),
    ...whole("jailed_until_ns", "jailedUntilNs"),
    tombstoned: row.tombstoned === true,
    ...whole("power", "power"),
    ...whole("amount", "amount"),
    ...whole("amount_unbonding", "amountUnbonding"),
    ...text("amount_because", "amountBecause"),
    detail: row.detail as Record<string, unknown>,
  } as PunishmentAt;
}

export interface UnjailingAt {
  readonly height: number;
  readonly timeNs?: bigint;
  readonly operator: string;
  readonly txHash?: string;
}

/** Every release from jail that somebody asked for, up to a height, the latest first. */
export async function listUnjailings(
  db: Kysely<Database>,
  { network, providerChainId, height }: ProviderAtChain,
): Promise<UnjailingAt[]> {
  const { rows } = await sql<{ height: bigint; operator: string; tx_hash: string | null; time_ns: bigint | null }>`
    select u.height, u.operator, u.tx_hash, b.time_ns from unjailing u
    left join block b on b.network = u.network and b.chain_id = ${providerChainId} and b.height = u.height
    where u.network = ${network} and u.height <= ${height}
    order by u.height desc, u.ordinal desc limit ${MOST}`.execute(db);
  return rows.map((row) => ({
    height: Number(row.height),
    operator: row.operator,
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    ...(row.tx_hash === null ? {} : { txHash: row.tx_hash }),
  }));
}

export interface SlashPacketAt {
  readonly channelId: string;
  readonly sequence: bigint;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly txHash?: string;
  /** Address on the consumer. */
  readonly validator: ConsHex;
  readonly valsetUpdateId: bigint;
  readonly infraction: string;
  readonly power: bigint;
  readonly ack: string;
}

/** What became of every slash packet that arrived on the provider up to a height, in the order of arrival. */
export async function listSlashPackets(
  db: Kysely<Database>,
  { network, providerChainId, height }: ProviderAtChain,
): Promise<SlashPacketAt[]> {
  const { rows } = await sql<{
    dst_channel: string;
    sequence: string;
    height: bigint;
    time_ns: bigint | null;
    tx_hash: string | null;
    ack: string | null;
    data: { slash: { validator: string; power: string; valsetUpdateId: string; infraction: string } };
  }>`
    select p.dst_channel, p.sequence, p.height, p.tx_hash, p.ack, p.data, b.time_ns from (
      select dst_channel, sequence, height, event_index, tx_hash, ack, data from packet_event
      where network = ${network} and chain_id = ${providerChainId} and kind = 'write_ack' and dst_port = 'provider'
        and height <= ${height} and data->>'kind' = 'slash'
      order by height desc, event_index desc limit ${MOST}
    ) p
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = ${providerChainId} and height = p.height limit 1
    ) b on true
    order by p.height, p.event_index`.execute(db);
  return rows.map((row) => ({
    channelId: row.dst_channel,
    sequence: BigInt(row.sequence),
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    ...(row.tx_hash === null ? {} : { txHash: row.tx_hash }),
    validator: row.data.slash.validator as ConsHex,
    valsetUpdateId: BigInt(row.data.slash.valsetUpdateId),
    infraction: row.data.slash.infraction,
    power: BigInt(row.data.slash.power),
    ack: row.ack ?? "unknown",
  }));
}

export interface SlashRequestAt {
  readonly chainId: string;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly consAddress: ConsHex;
  readonly infraction: string;
  readonly vscId?: bigint;
}

/** What a consumer's own blocks say it reported, up to one of its heights, in order. */
export async function listSlashRequests(
  db: Kysely<Database>,
  { network, chainId, height }: { readonly network: string; readonly chainId: string; readonly height: number },
): Promise<SlashRequestAt[]> {
  const { rows } = await sql<{
    height: bigint;
    cons_address: string;
    infraction: string;
    vsc_id: string | null;
    time_ns: bigint | null;
  }>`
    select r.height, r.cons_address, r.infraction, r.vsc_id, b.time_ns from (
      select * from slash_request where network = ${network} and chain_id = ${chainId} and height <= ${height}
      order by height desc, ordinal desc limit ${MOST}
    ) r
    left join block b on b.network = r.network and b.chain_id = r.chain_id and b.height = r.height
    order by r.height, r.ordinal`.execute(db);
  return rows.map((row) => ({
    chainId,
    height: Number(row.height),
    consAddress: row.cons_address as ConsHex,
    infraction: row.infraction,
    ...(row.vsc_id === null ? {} : { vscId: BigInt(row.vsc_id) }),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
  }));
}

export interface SlashSendAt {
  readonly channelId: string;
  readonly sequence: bigint;
  readonly height: number;
  readonly timeNs?: bigint;
  readonly validator: ConsHex;
  readonly valsetUpdateId: bigint;
  readonly infraction: string;
}

/** Slash packets a consumer has sent, up to one of its heights, in order. Channels are the provider's ends. */
export async function listSlashSends(
  db: Kysely<Database>,
  { network, chainId, height }: { readonly network: string; readonly chainId: string; readonly height: number },
): Promise<SlashSendAt[]> {
  const { rows } = await sql<{
    dst_channel: string;
    sequence: string;
    height: bigint;
    time_ns: bigint | null;
    data: { slash: { validator: string; valsetUpdateId: string; infraction: string } };
  }>`
    select p.dst_channel, p.sequence, p.height, p.data, b.time_ns from (
      select dst_channel, sequence, height, event_index, data from packet_event
      where network = ${network} and chain_id = ${chainId} and kind = 'send' and src_port = 'consumer'
        and height <= ${height} and data->>'kind' = 'slash'
      order by height desc, event_index desc limit ${MOST}
    ) p
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = ${chainId} and height = p.height limit 1
    ) b on true
    order by p.height, p.event_index`.execute(db);
  return rows.map((row) => ({
    channelId: row.dst_channel,
    sequence: BigInt(row.sequence),
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    validator: row.data.slash.validator as ConsHex,
    valsetUpdateId: BigInt(row.data.slash.valsetUpdateId),
    infraction: row.data.slash.infraction,
  }));
}

export interface MeterPoint {
  readonly height: number;
  readonly meter: bigint;
  readonly allowance: bigint;
}

/** How the slash meter changed up to a height, ascending; at most `limit` of the latest changes. */
export async function listMeterHistory(
  db: Kysely<Database>,
  { network, height }: Pick<ProviderAtChain, "network" | "height">,
  limit: number,
): Promise<MeterPoint[]> {
  const { rows } = await sql<{ from_height: bigint; meter: string; allowance: string }>`
    select from_height, meter, allowance from slash_meter
    where network = ${network} and from_height <= ${height} order by from_height desc limit ${limit}`.execute(db);
  return rows
    .map((row) => ({ height: Number(row.from_height), meter: BigInt(row.meter), allowance: BigInt(row.allowance) }))
    .reverse();
}

export interface StakeAround {
  readonly before?: bigint;
  readonly after?: bigint;
}

/** Tokens of a validator in the block before a height, and as they next changed at or after it, up to another height. */
export async function findStakeBetween(
  db: Kysely<Database>,
  {
    network,
    operator,
    height,
    upTo,
  }: { readonly network: string; readonly operator: string; readonly height: number; readonly upTo: number },
): Promise<StakeAround> {
  const { rows } = await sql<{ tokens: string; from_height: bigint }>`
    (select tokens, from_height from validator
      where network = ${network} and operator = ${operator} and from_height < ${height} order by from_height desc limit 1)
    union all
    (select v.tokens, v.from_height from validator v
      where v.network = ${network} and v.operator = ${operator} and v.from_height >= ${height} and v.from_height <= ${upTo}
        and v.tokens <> coalesce((select tokens from validator where network = ${network} and operator = ${operator}
          and from_height < ${height} order by from_height desc limit 1), -1)
      order by v.from_height limit 1)`.execute(db);
  const before = rows.find((row) => row.from_height < BigInt(height));
  const after = rows.find((row) => row.from_height >= BigInt(height));
  return {
    ...(before ? { before: BigInt(before.tokens) } : {}),
    ...(after ? { after: BigInt(after.tokens) } : {}),
  };
}

import { type Kysely, sql } from "kysely";
import type { ConsumerId } from "@/lib/ics/ids";
import type { ConsumerFacts, InfractionParameters } from "@/lib/ics/types";
import { inParts } from "./in-parts";
import type { ProviderAtChain } from "./read-life";
import type { ProviderAt, TimelineRow } from "./read-provider";
import type { Database } from "./schema";

/** What validators do is left out of a consumer's life: it would bury it. The index `timeline_event_life` says the same. */
const LIFE_ONLY = sql`t.kind not in ('opt-in', 'opt-out', 'key-assigned', 'commission-set')`;

export type LifeEvent = TimelineRow & { readonly consumerId: ConsumerId };

/** The life of consumers up to a height, oldest first; of each the `limit` newest events. */
export async function listLifeEvents(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAtChain,
  consumerIds: readonly ConsumerId[],
  limit: number,
): Promise<LifeEvent[]> {
  const { rows } = await sql<{
    consumer_id: string;
    height: bigint;
    kind: string;
    tx_hash: string | null;
    detail: Record<string, unknown>;
    time_ns: bigint | null;
  }>`
    select e.consumer_id, f.height, f.kind, f.tx_hash, f.detail, b.time_ns
    from jsonb_array_elements_text(${JSON.stringify(consumerIds)}::jsonb) as e(consumer_id)
    cross join lateral (
      select t.height, t.event_index, t.kind, t.tx_hash, t.detail from timeline_event t
      where t.network = ${network} and t.consumer_id = e.consumer_id and t.height <= ${height} and ${LIFE_ONLY}
      order by t.height desc, t.event_index desc limit ${limit}
    ) f
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = ${providerChainId} and height = f.height limit 1
    ) b on true
    order by f.height, f.event_index`.execute(db);
  return rows.map((row) => ({
    consumerId: row.consumer_id as ConsumerId,
    height: Number(row.height),
    kind: row.kind,
    detail: row.detail,
    ...(row.tx_hash === null ? {} : { txHash: row.tx_hash }),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
  }));
}

export interface FirstUpdate {
  readonly clientId: string;
  readonly height: number;
  readonly timeNs?: bigint;
}

/** When light clients on the provider were first updated after their creation: the first sign of life a provider sees (§6.1). */
export function listFirstClientUpdates(
  db: Kysely<Database>,
  at: ProviderAtChain,
  clientIds: readonly string[],
): Promise<FirstUpdate[]> {
  return inParts(clientIds, (part) => lookUpFirstUpdates(db, at, part));
}

async function lookUpFirstUpdates(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAtChain,
  clientIds: readonly string[],
): Promise<FirstUpdate[]> {
  const { rows } = await sql<{ client_id: string; height: bigint; time_ns: bigint | null }>`
    select e.client_id, f.from_height as height, b.time_ns
    from jsonb_array_elements_text(${JSON.stringify(clientIds)}::jsonb) as e(client_id)
    cross join lateral (
      select c.from_height from client_state c
      where c.network = ${network} and c.chain_id = ${providerChainId} and c.client_id = e.client_id
        and c.from_height <= ${height} and c.latest_height > (
          select latest_height from client_state
          where network = ${network} and chain_id = ${providerChainId} and client_id = e.client_id
          order by from_height limit 1)
      order by c.from_height limit 1
    ) f
    left join lateral (
      select time_ns from block where network = ${network} and chain_id = ${providerChainId} and height = f.from_height limit 1
    ) b on true`.execute(db);
  return rows.map((row) => ({
    clientId: row.client_id,
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
  }));
}

export interface QueuedInfractionAt {
  readonly consumerId: ConsumerId;
  readonly infraction: InfractionParameters;
  /** Height at which they were asked for. */
  readonly fromHeight: number;
  /** Absent where they were queued before our record. */
  readonly dueNs?: bigint;
}

/** Infraction parameters that wait to apply at a height (prefix 58). */
export async function findQueuedInfraction(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consumerId: string,
): Promise<QueuedInfractionAt | undefined> {
  const row = await db
    .selectFrom("queued_infraction")
    .select(["infraction", "due_ns", "from_height"])
    .where("network", "=", network)
    .where("consumer_id", "=", consumerId)
    .where("from_height", "<=", BigInt(height))
    .where("until_height", ">", BigInt(height))
    .orderBy("from_height", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      consumerId: consumerId as ConsumerId,
      infraction: row.infraction as InfractionParameters,
      fromHeight: Number(row.from_height),
      ...(row.due_ns === null ? {} : { dueNs: row.due_ns }),
    }
  );
}

/** A version of a consumer's record on the provider, and since which height it held. */
export type ConsumerVersion = Pick<
  ConsumerFacts,
  "chainId" | "phase" | "owner" | "metadata" | "initParams" | "powerShaping" | "infraction" | "allowlistedRewardDenoms"
> & { readonly fromHeight: number; readonly timeNs?: bigint };

/** Every version of a consumer's record up to a height, newest first. */
export async function listConsumerVersions(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAtChain,
  consumerId: string,
  limit: number,
): Promise<ConsumerVersion[]> {
  const rows = await db
    .selectFrom("consumer as c")
    .leftJoin("block as b", (join) =>
      join
        .onRef("b.network", "=", "c.network")
        .on("b.chain_id", "=", providerChainId)
        .onRef("b.height", "=", "c.from_height"),
    )
    .select([
      "c.from_height",
      "c.chain_id",
      "c.phase",
      "c.owner",
      "c.metadata",
      "c.init_params",
      "c.power_shaping",
      "c.infraction",
      "c.reward_denoms",
      "b.time_ns",
    ])
    .where("c.network", "=", network)
    .where("c.consumer_id", "=", consumerId)
    .where("c.from_height", "<=", BigInt(height))
    .orderBy("c.from_height", "desc")
    .limit(limit)
    .execute();
  return rows.map(
    (row) =>
      ({
        fromHeight: Number(row.from_height),
        ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
        chainId: row.chain_id,
        phase: row.phase,
        owner: row.owner,
        metadata: row.metadata,
        powerShaping: row.power_shaping,
        allowlistedRewardDenoms: row.reward_denoms,
        ...(row.init_params === null ? {} : { initParams: row.init_params }),
        ...(row.infraction === null ? {} : { infraction: row.infraction }),
      }) as ConsumerVersion,
  );
}

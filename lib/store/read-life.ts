import { type Kysely, sql } from "kysely";
import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import type { ConsumerPhase, IsoTime, StoredValidator } from "@/lib/ics/types";
import type { ProviderAt } from "./read-provider";
import type { Database } from "./schema";

export interface ProviderAtChain extends ProviderAt {
  readonly providerChainId: string;
}

/** When a consumer first was in a phase, or first had its channel. */
export interface LifeMark {
  readonly consumerId: ConsumerId;
  readonly mark: ConsumerPhase | "channel";
  readonly height: number;
  /** Of the mark "channel". */
  readonly channelId?: string;
}

/**
 * The first height above `since`, up to a height, at which something began of each consumer in each phase, and with its
 * channel. From 0 these are the first of all, told by an index alone.
 */
export async function listLifeMarks(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  since: number,
): Promise<LifeMark[]> {
  const { rows } = await sql<{
    consumer_id: ConsumerId;
    phase: ConsumerPhase;
    channel_id: string | null;
    height: bigint;
  }>`
    select consumer_id, phase, channel_id, min(from_height) as height from consumer
    where network = ${network} and from_height > ${since}::int8 and from_height <= ${height}::int8
    group by 1, 2, 3`.execute(db);
  const first = new Map<string, LifeMark>();
  const keep = (mark: LifeMark) => {
    const name = `${mark.consumerId} ${mark.mark}`;
    const known = first.get(name);
    if (known === undefined || mark.height < known.height) first.set(name, mark);
  };
  for (const { consumer_id: consumerId, phase, channel_id: channelId, height: at } of rows) {
    keep({ consumerId, mark: phase, height: Number(at) });
    if (channelId !== null) keep({ consumerId, mark: "channel", height: Number(at), channelId });
  }
  return [...first.values()];
}

export interface FailedLaunch {
  readonly consumerId: ConsumerId;
  readonly height: number;
  readonly timeNs?: bigint;
  /** What it was before the chain forgot it (ics-protocol.md §6.1). */
  readonly spawnTime?: IsoTime;
}

/** The last launch of each consumer that was due and did not happen, up to a height. */
export async function listFailedLaunches(
  db: Kysely<Database>,
  { network, height, providerChainId }: ProviderAtChain,
): Promise<FailedLaunch[]> {
  const { rows } = await sql<{
    consumer_id: string;
    height: bigint;
    time_ns: bigint | null;
    spawn_time: string | null;
  }>`
    select distinct on (t.consumer_id) t.consumer_id, t.height, b.time_ns, c.init_params->>'spawnTime' as spawn_time
    from timeline_event t
    left join block b on b.network = t.network and b.chain_id = ${providerChainId} and b.height = t.height
    left join consumer c on c.network = t.network and c.consumer_id = t.consumer_id and c.until_height = t.height
    where t.network = ${network} and t.height <= ${height} and t.kind = 'launch-failed'
    order by t.consumer_id, t.height desc`.execute(db);
  return rows.map((row) => ({
    consumerId: row.consumer_id as ConsumerId,
    height: Number(row.height),
    ...(row.time_ns === null ? {} : { timeNs: row.time_ns }),
    ...(row.spawn_time === null ? {} : { spawnTime: row.spawn_time }),
  }));
}

/** The set the provider had stored for one consumer after a height of its own. */
export async function listStoredSetAt(
  db: Kysely<Database>,
  { network, height }: ProviderAt,
  consumerId: string,
): Promise<StoredValidator[]> {
  const { rows } = await sql<{ cons_address: string; power: string; pub_key: string; join_height: bigint }>`
    select cons_address, power, pub_key, join_height from stored_validator
    where network = ${network} and consumer_id = ${consumerId} and until_height > ${height} and from_height <= ${height}`.execute(
    db,
  );
  return rows.map((row) => ({
    consAddress: row.cons_address as ConsHex,
    power: BigInt(row.power),
    pubKey: row.pub_key as Ed25519Hex,
    joinHeight: Number(row.join_height),
  }));
}

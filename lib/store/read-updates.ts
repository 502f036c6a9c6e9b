import { type Kysely, sql } from "kysely";
import { groupBy } from "@/lib/shared/group-by";
import type { ChannelEnd } from "./read-packets";
import type { Database } from "./schema";

export interface AppliedUpdate {
  /** Provider-side channel. */
  readonly channelId: string;
  readonly valsetUpdateId: bigint;
  /** Provider block whose stored set it carries. Absent when that epoch is not in the store. */
  readonly epochHeight?: number;
}

/** The last validator-set update each consumer chain had received at a height of its own. `ends` are provider-side channels on consumer chains. */
export async function listLastUpdates(
  db: Kysely<Database>,
  network: string,
  ends: readonly ChannelEnd[],
): Promise<AppliedUpdate[]> {
  if (ends.length === 0) return [];
  const wanted = JSON.stringify(
    ends.map((end) => ({ chain_id: end.chainId, channel: end.channelId, height: end.height })),
  );
  const { rows } = await sql<{ channel: string; vsc_id: string | null; epoch_height: bigint | null }>`
    select e.channel, last.vsc_id, v.epoch_height
    from jsonb_to_recordset(${wanted}::jsonb) as e(chain_id text, channel text, height int8)
    cross join lateral (
      select p.data->>'valsetUpdateId' as vsc_id from packet_event p
      where p.network = ${network} and p.chain_id = e.chain_id and p.kind = 'recv'
        and p.src_port = 'provider' and p.src_channel = e.channel and p.height <= e.height
      order by p.height desc, p.event_index desc limit 1
    ) last
    left join vsc_epoch v on v.network = ${network} and v.vsc_id = last.vsc_id::numeric`.execute(db);
  return rows.flatMap((row) =>
    row.vsc_id === null
      ? []
      : [
          {
            channelId: row.channel,
            valsetUpdateId: BigInt(row.vsc_id),
            ...(row.epoch_height === null ? {} : { epochHeight: Number(row.epoch_height) }),
          },
        ],
  );
}

/**
 * Median time from sending to acknowledgement of the last acknowledged packets of each provider channel, milliseconds, by
 * channel. A channel without an acknowledged packet has none.
 */
export async function listUsualPacketMs(
  db: Kysely<Database>,
  network: string,
  ends: readonly ChannelEnd[],
): Promise<ReadonlyMap<string, number>> {
  if (ends.length === 0) return new Map();
  const wanted = JSON.stringify(
    ends.map((end) => ({ chain_id: end.chainId, channel: end.channelId, height: end.height })),
  );
  // Lateral, so that each of the few acknowledgements is looked up by key whatever the planner knows of the tables.
  const { rows } = await sql<{ channel: string; sent: bigint; acked: bigint }>`
    select e.channel, sent.time_ns as sent, acked.time_ns as acked
    from jsonb_to_recordset(${wanted}::jsonb) as e(chain_id text, channel text, height int8)
    cross join lateral (
      select sequence, height from packet_event
      where network = ${network} and chain_id = e.chain_id and kind = 'ack'
        and src_port = 'provider' and src_channel = e.channel and height <= e.height
      order by height desc, event_index desc limit 21
    ) a
    cross join lateral (
      select time_ns from block where network = ${network} and chain_id = e.chain_id and height = a.height limit 1
    ) acked
    cross join lateral (
      select height from packet_event
      where network = ${network} and chain_id = e.chain_id and kind = 'send'
        and src_port = 'provider' and src_channel = e.channel and sequence = a.sequence limit 1
    ) s
    cross join lateral (
      select time_ns from block where network = ${network} and chain_id = e.chain_id and height = s.height limit 1
    ) sent`.execute(db);
  const times = groupBy(rows, ({ channel }) => channel);
  return new Map(
    [...times].map(([channel, all]) => {
      const sorted = all.map((row) => Number((row.acked - row.sent) / 1_000_000n)).sort((a, b) => a - b);
      return [channel, sorted[Math.floor(sorted.length / 2)] as number];
    }),
  );
}

/** Which validators of `height - 1` signed it, by the flags in block `height` (2 = commit), in the order of their set. */
export async function findCommitFlags(
  db: Kysely<Database>,
  network: string,
  chainId: string,
  height: number,
): Promise<number[] | undefined> {
  const row = await db
    .selectFrom("block")
    .select("commit_flags")
    .where("network", "=", network)
    .where("chain_id", "=", chainId)
    .where("height", "=", BigInt(height))
    .executeTakeFirst();
  return row && [...Buffer.from(row.commit_flags, "hex")];
}

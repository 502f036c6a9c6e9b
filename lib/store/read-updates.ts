import { type Kysely, sql } from "kysely";
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

/** A packet of the provider and the blocks in which it was sent and acknowledged. */
export interface Trip {
  readonly channelId: string;
  readonly sequence: bigint;
  readonly sentHeight: number;
  readonly ackedHeight: number;
}

/**
 * The ways there and back of the packets `(after, upTo]` of some of a provider's channels, in their order. A packet whose
 * sending or acknowledgement is not stored has none; told again, the first acknowledgement counts.
 */
export async function listTrips(
  db: Kysely<Database>,
  { network, chainId }: { readonly network: string; readonly chainId: string },
  spans: readonly { readonly channelId: string; readonly after: bigint; readonly upTo: bigint }[],
): Promise<Trip[]> {
  if (spans.length === 0) return [];
  const wanted = JSON.stringify(
    spans.map(({ channelId, after, upTo }) => ({ channel: channelId, after: String(after), up_to: String(upTo) })),
  );
  // One text a channel and hop instead of twenty rows: the rows would take longer to send and read than to find.
  const hops = (kind: "send" | "ack") => sql`
    select string_agg(sequence || ' ' || height, ',' order by height desc) as told from packet_event
    where network = ${network} and chain_id = ${chainId} and kind = ${kind} and src_port = 'provider'
      and src_channel = e.channel and sequence > e.after and sequence <= e.up_to`;
  const { rows } = await sql<{ channel: string; sends: string | null; acks: string | null }>`
    select e.channel, s.told as sends, a.told as acks
    from jsonb_to_recordset(${wanted}::jsonb) as e(channel text, after numeric, up_to numeric)
    cross join lateral (${hops("send")}) s
    cross join lateral (${hops("ack")}) a`.execute(db);
  return rows.flatMap(({ channel, sends, acks }) => {
    const acked = heightsOf(acks);
    return [...heightsOf(sends)].reverse().flatMap(([sequence, sentHeight]) => {
      const ackedHeight = acked.get(sequence);
      return ackedHeight === undefined
        ? []
        : [{ channelId: channel, sequence: BigInt(sequence), sentHeight, ackedHeight }];
    });
  });
}

/** Heights by sequence; told latest first, so that the first telling is the one that stays. */
function heightsOf(told: string | null): ReadonlyMap<string, number> {
  const pairs = (told ?? "").split(",").map((pair) => pair.split(" "));
  return new Map(pairs.flatMap(([sequence, height]) => (sequence && height ? [[sequence, Number(height)]] : [])));
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

import "server-only";
import type { HopEvent } from "@/lib/store/read-packets";

/** What the last events of a chain tell of one channel, by sequence; the earliest telling of each. */
export interface RecentHops {
  readonly sends: ReadonlyMap<bigint, HopEvent>;
  readonly acks: ReadonlyMap<bigint, HopEvent>;
}

/** The provider's own packets by channel. Events come newest first, so that the earliest telling is the one that stays. */
export function hopsByChannel(events: readonly HopEvent[]): ReadonlyMap<string, RecentHops> {
  const byChannel = new Map<string, { sends: Map<bigint, HopEvent>; acks: Map<bigint, HopEvent> }>();
  for (const event of events) {
    if (event.srcPort !== "provider" || (event.kind !== "send" && event.kind !== "ack")) continue;
    const hops = byChannel.get(event.srcChannel) ?? { sends: new Map(), acks: new Map() };
    byChannel.set(event.srcChannel, hops);
    (event.kind === "send" ? hops.sends : hops.acks).set(event.sequence, event);
  }
  return byChannel;
}

/**
 * The last packet sent; absent when these events do not tell and are not all there are. A chain sends in the order of its own
 * count, so that the last sending is the highest (ics-protocol.md §4.7).
 */
export function sentOf(hops: RecentHops | undefined, isWhole: boolean): bigint | undefined {
  return highest(hops?.sends.keys() ?? []) ?? (isWhole ? 0n : undefined);
}

/**
 * The last packet acknowledged; absent when these events do not tell. A relayer may tell an old acknowledgement again: that
 * none beyond the highest here came earlier is certain when the sending of the same packet is here as well, since the packets
 * after it were sent later, and acknowledged later still.
 */
export function ackedOf(hops: RecentHops | undefined, isWhole: boolean): bigint | undefined {
  const last = highest(hops?.acks.keys() ?? []);
  if (isWhole) return last ?? 0n;
  return last !== undefined && hops?.sends.has(last) ? last : undefined;
}

function highest(sequences: Iterable<bigint>): bigint | undefined {
  let most: bigint | undefined;
  for (const sequence of sequences) if (most === undefined || sequence > most) most = sequence;
  return most;
}

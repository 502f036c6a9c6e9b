import "server-only";
import { listBlockTimes } from "@/lib/store/read-duties";
import { listTrips, type Trip } from "@/lib/store/read-updates";
import type { ChainHistory } from "./chain-history";
import type { ServerDeps } from "./deps";
import type { RecentHops } from "./recent-hops";

/** The last packets of a channel that were acknowledged, the latest of them `acked`, and how long each took. */
export interface UsualTrips {
  readonly acked: bigint;
  readonly trips: readonly { readonly sequence: bigint; readonly ms: number }[];
}

/** Of so many packets the median is what is usual. */
const COUNTED = 21n;
/** So many channels at once: on the one connection of an embedded database others get their turn in between. */
const PORTION = 100;
/** What was usual of a channel at so many places is kept: at the head, and where readers who look back are. */
const KEPT = 3;

interface Span {
  readonly channelId: string;
  readonly after: bigint;
  readonly upTo: bigint;
}

/** What is missing for a channel's usual time: the packets acknowledged since the base, or the last of all. */
interface Missing {
  readonly span: Span;
  readonly base?: UsualTrips;
}

/**
 * Median time from sending to acknowledgement of the last acknowledged packets of each provider channel, milliseconds. A
 * channel without one has none. It changes only with an acknowledgement, which the last events of the chain tell.
 */
export async function readUsualMs(
  deps: ServerDeps,
  on: { readonly network: string; readonly chainId: string },
  acked: ReadonlyMap<string, bigint>,
  recent: ReadonlyMap<string, RecentHops>,
  { usual: kept }: ChainHistory,
): Promise<ReadonlyMap<string, number>> {
  const usual = new Map<string, UsualTrips>();
  const told: (Missing & { readonly trips: readonly Trip[] })[] = [];
  const asked: Missing[] = [];
  for (const [channelId, upTo] of acked) {
    if (upTo === 0n) continue;
    const base = nearest(kept.get(channelId) ?? [], upTo);
    if (base?.acked === upTo) {
      usual.set(channelId, base);
      continue;
    }
    const after = base?.acked ?? (upTo > COUNTED ? upTo - COUNTED : 0n);
    const missing = { span: { channelId, after, upTo }, ...(base ? { base } : {}) };
    const trips = tripsAmong(recent.get(channelId), missing.span);
    if (trips) told.push({ ...missing, trips });
    else asked.push(missing);
  }
  const found = await askTrips(deps, on, asked);
  const all = [...told, ...asked.map((missing) => ({ ...missing, trips: found.get(missing.span.channelId) ?? [] }))];
  const heights = all.flatMap(({ trips }) => trips.flatMap(({ sentHeight, ackedHeight }) => [sentHeight, ackedHeight]));
  const times = await listBlockTimes(deps.store.db, on.network, on.chainId, heights);
  for (const { span, base, trips } of all) {
    const made = movedOn(base, span.upTo, timed(trips, times));
    const others = (kept.get(span.channelId) ?? []).filter((one) => one !== base);
    kept.set(span.channelId, [made, ...others].slice(0, KEPT));
    usual.set(span.channelId, made);
  }
  const medians = [...usual].map(([channelId, { trips }]) => [channelId, medianOf(trips)] as const);
  return new Map(medians.flatMap(([channelId, ms]) => (ms === undefined ? [] : [[channelId, ms]])));
}

/** Trips whose two blocks are stored, and how long they took. */
function timed(trips: readonly Trip[], times: ReadonlyMap<number, bigint>): UsualTrips["trips"] {
  return trips.flatMap(({ sequence, sentHeight, ackedHeight }) => {
    const [sentNs, ackedNs] = [times.get(sentHeight), times.get(ackedHeight)];
    if (sentNs === undefined || ackedNs === undefined) return [];
    return [{ sequence, ms: Number((ackedNs - sentNs) / 1_000_000n) }];
  });
}

function movedOn(base: UsualTrips | undefined, acked: bigint, come: UsualTrips["trips"]): UsualTrips {
  return { acked, trips: [...(base?.trips ?? []), ...come].filter(({ sequence }) => sequence > acked - COUNTED) };
}

/** The latest state kept that is not later than what is asked for, and shares packets with it. */
function nearest(states: readonly UsualTrips[], upTo: bigint): UsualTrips | undefined {
  return states
    .filter(({ acked }) => acked <= upTo && acked > upTo - COUNTED)
    .toSorted((a, b) => Number(b.acked - a.acked))[0];
}

/** All trips of a span, when the last events tell every one of them. */
function tripsAmong(hops: RecentHops | undefined, { channelId, after, upTo }: Span): Trip[] | undefined {
  const trips: Trip[] = [];
  for (let sequence = after + 1n; sequence <= upTo; sequence += 1n) {
    const [sent, acked] = [hops?.sends.get(sequence), hops?.acks.get(sequence)];
    if (!sent || !acked) return undefined;
    trips.push({ channelId, sequence, sentHeight: sent.height, ackedHeight: acked.height });
  }
  return trips;
}

async function askTrips(
  { store: { db } }: ServerDeps,
  on: { readonly network: string; readonly chainId: string },
  asked: readonly { readonly span: Span }[],
): Promise<ReadonlyMap<string, Trip[]>> {
  const found = new Map<string, Trip[]>();
  for (let from = 0; from < asked.length; from += PORTION) {
    const spans = asked.slice(from, from + PORTION).map(({ span }) => span);
    for (const trip of await listTrips(db, on, spans)) {
      const trips = found.get(trip.channelId);
      if (trips) trips.push(trip);
      else found.set(trip.channelId, [trip]);
    }
  }
  return found;
}

function medianOf(trips: UsualTrips["trips"]): number | undefined {
  const sorted = trips.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

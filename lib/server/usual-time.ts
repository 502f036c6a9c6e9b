import "server-only";
import { listBlockTimes } from "@/lib/store/read-duties";
import { listTrips, type Trip } from "@/lib/store/read-updates";
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

/**
 * Median time from sending to acknowledgement of the last acknowledged packets of each provider channel, milliseconds. A
 * channel without one has none. It changes only with an acknowledgement, which the last events of the chain tell.
 */
export async function readUsualMs(
  deps: ServerDeps,
  on: { readonly network: string; readonly chainId: string },
  acked: ReadonlyMap<string, bigint>,
  recent: ReadonlyMap<string, RecentHops>,
): Promise<ReadonlyMap<string, number>> {
  const usual = new Map<string, UsualTrips>();
  const told: { base?: UsualTrips; span: Span; trips: Trip[] }[] = [];
  const asked: { base?: UsualTrips; span: Span }[] = [];
  for (const [channelId, upTo] of acked) {
    if (upTo === 0n) continue;
    const base = nearest(deps.cache.usual.get(keyOf(on, channelId)) ?? [], upTo);
    if (base?.acked === upTo) {
      usual.set(channelId, base);
      continue;
    }
    const after = base?.acked ?? (upTo > COUNTED ? upTo - COUNTED : 0n);
    const part = { span: { channelId, after, upTo }, ...(base ? { base } : {}) };
    const trips = tripsAmong(recent.get(channelId), part.span);
    if (trips) told.push({ ...part, trips });
    else asked.push(part);
  }
  const found = await askTrips(deps, on, asked);
  const all = [...told, ...asked.map((part) => ({ ...part, trips: found.get(part.span.channelId) ?? [] }))];
  const heights = all.flatMap(({ trips }) => trips.flatMap(({ sentHeight, ackedHeight }) => [sentHeight, ackedHeight]));
  const times = await listBlockTimes(deps.store.db, on.network, on.chainId, heights);
  for (const { base, span, trips } of all) {
    const timed = trips.flatMap(({ sequence, sentHeight, ackedHeight }) => {
      const [sentNs, ackedNs] = [times.get(sentHeight), times.get(ackedHeight)];
      return sentNs === undefined || ackedNs === undefined
        ? []
        : [{ sequence, ms: Number((ackedNs - sentNs) / 1_000_000n) }];
    });
    const last = [...(base?.trips ?? []), ...timed].filter(({ sequence }) => sequence > span.upTo - COUNTED);
    const made = { acked: span.upTo, trips: last };
    const key = keyOf(on, span.channelId);
    deps.cache.usual.set(
      key,
      [made, ...(deps.cache.usual.get(key) ?? []).filter((one) => one !== base)].slice(0, KEPT),
    );
    usual.set(span.channelId, made);
  }
  return new Map(
    [...usual].flatMap(([channelId, { trips }]) => (trips.length === 0 ? [] : [[channelId, medianOf(trips)] as const])),
  );
}

const keyOf = ({ network, chainId }: { network: string; chainId: string }, channelId: string) =>
  `${network} ${chainId} ${channelId}`;

/** The latest state kept that is not later than what is asked for, and shares packets with it. */
function nearest(kept: readonly UsualTrips[], upTo: bigint): UsualTrips | undefined {
  return kept
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

function medianOf(trips: readonly { readonly ms: number }[]): number {
  const sorted = trips.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}

import "server-only";
import type { ConsumerId } from "@/lib/ics/ids";
import { listBlockTimes } from "@/lib/store/read-duties";
import { type LifeMark, listLifeMarks, type ProviderAtChain } from "@/lib/store/read-life";
import type { ChainHistory } from "./chain-history";
import type { ServerDeps } from "./deps";

/** A mark, and the header time of its block where that is stored. */
export interface TimedMark extends LifeMark {
  readonly timeNs?: bigint;
}

export type MarksOf = ReadonlyMap<ConsumerId, ReadonlyMap<LifeMark["mark"], TimedMark>>;

/** All marks up to a height. */
export interface LifeMarks {
  readonly upTo: number;
  readonly marks: MarksOf;
}

/**
 * When each consumer first was in each phase and first had its channel, up to a height. What came first stays first: marks of
 * an earlier height are those known with the later ones left out, and of a later one only the blocks in between are read.
 */
export async function readLifeMarks(
  { store: { db } }: ServerDeps,
  at: ProviderAtChain,
  history: ChainHistory,
): Promise<MarksOf> {
  const known = history.life ?? { upTo: 0, marks: new Map() };
  if (at.height <= known.upTo) return upTo(known.marks, at.height);
  const begun = await listLifeMarks(db, at, known.upTo);
  const come = begun.filter(({ consumerId, mark }) => !known.marks.get(consumerId)?.has(mark));
  const heights = come.map(({ height }) => height);
  const times = await listBlockTimes(db, at.network, at.providerChainId, heights);
  const marks = withMarks(known.marks, come, times);
  if (at.height > (history.life?.upTo ?? 0)) history.life = { upTo: at.height, marks };
  return marks;
}

function upTo(marks: MarksOf, height: number): MarksOf {
  const earlier = [...marks].map(
    ([consumerId, all]) => [consumerId, new Map([...all].filter(([, mark]) => mark.height <= height))] as const,
  );
  return new Map(earlier.filter(([, all]) => all.size > 0));
}

/** The same map when nothing came; consumers of whom nothing came keep the object they had. */
function withMarks(known: MarksOf, come: readonly LifeMark[], times: ReadonlyMap<number, bigint>): MarksOf {
  if (come.length === 0) return known;
  const next = new Map(known);
  for (const mark of come) {
    const timeNs = times.get(mark.height);
    const timed = { ...mark, ...(timeNs === undefined ? {} : { timeNs }) };
    next.set(mark.consumerId, new Map([...(next.get(mark.consumerId) ?? []), [mark.mark, timed]]));
  }
  return next;
}

/** The channel each consumer has, or had before it was deleted: there is exactly one (ics-protocol.md §4.1). */
export function channelsOf(marks: MarksOf): ReadonlyMap<ConsumerId, string> {
  const channels = [...marks].map(([consumerId, all]) => [consumerId, all.get("channel")?.channelId] as const);
  return new Map(
    channels.flatMap(([consumerId, channelId]) => (channelId === undefined ? [] : [[consumerId, channelId]])),
  );
}

import { groupBy } from "@/lib/shared/group-by";
import type { LaneRange } from "@/lib/store/read-lanes";

/** A packet of a range: `lane` is the number that was asked for it. */
interface OnLane<Packet> {
  readonly lane: number;
  readonly packet: Packet;
}

/** A lane of which more is wanted is asked for so many times as many packets as before. */
const GROWTH = 8;

/**
 * The first packets of many ranges together, in the order of `compare`, which within a range is the order `ask` tells them in.
 * A page's worth of each of a thousand would be read to show one page: so each is asked for its first packet, and only those
 * that may have more among the first of all for more of theirs. Each range has a number of its own.
 */
export async function findNearest<Packet>(
  ranges: readonly LaneRange[],
  limit: number,
  ask: (ranges: readonly LaneRange[], ofEach: number) => Promise<readonly OnLane<Packet>[]>,
  compare: (a: Packet, b: Packet) => number,
): Promise<Packet[]> {
  const byNumber = new Map<number, readonly Packet[]>();
  let open = ranges;
  let ofEach = ranges.length > limit ? 1 : limit;
  for (;;) {
    const found = groupBy(await ask(open, ofEach), ({ lane }) => lane);
    for (const [number, rows] of found) byNumber.set(number, rows.map(({ packet }) => packet).sort(compare));
    const nearest = [...byNumber.values()].flat().sort(compare).slice(0, limit);
    const last = nearest.length < limit ? undefined : nearest.at(-1);
    const mayHaveMore = ({ lane, after, upTo }: LaneRange) => {
      const furthest = byNumber.get(lane)?.at(-1);
      if (furthest === undefined || upTo - after <= BigInt(ofEach)) return false;
      return last === undefined || compare(furthest, last) <= 0;
    };
    open = open.filter(mayHaveMore);
    if (ofEach >= limit || open.length === 0) return nearest;
    ofEach = Math.min(limit, ofEach * GROWTH);
  }
}

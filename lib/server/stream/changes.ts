import type { FindingView } from "@/lib/api/contracts/common";
import type { LaneProgress } from "@/lib/ics/packet-lane";
import type { Moment } from "./moment";

/** Something that happened between two moments. `head` comes last: whoever has seen it has seen all before it. */
export type Change =
  | { readonly event: "consumer"; readonly data: object }
  | { readonly event: "packet"; readonly data: object }
  | { readonly event: "slash"; readonly data: object }
  | { readonly event: "finding"; readonly data: object }
  | { readonly event: "head"; readonly data: object };

/** After a long absence a lane's packets are not told one by one: the consumer's own event has the counters. */
const MAX_PACKETS_PER_HOP = 50;

/** Everything that differs from one moment to a later one, in the order in which it is told. Pure. */
export function changesBetween(before: Moment, after: Moment): Change[] {
  const { asOf } = after.overview;
  return [
    ...consumerChanges(before, after),
    ...packetChanges(before, after),
    ...slashChanges(before, after),
    ...findingChanges(before.findings, after.findings),
  ].map(({ event, data }): Change => ({ event, data: { ...data, asOf } }));
}

/** The head itself, with the overview that goes with it. */
export function headOf({ overview }: Moment): Change {
  return { event: "head", data: overview };
}

function consumerChanges(before: Moment, after: Moment): Change[] {
  const known = new Map(before.consumers.map((consumer) => [consumer.consumerId, JSON.stringify(consumer)]));
  return after.consumers
    .filter((consumer) => known.get(consumer.consumerId) !== JSON.stringify(consumer))
    .map((consumer) => ({ event: "consumer", data: { data: consumer } }));
}

const HOPS = ["sent", "received", "acked"] as const satisfies readonly (keyof LaneProgress)[];

function packetChanges(before: Moment, after: Moment): Change[] {
  return after.lanes.flatMap(({ consumerId, direction, progress }) => {
    const last = before.lanes.find((lane) => lane.consumerId === consumerId && lane.direction === direction)?.progress;
    return HOPS.flatMap((hop) => {
      const [from, to] = [last?.[hop], progress[hop]];
      if (to === undefined || (last !== undefined && from === undefined)) return [];
      return sequencesAfter(from ?? 0n, to).map(
        (sequence): Change => ({
          event: "packet",
          data: { data: { consumerId, direction, sequence: String(sequence), hop } },
        }),
      );
    });
  });
}

function sequencesAfter(from: bigint, to: bigint): bigint[] {
  const first = to - from > BigInt(MAX_PACKETS_PER_HOP) ? to - BigInt(MAX_PACKETS_PER_HOP) : from;
  const sequences: bigint[] = [];
  for (let sequence = first + 1n; sequence <= to; sequence += 1n) sequences.push(sequence);
  return sequences;
}

/** A punishment is told when it happened, and again when it changes: an unjailing is one. */
function slashChanges(before: Moment, after: Moment): Change[] {
  const known = new Map(before.slashes.map((slash) => [slash.id, JSON.stringify(slash)]));
  return after.slashes
    .filter((slash) => known.get(slash.id) !== JSON.stringify(slash))
    .toReversed()
    .map((slash) => ({ event: "slash", data: { data: slash } }));
}

/** A finding is told when it comes up, when its sentence changes, and when it is over. */
function findingChanges(before: readonly FindingView[], after: readonly FindingView[]): Change[] {
  const keyOf = ({ code, consumerId }: FindingView) => `${consumerId ?? ""} ${code}`;
  const known = new Map(before.map((finding) => [keyOf(finding), finding]));
  const now = new Set(after.map(keyOf));
  const over = before.filter((finding) => !now.has(keyOf(finding)));
  const changed = after.filter((finding) => known.get(keyOf(finding))?.sentence !== finding.sentence);
  return [
    ...over.map((finding): Change => ({ event: "finding", data: { data: finding, state: "over" } })),
    ...changed.map((finding): Change => ({ event: "finding", data: { data: finding, state: "holds" } })),
  ];
}

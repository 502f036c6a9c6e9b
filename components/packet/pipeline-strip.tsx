"use client";

import type { ReactNode } from "react";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import type { LaneView } from "@/lib/api/contracts/pipeline";
import { formatInteger } from "@/lib/format/number";
import type { StuckReason } from "@/lib/ics/stuck-packet";
import { STUCK_SHORT } from "./packet-words";

type Hop = "queued" | "sent" | "received" | "acked";

/** At which hop something that holds packets up shows. */
const HOP_OF = {
  "past-timeout": "sent",
  "timed-out": "sent",
  "channel-closed": "sent",
  late: "sent",
  "not-acknowledged": "received",
  "no-channel": "queued",
  "client-expired": "queued",
  "client-frozen": "queued",
  "consumer-stopped": "queued",
} as const satisfies Record<StuckReason, Hop>;

/** queued ▸ sent ▸ received ▸ acked in one row: the count of each, what waits there and since when. Colour is where it is stuck. */
export function PipelineStrip({ lane }: { lane: LaneView }) {
  const stuckAt = lane.stuckBecause && HOP_OF[lane.stuckBecause];
  const fields: { hop: Hop; count: ReactNode; note: ReactNode }[] = [
    ...(lane.direction === "vsc"
      ? [
          {
            hop: "queued" as const,
            count: formatInteger(lane.queued),
            note: lane.oldestQueuedAt ? (
              <>
                oldest <Time iso={lane.oldestQueuedAt.time} />
              </>
            ) : (
              "none waits"
            ),
          },
        ]
      : []),
    { hop: "sent", count: <Count value={lane.sent} />, note: <SentNote lane={lane} /> },
    { hop: "received", count: <Count value={lane.received} />, note: <ReceivedNote lane={lane} /> },
    {
      hop: "acked",
      count: <Count value={lane.acked} />,
      note: lane.lastAckedAt ? (
        <>
          last <Time iso={lane.lastAckedAt.time} />
        </>
      ) : null,
    },
  ];
  return (
    <ol className="flex flex-wrap border-line border-y max-sm:grid max-sm:grid-cols-2">
      {fields.map(({ hop, count, note }, i) => (
        <li key={hop} className="min-w-0 flex-1 px-3 py-2 first:ps-0 max-sm:px-0">
          <p className={hop === stuckAt ? "text-bad" : undefined}>
            {i === 0 ? null : (
              <span aria-hidden="true" className="text-muted">
                ▸{" "}
              </span>
            )}
            <span className={hop === stuckAt ? "" : "text-muted"}>{hop}</span>{" "}
            <span className="font-semibold tabular-nums">{count}</span>
            {hop === stuckAt && lane.stuckBecause ? <> ✕ {STUCK_SHORT[lane.stuckBecause]}</> : null}
          </p>
          <p className="text-[0.9286rem] text-muted">{note}</p>
        </li>
      ))}
    </ol>
  );
}

function Count({ value }: { value: LaneView["sent"] }) {
  return isUnknown(value) ? <Unknown because={value.because} /> : formatInteger(value);
}

function SentNote({ lane: { counts, oldestSent, sent, received } }: { lane: LaneView }) {
  const past = counts.expired ?? 0;
  const never = (counts["timed-out"] ?? 0) + (counts.undeliverable ?? 0);
  const moving = (counts.sent ?? 0) + (counts.unacknowledged ?? 0);
  if (sent === "0") return "none sent";
  if (oldestSent === undefined || past + never + moving === 0) return sent === received ? "all arrived" : null;
  const words = [
    ...(moving > 0 ? [`${moving} on the way`] : []),
    ...(past > 0 ? [`${past} past timeout`] : []),
    ...(never > 0 ? [`${never} never ${never === 1 ? "arrives" : "arrive"}`] : []),
  ];
  return (
    <>
      {words.join(", ")}; oldest <Time iso={oldestSent.sentAt.time} />
      {past + never === 0 && oldestSent.timeoutAt ? (
        <>
          , times out <Time iso={oldestSent.timeoutAt} />
        </>
      ) : null}
    </>
  );
}

function ReceivedNote({ lane: { counts, oldestReceivedAt } }: { lane: LaneView }) {
  const waiting = counts.received ?? 0;
  if (waiting === 0 || oldestReceivedAt === undefined) return null;
  return (
    <>
      {waiting} not acknowledged; oldest <Time iso={oldestReceivedAt.time} />
    </>
  );
}

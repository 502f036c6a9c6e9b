"use client";

import dynamic from "next/dynamic";
import { DataTable } from "@/components/ui/data-table";
import { Skeleton } from "@/components/ui/skeleton";
import { formatAge, formatUtc } from "@/lib/format/time";
import { ChartFrame } from "./chart-frame";
import { WhenSeen } from "./when-seen";

const HEIGHT = 200;
const HopChart = dynamic(() => import("./hop-chart").then((module) => module.HopChart), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} what="the chart" />,
});

interface Point {
  readonly sequence: string;
  readonly sentAt: { readonly height: number; readonly time: string };
  readonly receivedAfterMs: number;
  readonly ackedAfterMs?: number | undefined;
}

/** How long each packet took to arrive, and its acknowledgement to come back, in the order they were sent. */
export function LatencyHistory({ points }: { points: readonly Point[] }) {
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const longest = points.reduce((a, b) => (b.receivedAfterMs > a.receivedAfterMs ? b : a));
  const acked = points.flatMap(({ ackedAfterMs }) => ackedAfterMs ?? []);
  const back = acked.length === 0 ? "" : `, the acknowledgement ${formatAge(middle(acked))} more`;
  const summary = `Of the last ${points.length} that arrived, half took up to ${formatAge(
    middle(points.map(({ receivedAfterMs }) => receivedAfterMs)),
  )}${back}; the slowest, number ${longest.sequence}, ${formatAge(longest.receivedAfterMs)}. By block times of both chains.`;
  return (
    <ChartFrame
      title="How long updates take"
      summary={summary}
      table={
        <DataTable
          caption="How long updates take"
          captionHidden
          rows={points.toReversed()}
          rowKey={({ sequence }) => sequence}
          empty="None."
          columns={[
            { key: "sequence", label: "Number", cell: ({ sequence }) => <span className="font-mono">{sequence}</span> },
            { key: "sent", label: "Sent", cell: ({ sentAt }) => formatUtc(sentAt.time) },
            {
              key: "received",
              label: "To receipt",
              isNumeric: true,
              cell: ({ receivedAfterMs }) => formatAge(receivedAfterMs),
            },
            {
              key: "acked",
              label: "To acknowledgement",
              isNumeric: true,
              cell: ({ ackedAfterMs }) => (ackedAfterMs === undefined ? "not yet" : formatAge(ackedAfterMs)),
            },
          ]}
        />
      }
    >
      <WhenSeen height={HEIGHT}>
        {() => (
          <HopChart
            points={points.map(({ sentAt, receivedAfterMs, ackedAfterMs }) => ({
              x: sentAt.height,
              received: receivedAfterMs / 1000,
              ...(ackedAfterMs === undefined ? {} : { acked: ackedAfterMs / 1000 }),
            }))}
            height={HEIGHT}
          />
        )}
      </WhenSeen>
    </ChartFrame>
  );
}

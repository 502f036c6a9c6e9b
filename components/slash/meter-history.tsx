"use client";

import dynamic from "next/dynamic";
import { ChartFrame } from "@/components/charts/chart-frame";
import { WhenSeen } from "@/components/charts/when-seen";
import { DataTable } from "@/components/ui/data-table";
import { HeightLink } from "@/components/ui/height-link";
import { Skeleton } from "@/components/ui/skeleton";
import type { ThrottleView } from "@/lib/api/contracts/slash";
import { formatInteger } from "@/lib/format/number";
import { slashedName } from "./slash-words";

const HEIGHT = 220;
const TABLE_ROWS = 200;
const MeterChart = dynamic(() => import("@/components/charts/meter-chart").then((module) => module.MeterChart), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} what="the chart" />,
});

/** The slash meter and its allowance, with every report that arrived: taken, or held back because the meter was below zero. */
export function MeterHistory({ throttle, head }: { throttle: ThrottleView; head: number }) {
  const { history, reports } = throttle;
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last || history.length < 2) return null;
  const attempts = reports.flatMap((report) =>
    report.attempts.flatMap(({ at, result, sequence }) =>
      "height" in at ? [{ height: at.height, result, sequence, report }] : [],
    ),
  );
  const shown = attempts.filter(({ height }) => height >= first.height);
  const held = shown.filter(({ result }) => result === "bounced").length;
  const lowest = history.reduce((low, point) => (BigInt(point.meter) < BigInt(low.meter) ? point : low), first);
  const meterAt = (height: number) => Number(history.findLast((point) => point.height <= height)?.meter ?? first.meter);
  const points = [...history, { ...last, height: Math.max(head, last.height) }];
  return (
    <ChartFrame
      title="Slash meter"
      summary={`Reports are taken while the meter is not below zero. Lowest: ${formatInteger(lowest.meter)} at height ${lowest.height}. ${shown.length} reports arrived, ${held} of them were held back.`}
      table={
        <>
          <DataTable
            caption="Reports that arrived"
            rows={shown}
            rowKey={({ report, sequence }) => `${report.channelId} ${sequence}`}
            empty="No report arrived."
            columns={[
              {
                key: "height",
                label: "Height",
                cell: ({ height }) => <HeightLink height={height} to="/slashes" />,
              },
              { key: "sequence", label: "Packet", cell: ({ report, sequence }) => `${report.channelId} / ${sequence}` },
              {
                key: "who",
                label: "Against",
                cell: ({ report }) => (
                  <bdi>{slashedName({ ...report, validator: report.validator ?? report.consumerAddress })}</bdi>
                ),
              },
              { key: "result", label: "Answer", cell: ({ result }) => (result === "bounced" ? "held back" : result) },
            ]}
          />
          <DataTable
            caption="Meter and allowance, latest changes"
            rows={history.slice(-TABLE_ROWS).toReversed()}
            rowKey={({ height }) => String(height)}
            empty="None."
            columns={[
              {
                key: "height",
                label: "From height",
                cell: ({ height }) => <HeightLink height={height} to="/slashes" />,
              },
              { key: "meter", label: "Meter", isNumeric: true, cell: ({ meter }) => formatInteger(meter) },
              {
                key: "allowance",
                label: "Allowance",
                isNumeric: true,
                cell: ({ allowance }) => formatInteger(allowance),
              },
            ]}
          />
        </>
      }
    >
      <WhenSeen height={HEIGHT}>
        {() => (
          <MeterChart
            // Drawing may round; the tables behind it do not.
            points={points.map(({ height: x, meter, allowance }) => ({
              x,
              meter: Number(meter),
              allowance: Number(allowance),
            }))}
            marks={shown.map(({ height: x, result }) => ({ x, meter: meterAt(x), isHeld: result === "bounced" }))}
            height={HEIGHT}
          />
        )}
      </WhenSeen>
    </ChartFrame>
  );
}

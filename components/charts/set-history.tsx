"use client";

import dynamic from "next/dynamic";
import { DataTable } from "@/components/ui/data-table";
import { Skeleton } from "@/components/ui/skeleton";
import { formatInteger } from "@/lib/format/number";
import { ChartFrame } from "./chart-frame";
import { WhenSeen } from "./when-seen";

const HEIGHT = 180;
const StepChart = dynamic(() => import("./step-chart").then((module) => module.StepChart), {
  ssr: false,
  loading: () => <Skeleton height={HEIGHT} what="the chart" />,
});

interface Point {
  readonly height: number;
  readonly validators: number;
  readonly power: string;
}

/** How many validators a stored set had, at each epoch that changed it. */
export function SetHistory({ points }: { points: readonly Point[] }) {
  const counts = points.map(({ validators }) => validators);
  const [first, last] = [points[0], points.at(-1)];
  // A set that never changed its size is one sentence elsewhere on the page, not a drawing.
  if (!first || !last || new Set(counts).size === 1) return null;
  const lastOther = points.findLastIndex(({ validators }) => validators !== last.validators);
  const since = points[lastOther + 1] ?? first;
  const summary = `${last.validators} since height ${since.height}; between ${Math.min(...counts)} and ${Math.max(...counts)} since height ${first.height}.`;
  return (
    <ChartFrame
      title="Validators in the stored set"
      summary={summary}
      table={
        <DataTable
          caption="Validators in the stored set"
          captionHidden
          rows={points}
          rowKey={({ height }) => String(height)}
          empty="None."
          columns={[
            { key: "height", label: "From height", cell: ({ height }) => <span className="font-mono">{height}</span> },
            { key: "validators", label: "Validators", isNumeric: true, cell: ({ validators }) => validators },
            { key: "power", label: "Power there", isNumeric: true, cell: ({ power }) => formatInteger(power) },
          ]}
        />
      }
    >
      <WhenSeen height={HEIGHT}>
        {() => (
          <StepChart
            points={points.map(({ height, validators }) => ({ x: height, y: validators }))}
            label="validators"
            height={HEIGHT}
          />
        )}
      </WhenSeen>
    </ChartFrame>
  );
}

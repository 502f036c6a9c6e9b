"use client";

import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { axisTicks } from "./axis-ticks";

/** Two values that hold until they change, one against the other, with marks on the first. May go below zero. */
export function MeterChart({
  points,
  marks,
  height,
}: {
  points: readonly { x: number; meter: number; allowance: number }[];
  marks: readonly { x: number; meter: number; isHeld: boolean }[];
  height: number;
}) {
  const tick = { fill: "var(--muted)", fontSize: 12 };
  const first = points[0]?.x ?? 0;
  const last = points.at(-1)?.x ?? 0;
  const ticks = axisTicks(points.flatMap(({ meter, allowance }) => [meter, allowance]));
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart margin={{ top: 8, right: 16, bottom: 4, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="x" type="number" domain={[first, last]} tick={tick} stroke="var(--line)" allowDataOverflow />
        <YAxis
          width={ticks.width}
          tick={tick}
          stroke="var(--line)"
          tickFormatter={ticks.format}
          domain={["auto", "auto"]}
        />
        <ReferenceLine y={0} stroke="var(--text)" />
        <Tooltip
          labelFormatter={(x) => `height ${String(x)}`}
          contentStyle={{
            background: "var(--surface)",
            border: "1px solid var(--line)",
            borderRadius: 6,
            color: "var(--text)",
          }}
        />
        <Line
          data={[...points]}
          dataKey="allowance"
          name="allowance"
          type="stepAfter"
          stroke="var(--series-6)"
          strokeDasharray="4 4"
          dot={false}
          isAnimationActive={false}
        />
        <Line
          data={[...points]}
          dataKey="meter"
          name="meter"
          type="stepAfter"
          stroke="var(--series-1)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
        <Scatter
          data={marks.filter(({ isHeld }) => !isHeld)}
          dataKey="meter"
          name="report taken"
          fill="var(--series-3)"
          shape="circle"
          isAnimationActive={false}
        />
        <Scatter
          data={marks.filter(({ isHeld }) => isHeld)}
          dataKey="meter"
          name="report held back"
          fill="var(--series-2)"
          shape="triangle"
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

"use client";

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axisTicks } from "./axis-ticks";

/** A value that holds until it changes, over heights. The one place that draws lines; loaded only where one is looked at. */
export function StepChart({
  points,
  label,
  height,
}: {
  points: readonly { x: number; y: number }[];
  label: string;
  height: number;
}) {
  const ticks = axisTicks([0, ...points.map(({ y }) => y)]);
  const tick = { fill: "var(--muted)", fontSize: 12 };
  return (
    <ResponsiveContainer width="100%" height={height}>
      <LineChart data={[...points]} margin={{ top: 8, right: 16, bottom: 4, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="x" type="number" domain={["dataMin", "dataMax"]} tick={tick} stroke="var(--line)" />
        <YAxis
          allowDecimals={false}
          width={ticks.width}
          tickFormatter={ticks.format}
          tick={tick}
          stroke="var(--line)"
          domain={[0, "auto"]}
        />
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
          dataKey="y"
          name={label}
          type="stepAfter"
          stroke="var(--series-1)"
          strokeWidth={2}
          dot={false}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}

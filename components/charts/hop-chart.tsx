"use client";

import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

/** Seconds of two hops over the heights at which packets were sent; loaded only where it is looked at. */
export function HopChart({
  points,
  height,
}: {
  points: readonly { readonly x: number; readonly received: number; readonly acked?: number }[];
  height: number;
}) {
  const tick = { fill: "var(--muted)", fontSize: 12 };
  const lines = [
    { key: "received", name: "sent → received", stroke: "var(--series-1)" },
    { key: "acked", name: "received → acknowledged", stroke: "var(--series-2)" },
  ] as const;
  return (
    <ResponsiveContainer width="100%" height={height}>
      <LineChart data={[...points]} margin={{ top: 8, right: 16, bottom: 4, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="x" type="number" domain={["dataMin", "dataMax"]} tick={tick} stroke="var(--line)" />
        <YAxis width={48} unit=" s" tick={tick} stroke="var(--line)" domain={[0, "auto"]} />
        <Tooltip
          labelFormatter={(x) => `sent at height ${String(x)}`}
          formatter={(value) => `${String(value)} s`}
          contentStyle={{
            background: "var(--surface)",
            border: "1px solid var(--line)",
            borderRadius: 6,
            color: "var(--text)",
          }}
        />
        <Legend itemSorter={null} />
        {lines.map(({ key, name, stroke }) => (
          <Line
            key={key}
            dataKey={key}
            name={name}
            stroke={stroke}
            strokeWidth={2}
            {...(key === "acked" ? { strokeDasharray: "5 3" } : {})}
            dot={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

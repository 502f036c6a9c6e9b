import type { StoryStep } from "@/lib/api/contracts/slash";

const WIDTH = 960;
const LANE_Y = { consumer: 26, provider: 74 } as const;

/** The steps as numbered dots on two lanes, the consumer above, the provider below; the sentences stand beside it. */
export function StoryLanes({ steps, isOwn }: { steps: readonly StoryStep[]; isOwn: boolean }) {
  if (isOwn || steps.length < 2) return null;
  const x = (i: number) => 110 + (i * (WIDTH - 150)) / Math.max(1, steps.length - 1);
  const dots = steps.map((step, i) => ({ step, cx: x(i), cy: LANE_Y[step.lane], number: i + 1 }));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} 100`}
      className="my-4 w-full max-sm:hidden"
      role="img"
      aria-label={`${steps.length} steps, told below in order`}
    >
      {(["consumer", "provider"] as const).map((lane) => (
        <g key={lane}>
          <text x="0" y={LANE_Y[lane] + 5} className="fill-muted text-[14px]">
            {lane}
          </text>
          <line x1="90" x2={WIDTH} y1={LANE_Y[lane]} y2={LANE_Y[lane]} className="stroke-line" />
        </g>
      ))}
      {dots.slice(1).map(({ cx, cy, number }, i) => (
        <line key={number} x1={dots[i]?.cx} y1={dots[i]?.cy} x2={cx} y2={cy} className="stroke-muted" />
      ))}
      {dots.map(({ step, cx, cy, number }) => (
        <g key={number}>
          <circle cx={cx} cy={cy} r="13" className={FILL[step.step] ?? "fill-surface stroke-muted"} />
          <text
            x={cx}
            y={cy + 5}
            textAnchor="middle"
            className={step.step in FILL ? "fill-surface text-[14px]" : "fill-text text-[14px]"}
          >
            {number}
          </text>
        </g>
      ))}
    </svg>
  );
}

const FILL: Partial<Record<StoryStep["step"], string>> = {
  punished: "fill-bad",
  evidence: "fill-bad",
  bounced: "fill-warn",
};

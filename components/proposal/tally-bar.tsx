import type { TallyView } from "@/lib/api/contracts/proposal";
import { formatShare, shareOf } from "@/lib/format/number";

const PARTS = [
  { key: "yes", word: "yes", className: "fill-ok" },
  { key: "no", word: "no", className: "fill-bad" },
  { key: "noWithVeto", word: "veto", className: "fill-warn" },
  { key: "abstain", word: "abstain", className: "fill-muted" },
] as const;

/** How the votes fell: a bar drawn on the server, and the same in figures. */
export function TallyBar({ tally, isOver, width = 120 }: { tally: TallyView; isOver: boolean; width?: number }) {
  const total = PARTS.reduce((sum, { key }) => sum + BigInt(tally[key]), 0n);
  if (total === 0n) return <span className="text-muted">{isOver ? "nobody voted" : "no votes yet"}</span>;
  let x = 0;
  const bars = PARTS.map((part) => {
    const share = Number(shareOf(BigInt(tally[part.key]), total)) * width;
    const bar = { ...part, x, share };
    x += share;
    return bar;
  });
  const words = PARTS.filter(({ key }) => tally[key] !== "0").map(
    ({ key, word }) => `${formatShare(shareOf(BigInt(tally[key]), total))} ${word}`,
  );
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <svg aria-hidden="true" width={width} height="8" className="inline-block align-baseline" focusable="false">
        {bars.map(({ key, className, x: at, share }) => (
          <rect key={key} x={at} width={share} height="8" className={className} />
        ))}
      </svg>
      <span>{words.join(" · ")}</span>
    </span>
  );
}

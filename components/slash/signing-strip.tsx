const CELL = 5;
const HEIGHT = 14;

const LOOK: Readonly<Record<string, { y: number; h: number; className: string }>> = {
  s: { y: 8, h: 6, className: "fill-muted" },
  m: { y: 0, h: 14, className: "fill-bad" },
  n: { y: 4, h: 10, className: "fill-warn" },
  "?": { y: 11, h: 3, className: "fill-line" },
};

/** The last blocks as bars, oldest first: low = signed, high = missed, middle = voted for nothing, none = not in the set. */
export function SigningStrip({ strip, until }: { strip: string; until: number }) {
  const count = (letter: string) => [...strip].filter((one) => one === letter).length;
  const label = `${strip.length} blocks up to ${until}: ${count("s")} signed, ${count("m")} missed, ${count("n")} voted for nothing, ${count("-")} not in the set`;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${strip.length * CELL} ${HEIGHT}`}
      className="inline-block h-[14px] w-full max-w-[400px] min-w-40"
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      {[...strip].map((letter, i) => {
        const look = LOOK[letter];
        return look ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place
          <rect key={i} x={i * CELL} y={look.y} width={CELL - 1} height={look.h} className={look.className} />
        ) : null;
      })}
    </svg>
  );
}

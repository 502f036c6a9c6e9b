import type { LaunchView } from "@/lib/api/contracts/launch";

const QUORUM = 2 / 3;
type Member = LaunchView["set"]["validators"][number];

/**
 * The power of a set from left to right, strongest first, with the mark that must be passed for a block: more than two thirds.
 * Filled: signs now, or before the start those who are strongest. Drawn on the server; its figures stand beside it.
 */
export function QuorumBar({
  members,
  isFilled,
}: {
  members: readonly Member[];
  isFilled: (member: Member) => boolean;
}) {
  let from = 0;
  const pieces = members
    .toSorted((a, b) => Number(isFilled(b)) - Number(isFilled(a)))
    .map((member) => {
      const share = Number(member.share);
      const piece = { key: member.providerConsAddress, from, share, filled: isFilled(member) };
      from += share;
      return piece;
    });
  return (
    <svg
      viewBox="0 0 600 34"
      preserveAspectRatio="none"
      className="block h-8 w-full"
      aria-hidden="true"
      focusable="false"
    >
      {pieces.map((piece) => (
        <rect
          key={piece.key}
          x={piece.from * 600 + 0.5}
          y="8"
          width={Math.max(0.5, piece.share * 600 - 1)}
          height="18"
          className={piece.filled ? "fill-accent" : "fill-line"}
        />
      ))}
      <line x1={QUORUM * 600} x2={QUORUM * 600} y1="2" y2="32" className="stroke-text" strokeWidth="2" />
    </svg>
  );
}

import type { ConsHex } from "@/lib/ics/ids";
import { bySigningOrder } from "@/lib/ics/signing-order";
import type { CommitRow, MemberRange } from "@/lib/store/read-signing";

const LETTERS: Readonly<Record<number, string>> = { 1: "m", 2: "s", 3: "n" };

/**
 * One letter a block for everybody who was in the set within a stretch of blocks, oldest first (contracts/slash.ts). The
 * commit in block h tells who signed h - 1; a commit that does not fit the set we know is `?`.
 */
export function signingStrips(commits: readonly CommitRow[], sets: readonly MemberRange[]): Map<ConsHex, string> {
  const strips = new Map<ConsHex, string[]>();
  for (const { address } of sets)
    strips.set(
      address,
      Array.from({ length: commits.length }, () => "-"),
    );
  for (const [i, { height, flags }] of commits.entries()) {
    const signed = height - 1;
    const order = sets
      .filter(({ from, until }) => from <= signed && (until === undefined || until > signed))
      .sort(bySigningOrder);
    for (const [place, { address }] of order.entries()) {
      const letter = order.length === flags.length ? LETTERS[flags[place] ?? 0] : undefined;
      const strip = strips.get(address);
      if (strip) strip[i] = letter ?? "?";
    }
  }
  return new Map([...strips].map(([address, letters]) => [address, letters.join("")]));
}

/** Strips of one validator's keys laid over each other: the key that was in the set at each block speaks. */
export function mergeStrips(strips: readonly string[]): string {
  const [first = "", ...rest] = strips;
  return [...first]
    .map((letter, i) => (letter === "-" ? (rest.find((one) => one[i] !== "-")?.[i] ?? "-") : letter))
    .join("");
}

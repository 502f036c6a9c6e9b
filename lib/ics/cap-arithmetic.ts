import { capPower } from "./power-cap";

/** A candidate for a set, in the order in which places are given: priority first, then by power. */
export interface CapCandidate {
  readonly key: string;
  readonly power: bigint;
  readonly isPriority: boolean;
}

/** How the powers of a set come about, with every intermediate figure of ics-protocol.md §6.3. */
export interface CapArithmetic {
  readonly places: readonly { readonly key: string; readonly place: number; readonly isPriority: boolean }[];
  /** Sum of the uncapped powers of those who got a place. */
  readonly sum: bigint;
  readonly cap?: {
    readonly percent: number;
    /** `floor(sum × percent ÷ 100)`, at least 1. */
    readonly max: bigint;
    /** What is cut off above `max`. */
    readonly extra: bigint;
    /** How many are below `max` and share it. */
    readonly below: number;
    /** `floor(extra ÷ below)`: what the first of them gets. */
    readonly each: bigint;
    /** A cap so low that it cannot be met: everybody ends at `max` and the sum shrinks. */
    readonly isImpossible: boolean;
  };
  readonly members: readonly { readonly key: string; readonly before: bigint; readonly after: bigint }[];
}

/**
 * Explains a set from its eligible validators: who gets a place (priority list, then power, up to the set cap), and what
 * the power cap makes of their powers. The result equals what `computeNextSet` stores.
 *
 * @param setCap 0 = no limit
 * @param percent 0 = no cap
 */
export function explainCap(candidates: readonly CapCandidate[], setCap: number, percent: number): CapArithmetic {
  const ordered = candidates.toSorted(
    (a, b) => Number(b.isPriority) - Number(a.isPriority) || (a.power < b.power ? 1 : a.power > b.power ? -1 : 0),
  );
  const chosen = setCap > 0 ? ordered.slice(0, setCap) : ordered;
  const sum = chosen.reduce((total, { power }) => total + power, 0n);
  const before = new Map(chosen.map(({ key, power }) => [key, power]));
  const capped = percent > 0 ? capPower(chosen, percent) : chosen.toSorted((a, b) => (a.power < b.power ? 1 : -1));
  return {
    places: chosen.map(({ key, isPriority }, i) => ({ key, isPriority, place: i + 1 })),
    sum,
    ...(percent > 0 ? { cap: capFigures(chosen, sum, percent) } : {}),
    members: capped.map(({ key, power }) => ({ key, before: before.get(key) ?? power, after: power })),
  };
}

function capFigures(chosen: readonly CapCandidate[], sum: bigint, percent: number): NonNullable<CapArithmetic["cap"]> {
  const wanted = (sum * BigInt(percent)) / 100n;
  const max = wanted === 0n ? 1n : wanted;
  const extra = chosen.reduce((total, { power }) => (power > max ? total + (power - max) : total), 0n);
  const below = chosen.filter(({ power }) => power < max).length;
  return {
    percent,
    max,
    extra,
    below,
    each: below === 0 ? 0n : extra / BigInt(below),
    isImpossible: percent * chosen.length < 100,
  };
}

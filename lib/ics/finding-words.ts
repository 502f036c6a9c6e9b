import type { At } from "./finding";
import type { Disagreement, FindingsInput } from "./findings-input";
import { formatIsoSeconds, nanosOf } from "./time";

/** The consumer's own page: the chain of causes on it is the evidence of most findings. */
export function consumerPage({ consumerId }: FindingsInput): string {
  return `/consumers/${consumerId}`;
}

/** The page that holds its sets side by side. */
export function validatorsPage({ consumerId }: FindingsInput): string {
  return `/consumers/${consumerId}/validators`;
}

/** The page that holds its packets in both directions. */
export function packetsPage({ consumerId }: FindingsInput): string {
  return `/consumers/${consumerId}/packets`;
}

/** The page that tells what its launch misses, and how it went. */
export function launchPage({ consumerId }: FindingsInput): string {
  return `/consumers/${consumerId}/launch`;
}

/** A moment in a sentence: ISO-8601 UTC to the second. Pages write it out as their readers do. */
export const moment = formatIsoSeconds;

/** `since`, where it is known. */
export function since(at: At | undefined): { readonly since?: At } {
  return at ? { since: at } : {};
}

/** Of the moments that are known the first in time; they may be blocks of different chains. */
export function earliest(moments: readonly (At | undefined)[]): At | undefined {
  return inTime(moments)[0];
}

/** Of the moments that are known the last in time. */
export function latest(moments: readonly (At | undefined)[]): At | undefined {
  return inTime(moments).at(-1);
}

function inTime(moments: readonly (At | undefined)[]): At[] {
  return moments
    .filter((at) => at !== undefined)
    .sort((a, b) => (nanosOf(a.time) < nanosOf(b.time) ? -1 : nanosOf(a.time) > nanosOf(b.time) ? 1 : 0));
}

/** "1 update", "3 updates". */
export function updates(count: bigint): string {
  return `${count} update${count === 1n ? "" : "s"}`;
}

/** "1 update waits", "3 updates wait". */
export function updatesWait(count: number): string {
  return `${updates(BigInt(count))} ${count === 1 ? "waits" : "wait"}`;
}

/** "6 s" or "2 min". */
export function duration(ms: number): string {
  return ms < 120_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`;
}

/** "66.66 %" of hundredths of a percent. */
export function percent(bps: number): string {
  return `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, "0")} %`;
}

/** Names endpoint, height and field where they are known. */
export function disagreementSentence(disagree: true | Disagreement): string {
  if (disagree === true) return "The nodes we know of this chain give different answers for the same height.";
  const { url, height, field, isProven } = disagree;
  return isProven
    ? `The node ${url} gives ${field} of block ${height} otherwise than is proven; it is not asked any more where another is left.`
    : `The node ${url} gives ${field} of block ${height} otherwise than the other nodes.`;
}

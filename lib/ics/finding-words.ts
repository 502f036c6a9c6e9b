import type { FindingsInput } from "./findings-input";

/** The consumer's own page: the chain of causes on it is the evidence of most findings. */
export function consumerPage({ consumerId }: FindingsInput): string {
  return `/consumers/${consumerId}`;
}

/** The page that holds its sets side by side. */
export function validatorsPage({ consumerId }: FindingsInput): string {
  return `/consumers/${consumerId}/validators`;
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

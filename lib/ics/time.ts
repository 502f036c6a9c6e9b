import type { IsoTime } from "./types";

const NANOS_PER_SECOND = 1_000_000_000n;
const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;

/** UTC time text with up to nine fractional digits → nanoseconds since 1970; `undefined` when it is no such text. */
export function parseIsoNanos(time: IsoTime): bigint | undefined {
  const match = ISO.exec(time);
  const [, whole, fraction = ""] = match ?? [];
  const millis = whole === undefined ? Number.NaN : Date.parse(`${whole}Z`);
  return Number.isNaN(millis) ? undefined : BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Nanoseconds of a time that is known to be well formed; throws otherwise. */
export function nanosOf(time: IsoTime): bigint {
  const nanos = parseIsoNanos(time);
  if (nanos === undefined) throw new Error(`not a UTC time: ${time.slice(0, 60)}`);
  return nanos;
}

/** Nanoseconds since 1970 → UTC time text as CometBFT writes it: without trailing zeros, without a dot when whole. */
export function formatIsoNanos(nanos: bigint): IsoTime {
  const rest = ((nanos % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND;
  const seconds = (nanos - rest) / NANOS_PER_SECOND;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
  const fraction = rest.toString().padStart(9, "0").replace(/0+$/, "");
  return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
}

/** A time some nanoseconds later. */
export function addNanos(time: IsoTime, nanos: bigint): IsoTime {
  return formatIsoNanos(nanosOf(time) + nanos);
}

/** Milliseconds from one time to the other, whole, rounded toward zero; negative when `to` is earlier. */
export function millisBetween(from: IsoTime, to: IsoTime): number {
  return Number((nanosOf(to) - nanosOf(from)) / 1_000_000n);
}

/** A time cut to whole seconds: "2026-03-02T10:05:03.185869273Z" → "2026-03-02T10:05:03Z". What sentences carry. */
export function formatIsoSeconds(time: IsoTime): IsoTime {
  return time.replace(/\.\d{1,9}Z$/, "Z");
}

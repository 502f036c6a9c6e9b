import { THIN_SPACE } from "./number";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Milliseconds of an ISO-8601 UTC text with up to nine fraction digits; `undefined` when it is none. */
export function parseTimeMs(iso: string): number | undefined {
  const match = /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(iso);
  if (!match) return undefined;
  const ms = Date.parse(`${match[1]}.${(match[2] ?? "0").padEnd(3, "0").slice(0, 3)}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** "23 Nov 2026 18:31:04 UTC". Seconds are enough for people; the machine-readable time keeps its fraction. */
export function formatUtc(iso: string): string {
  const ms = parseTimeMs(iso);
  if (ms === undefined) return iso;
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${iso.slice(iso.indexOf("T") + 1, iso.indexOf("T") + 9)} UTC`;
}

const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "m", ms: 60_000 },
  { name: "s", ms: 1000 },
] as const;

/** A span in its two largest units: "4 s", "1 h 52 m", "267 d". Below a second and for times ahead: "0 s". */
export function formatAge(ms: number): string {
  const first = UNITS.findIndex((unit) => ms >= unit.ms);
  if (first === -1) return `0${THIN_SPACE}s`;
  const unit = UNITS[first] as (typeof UNITS)[number];
  const whole = Math.floor(ms / unit.ms);
  const next = UNITS[first + 1];
  const rest = next === undefined ? 0 : Math.floor((ms % unit.ms) / next.ms);
  const head = `${whole}${THIN_SPACE}${unit.name}`;
  return next === undefined || rest === 0 || whole >= 100 ? head : `${head} ${rest}${THIN_SPACE}${next.name}`;
}

/** "4 s ago" or, for a time still ahead, "in 4 s". */
export function formatRelative(ms: number): string {
  return ms <= -1000 ? `in ${formatAge(-ms)}` : `${formatAge(ms)} ago`;
}

/** Time that is left, to the second: "1 d 2 h 0 m 9 s". From its first unit that is not zero; nothing left: "0 s". */
export function formatCountdown(ms: number): string {
  let rest = Math.max(0, ms);
  const parts = UNITS.map(({ name, ms: size }) => {
    const whole = Math.floor(rest / size);
    rest %= size;
    return { whole, text: `${whole}${THIN_SPACE}${name}` };
  });
  const first = parts.findIndex(({ whole }) => whole > 0);
  return (first === -1 ? parts.slice(-1) : parts.slice(first)).map(({ text }) => text).join(" ");
}

/** Whole nanoseconds as text: "1209600000000000" → "14 d". Exact to the second, "0 s" for nothing. */
export function formatDurationNs(ns: string): string {
  if (!/^\d+$/.test(ns)) return ns;
  const ms = BigInt(ns) / 1_000_000n;
  if (ms > 0n && ms < 1000n) return `${ms}${THIN_SPACE}ms`;
  return formatAge(Number(ms > 9_000_000_000_000_000n ? 9_000_000_000_000_000n : ms));
}

/** A sentence with every ISO time in it written as people write it: "at 2026-03-02T10:04:00Z" → "at 2 Mar 2026 10:04:00 UTC". */
export function writeOutTimes(sentence: string): string {
  return sentence.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z/g, formatUtc);
}

import { parseTimeMs } from "@/lib/format/time";

/** The `clock` of the contracts. */
export interface ClockReading {
  readonly networkTime: string;
  readonly receivedAt: string;
  readonly blockIntervalMs?: number | undefined;
}

/** The network's now: the provider head's block time, moved on by the wall time since that head was received. */
export function networkNowMs(clock: ClockReading, wallNowMs: number): number {
  const time = parseTimeMs(clock.networkTime);
  const received = parseTimeMs(clock.receivedAt);
  if (time === undefined || received === undefined) return wallNowMs;
  return time + Math.max(0, wallNowMs - received);
}

const HOUR_MS = 3_600_000;

/** How far the network's now lies behind the wall clock, when that is more than an hour: then it is a replay. */
export function replayLagMs(clock: ClockReading, wallNowMs: number): number | undefined {
  const lag = wallNowMs - networkNowMs(clock, wallNowMs);
  return lag > HOUR_MS ? lag : undefined;
}

/** A head older than three block times is late. Without a known block time, older than half a minute. */
export function isLate(ageMs: number, blockIntervalMs: number | undefined): boolean {
  return ageMs > 3 * (blockIntervalMs ?? 10_000);
}

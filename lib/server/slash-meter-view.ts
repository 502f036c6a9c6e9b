import "server-only";
import type { z } from "zod";
import type { slashMeterView } from "@/lib/api/contracts/network";
import { addNanos, formatIsoNanos } from "@/lib/ics/time";
import type { IsoTime } from "@/lib/ics/types";
import type { ProviderSnapshot } from "./provider-snapshot";

/** When the meter is next filled up: while it is full, the candidate slides along one period ahead of each block (§6.5). */
export function nextReplenish({ meter, params, time }: ProviderSnapshot): IsoTime | undefined {
  if (meter?.nextReplenishNs !== undefined) return formatIsoNanos(meter.nextReplenishNs);
  return params && addNanos(time, BigInt(params.slashMeterReplenishPeriodNs));
}

export function slashMeterOf(
  snapshot: ProviderSnapshot,
): z.infer<typeof slashMeterView> | { state: "unknown"; because: "not-indexed-yet" } {
  const { meter } = snapshot;
  const candidate = nextReplenish(snapshot);
  if (!meter || candidate === undefined) return { state: "unknown", because: "not-indexed-yet" };
  return {
    meter: String(meter.meter),
    allowance: String(meter.allowance),
    nextReplenish: candidate,
    isFull: meter.meter >= meter.allowance,
  };
}

import { multiplyRounded } from "./decimal";
import { addNanos, nanosOf } from "./time";
import type { IsoTime, ProviderParams, SlashMeter } from "./types";

/**
 * How much power may be jailed for consumers' downtime before slash packets bounce (ics-protocol.md §6.5):
 * `slash_meter_replenish_fraction` of the staking LastTotalPower, halves to even, at least 1.
 */
export function slashMeterAllowance(replenishFraction: string, lastTotalPower: bigint): bigint {
  const allowance = multiplyRounded(lastTotalPower, replenishFraction, "half-even");
  return allowance > 1n ? allowance : 1n;
}

/**
 * The meter after a block's BeginBlock, before any slash packet of that block.
 *
 * A full meter pushes its next candidate ahead each block: the candidate is a countdown only while the meter is not full.
 *
 * @param before the meter after the block before
 * @param blockTime header time of this block
 * @param lastTotalPower staking power after the block before
 */
export function replenishSlashMeter(
  before: SlashMeter,
  blockTime: IsoTime,
  lastTotalPower: bigint,
  params: Pick<ProviderParams, "slashMeterReplenishFraction" | "slashMeterReplenishPeriodNs">,
): SlashMeter {
  const allowance = slashMeterAllowance(params.slashMeterReplenishFraction, lastTotalPower);
  const nextCandidate = addNanos(blockTime, BigInt(params.slashMeterReplenishPeriodNs));
  const isDue = nanosOf(blockTime) >= nanosOf(before.nextReplenishCandidate);
  const meter = isDue ? before.meter + allowance : before.meter;
  const isFull = meter >= allowance;
  return {
    meter: isFull ? allowance : meter,
    allowance,
    nextReplenishCandidate: isDue || isFull ? nextCandidate : before.nextReplenishCandidate,
  };
}

/** Whether a downtime slash packet that arrives now is bounced and has to be sent again (§6.5). */
export function wouldBounce(meter: Pick<SlashMeter, "meter">): boolean {
  return meter.meter < 0n;
}

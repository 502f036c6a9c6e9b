import { replenishSlashMeter, slashMeterAllowance } from "@/lib/ics/slash-meter";
import { addNanos, nanosOf } from "@/lib/ics/time";
import type { IsoTime, ProviderParams, SlashMeter } from "@/lib/ics/types";
import type { MeterRow } from "./provider-facts";
import type { RangeBook } from "./range-book";

type MeterParams = Pick<ProviderParams, "slashMeterReplenishFraction" | "slashMeterReplenishPeriodNs">;

/**
 * Follows the slash meter from block to block. Nothing tells of its changes (ics-protocol.md §5.2), but its rule is exact
 * (§6.5): replenishment is computed, and the state is read whenever a packet from a consumer arrived.
 */
export class MeterTracker {
  #meter: SlashMeter | undefined;
  #blockTime: IsoTime | undefined;

  constructor(private readonly book: RangeBook<MeterRow>) {}

  /** The candidate time, to be remembered with the cursor: the open row leaves it out while the meter is full. */
  get candidate(): IsoTime | undefined {
    return this.#meter?.nextReplenishCandidate;
  }

  resume(candidate: IsoTime | undefined): void {
    const row = this.book.get("meter");
    if (!row || candidate === undefined) return;
    this.#meter = { meter: row.meter, allowance: row.allowance, nextReplenishCandidate: candidate };
  }

  /** The state as read after the block at `blockTime`. */
  take(meter: SlashMeter, blockTime: IsoTime, params: MeterParams, height: number): void {
    this.#meter = meter;
    this.#blockTime = blockTime;
    this.#write(params, height);
  }

  /** What BeginBlock does, with the staking power of the block before. */
  beginBlock(blockTime: IsoTime, lastTotalPower: bigint, params: MeterParams): void {
    if (!this.#meter) return;
    this.#meter = replenishSlashMeter(this.#meter, blockTime, lastTotalPower, params);
    this.#blockTime = blockTime;
  }

  /** The allowance follows the power that this block left. */
  endBlock(totalPower: bigint, params: MeterParams, height: number): void {
    if (!this.#meter) return;
    const allowance = slashMeterAllowance(params.slashMeterReplenishFraction, totalPower);
    this.#meter = { ...this.#meter, allowance };
    this.#write(params, height);
  }

  #write(params: MeterParams, height: number): void {
    if (!this.#meter || this.#blockTime === undefined) return;
    const { meter, allowance, nextReplenishCandidate } = this.#meter;
    const sliding = nextReplenishCandidate === addNanos(this.#blockTime, BigInt(params.slashMeterReplenishPeriodNs));
    this.book.set(
      { meter, allowance, ...(sliding ? {} : { nextReplenishNs: nanosOf(nextReplenishCandidate) }) },
      height,
    );
  }
}

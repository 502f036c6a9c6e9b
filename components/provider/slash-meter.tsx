"use client";

import { Time } from "@/components/ui/time";
import type { OverviewView } from "@/lib/api/contracts/network";
import { formatInteger, formatShare, shareOf } from "@/lib/format/number";

type Meter = Exclude<OverviewView["slashMeter"], { state: "unknown" }>;
const WIDTH = 120;
/** Where zero stands on the gauge: the meter may go below it, by up to as much again as we draw. */
const ZERO = 30;

/** The slash meter as a gauge with zero marked: how much power may still be slashed before the throttle holds packets back. */
export function SlashMeter({ meter }: { meter: Meter }) {
  const share = shareOf(BigInt(meter.meter), BigInt(meter.allowance));
  const part = Math.max(-1, Math.min(1, Number(share)));
  const isNegative = part < 0;
  const width = Math.abs(part) * (isNegative ? ZERO : WIDTH - ZERO);
  return (
    <span>
      <svg aria-hidden="true" width={WIDTH} height="10" className="mr-2 inline-block" focusable="false">
        <rect width={WIDTH} height="10" rx="2" className="fill-line" />
        <rect
          x={isNegative ? ZERO - width : ZERO}
          width={width}
          height="10"
          rx="2"
          className={isNegative ? "fill-bad" : "fill-muted"}
        />
        <line x1={ZERO} x2={ZERO} y2="10" className="stroke-text" />
      </svg>
      <span title={`${formatInteger(meter.meter)} of ${formatInteger(meter.allowance)} power`}>
        {formatShare(share, meter.isFull ? 0 : 1)}
      </span>
      {isNegative ? <span className="text-bad"> below zero: slashes wait</span> : null}
      {meter.isFull ? (
        <span className="text-muted"> · full</span>
      ) : (
        <span className="text-muted">
          {" "}
          · filled up <Time iso={meter.nextReplenish} />
        </span>
      )}
    </span>
  );
}

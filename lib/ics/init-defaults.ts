import type { InitializationParameters } from "./types";

const HOUR_NS = 3_600_000_000_000n;
const DAY_NS = 24n * HOUR_NS;

/** What the module fills in where a team does not choose (ics-protocol.md §1.2). Durations in nanoseconds, decimal text. */
export const INIT_DEFAULTS = {
  unbondingPeriodNs: String(20n * DAY_NS),
  ccvTimeoutPeriodNs: String(28n * DAY_NS),
  transferTimeoutPeriodNs: String(HOUR_NS),
  consumerRedistributionFraction: "0.75",
  blocksPerDistributionTransmission: "1000",
  historicalEntries: "10000",
} as const satisfies Partial<InitializationParameters>;

export type ComparedInitParameter = keyof typeof INIT_DEFAULTS;
export const COMPARED_INIT_PARAMETERS = Object.keys(INIT_DEFAULTS) as readonly ComparedInitParameter[];

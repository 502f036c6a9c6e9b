import * as z from "zod";
import { asOf, at, finding, heightNumber, integerText, isoTime, orUnknown } from "./common";
import { unread } from "./unread";

/** First height at which the dialect was found, and from which on a provider's module answers no more. */
const dialectHeights = {
  dialectSince: heightNumber.optional(),
  moduleAbsentSince: heightNumber.optional(),
};

/** Of a network that was imported from a file and is not followed. */
const recordOrigin = z.object({
  exportedAt: isoTime,
  importedAt: isoTime,
  /** Its name where it was exported. */
  source: z.string(),
  /** Provider heights that it holds. */
  from: heightNumber,
  until: heightNumber,
  sha256: z.string(),
  /** Figures and headers that were proven on import. */
  proven: z.number(),
});
export type RecordView = z.infer<typeof recordOrigin>;

/** A network's chains as the indexer stands with them. */
export const networkView = z.object({
  network: z.string(),
  providerChainId: orUnknown(z.string()),
  dialect: orUnknown(z.string()),
  ...dialectHeights,
  head: orUnknown(at),
  indexedHeight: orUnknown(heightNumber),
  record: recordOrigin.optional(),
});
export const networksView = z.array(networkView);
export type NetworkView = z.infer<typeof networkView>;

/**
 * The network's clock. Ages are measured against `networkTime`, which moves on with the reader's clock from `receivedAt`
 * on: on a live network it is now, on a replay it is the time of the recording.
 */
export const clock = z.object({ networkTime: isoTime, receivedAt: isoTime, blockIntervalMs: z.number().optional() });

export const slashMeterView = z.object({
  meter: integerText,
  allowance: integerText,
  /** Countdown only while the meter is not full (ics-protocol.md §6.5). */
  nextReplenish: isoTime,
  isFull: z.boolean(),
});

export const overviewView = z.object({
  consumersByPhase: z.object({
    registered: z.number(),
    initialized: z.number(),
    launched: z.number(),
    stopped: z.number(),
    deleted: z.number(),
  }),
  findings: z.array(finding),
  slashMeter: orUnknown(slashMeterView),
  epoch: orUnknown(
    z.object({
      blocksPerEpoch: z.number(),
      blocksLeft: z.number(),
      nextHeight: heightNumber,
      /** Estimate from the median of the last 100 block intervals. */
      expectedAt: isoTime.optional(),
    }),
  ),
  validators: z.object({
    active: z.number(),
    total: z.number(),
    /** Base units of `denom`. */
    bondedStake: integerText,
    denom: z.string().optional(),
    totalPower: integerText,
  }),
  packetsInFlight: z.number(),
  inSync: z.object({ launched: z.number(), inSync: z.number(), unknown: z.number() }),
  clock,
  /** Hash of the provider block that all of this holds at, upper-case hex. */
  blockHash: z.string().regex(/^[0-9A-F]{64}$/),
});
export type OverviewView = z.infer<typeof overviewView>;

export const endpointView = z.object({
  url: z.string(),
  chainId: z.string().optional(),
  latestHeight: heightNumber.optional(),
  latestTime: isoTime.optional(),
  earliestHeight: heightNumber.optional(),
  lagBlocks: z.number().optional(),
  latencyMs: z.number().optional(),
  requests: z.number(),
  errors: z.number(),
  /** How requests ended: `ok`, or the code of an error. */
  outcomes: z.record(z.string(), z.number()).optional(),
  lastError: z.object({ code: z.string(), message: z.string(), at: isoTime }).optional(),
  excluded: z.string().optional(),
});

export const statusView = z.object({
  version: z.string(),
  store: z.enum(["pglite", "postgres"]),
  record: recordOrigin.optional(),
  chains: z.array(
    z.object({
      chainId: z.string(),
      role: z.enum(["provider", "consumer"]),
      consumerId: z.string().optional(),
      dialect: orUnknown(z.string()),
      ...dialectHeights,
      state: z.string(),
      stateDetail: z.string().optional(),
      stateSince: isoTime,
      indexed: orUnknown(asOf),
      firstHeight: orUnknown(heightNumber),
      head: orUnknown(at),
      earliestHeight: orUnknown(heightNumber),
      lagBlocks: orUnknown(z.number()),
      endpoints: z.array(endpointView),
      gaps: z.array(z.object({ fromHeight: heightNumber, toHeight: heightNumber, reason: z.string() })),
      /** What blocks of our record tell and was not read from them, since an earlier build read them. */
      unread: z.array(unread),
    }),
  ),
});
export type StatusView = z.infer<typeof statusView>;

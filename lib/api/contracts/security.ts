import * as z from "zod";
import { decimalText, heightNumber, integerText, isoTime, orUnknown } from "./common";

const setFigures = z.object({
  validators: z.number(),
  fewestToHalt: z.number(),
  fewestToTake: z.number(),
  stakeToHalt: integerText,
  topThreeShare: decimalText,
});

/**
 * How much security one chain has. Figures of a set without power (a launch nobody could join) are left out: they do not
 * apply. Amounts are base units of `denom`.
 */
export const securityItem = z.object({
  /** "provider", or a consumer id. */
  scope: z.string(),
  chainId: z.string(),
  name: z.string().optional(),
  denom: z.string().optional(),
  /** Active set of the provider; stored set (prefix 31) of a consumer. */
  validators: z.number(),
  /** Sum of the powers in that set, after capping. */
  totalPower: integerText,
  /** Sum of the provider power of its members. */
  providerPower: integerText,
  /** Bonded tokens of its members. */
  stake: integerText,
  shareOfProvider: orUnknown(decimalText),
  /** By power in the set: > 1/3 (the Nakamoto coefficient) and > 2/3. */
  fewestToHalt: z.number().optional(),
  fewestToTake: z.number().optional(),
  /** The same by bonded tokens. */
  fewestToHaltByStake: z.number().optional(),
  fewestToTakeByStake: z.number().optional(),
  stakeToHalt: integerText.optional(),
  stakeToTake: integerText.optional(),
  /** Stake of a cheap coalition with more than a third of the power, and its part of the provider's `stakeToHalt`. */
  cheapestThird: integerText.optional(),
  haltCostOfProvider: decimalText.optional(),
  /** What a double sign of all of it would burn. */
  stakeAtRisk: orUnknown(integerText),
  doubleSignFraction: orUnknown(decimalText),
  topThreeShare: decimalText.optional(),
  hhi: decimalText.optional(),
  /** Of `stake`, what also secures (other) launched consumers. */
  alsoSecuring: integerText,
  /** Its members that are in the set of another launched consumer. */
  alsoSecuringValidators: z.number(),
  /** Members that run this chain with their provider key. Left out for the provider. */
  reusingProviderKey: z.number().optional(),
  largestLeaves: z
    .object({
      operator: z.string().optional(),
      moniker: z.string().optional(),
      share: decimalText,
      /** The chain stops when this validator merely falls silent. */
      stopsWithout: z.boolean(),
      after: setFigures.optional(),
    })
    .optional(),
});
export const securityView = z.array(securityItem);
export type SecurityItem = z.infer<typeof securityItem>;

/** Validator × consumer. `cells` has one character per consumer: `.` not in its set, `p` with the provider key, `a` with an assigned one. */
export const securityOverlapView = z.object({
  consumers: z.array(z.object({ consumerId: z.string(), name: z.string(), validators: z.number() })),
  validators: z.array(
    z.object({
      operator: z.string(),
      moniker: z.string(),
      stake: integerText,
      securing: z.number(),
      cells: z.string(),
    }),
  ),
  denom: z.string().optional(),
  /** Stake of active validators by how many launched consumers they secure; index 0 = none. */
  stakeByCount: z.array(integerText),
});
export type SecurityOverlapView = z.infer<typeof securityOverlapView>;

/** Figures of one scope at the last epochs, oldest first. */
export const securityHistoryView = z.array(
  z.object({
    height: heightNumber,
    time: isoTime,
    validators: z.number(),
    stake: integerText,
    shareOfProvider: decimalText.optional(),
    fewestToHalt: z.number().optional(),
    fewestToTake: z.number().optional(),
    topThreeShare: decimalText.optional(),
  }),
);
export type SecurityPoint = z.infer<typeof securityHistoryView>[number];

/** How the powers of a consumer's stored set came about (ics-protocol.md §6.3). Left out where it has none. */
export const capView = z.object({
  /** Block in which the set was computed. */
  computedAt: heightNumber,
  setCap: z.number(),
  powerCap: z.number(),
  priority: z.array(
    z.object({ operator: z.string().optional(), moniker: z.string().optional(), hasPlace: z.boolean() }),
  ),
  /** Eligible validators that got no place. */
  beyond: z.number(),
  sum: integerText,
  cap: z
    .object({
      max: integerText,
      extra: integerText,
      below: z.number(),
      each: integerText,
      isImpossible: z.boolean(),
    })
    .optional(),
  members: z.array(
    z.object({
      operator: z.string().optional(),
      moniker: z.string().optional(),
      place: z.number(),
      isPriority: z.boolean(),
      before: integerText,
      after: integerText,
    }),
  ),
  /** Whether this arithmetic gives exactly the rows the provider stores. */
  equalsStored: z.boolean(),
});

export const consumerSecurityView = z.object({
  figures: securityItem.optional(),
  provider: securityItem,
  cap: capView.optional(),
});
export type ConsumerSecurityView = z.infer<typeof consumerSecurityView>;
export type CapView = z.infer<typeof capView>;

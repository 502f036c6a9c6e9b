import * as z from "zod";
import { decimalText, heightNumber, integerText, isoTime, orUnknown } from "./common";

/**
 * Rewards of one consumer in one of its denoms, whole base units. With every figure known: sent = received + inFlight +
 * returned − donated, and received = distributed + communityPool + allocated; allocated = held + remainder.
 */
export const rewardItem = z.object({
  consumerId: z.string(),
  chainId: z.string(),
  name: z.string(),
  /** On the consumer; where no receipt named it, as the provider books it. */
  denom: z.string(),
  /** As the provider books it; left out while nothing has arrived. */
  providerDenom: z.string().optional(),
  /** Full path behind `providerDenom`. */
  trace: z.string().optional(),
  channelId: z.string().optional(),
  sent: orUnknown(integerText),
  received: integerText,
  inFlight: orUnknown(integerText),
  /** Timed out or refused, and so back on the consumer. Left out where none was. */
  returned: integerText.optional(),
  /** Arrived in the consumer's name, but not from it: anyone may do that. Left out where none did. */
  donated: integerText.optional(),
  /** Prefix 55: received and not yet given out. */
  allocated: orUnknown(integerText),
  /** To validators and, through them, their delegators. */
  distributed: integerText,
  communityPool: integerText,
  /** Kept in the pool until its denom is allowed. */
  held: orUnknown(integerText),
  because: z.literal("denom-not-allowed").optional(),
  /** Allowed, and left over from dividing, or waiting for the next block. */
  remainder: orUnknown(integerText),
  /** Received in the 24 hours before this block. */
  received24h: orUnknown(integerText),
  /** First provider block that is counted, where it is not the chain's first. */
  countedSince: heightNumber.optional(),
});
export const rewardsView = z.array(rewardItem);
export type RewardItem = z.infer<typeof rewardItem>;

export const consumerRewardsView = z.object({
  rewards: rewardsView,
  /** Part of the fees that stays on the consumer, and how often the rest is sent; left out where not set. */
  split: z.object({ consumerFraction: z.string(), everyBlocks: integerText }).optional(),
  /** How long a validator must be in the set before it is paid. */
  eligibility: orUnknown(z.object({ epochs: z.number(), blocks: z.number() })),
  /** What each block gave out, newest first. */
  payouts: z.array(
    z.object({
      height: heightNumber,
      time: orUnknown(isoTime),
      providerDenom: z.string(),
      distributed: integerText,
      communityPool: integerText,
    }),
  ),
  /** Paid by those payouts, by rule (ics-protocol.md §6.7): whole base units, cut. */
  validators: z.array(
    z.object({
      operator: z.string().optional(),
      moniker: z.string().optional(),
      providerConsAddress: z.string(),
      providerDenom: z.string(),
      paid: integerText,
      /** Of `paid`, its own commission on this consumer. */
      commission: integerText,
      commissionRate: decimalText,
      payouts: z.number(),
    }),
  ),
});
export type ConsumerRewardsView = z.infer<typeof consumerRewardsView>;

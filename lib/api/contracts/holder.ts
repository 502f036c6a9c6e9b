import * as z from "zod";
import { DUTIES } from "@/lib/ics/duty-view";
import { decimalText, heightNumber, integerText, phase } from "./common";

const cost = z.object({ downtime: integerText, doubleSign: integerText });

/** One validator as somebody who delegates to it looks at it. Amounts are base units of `denom`. */
export const holderValidator = z.object({
  operator: z.string(),
  moniker: z.string(),
  status: z.enum(["bonded", "unbonding", "unbonded"]),
  active: z.boolean(),
  jailed: z.boolean(),
  tokens: integerText,
  commission: decimalText,
  /** What the delegator has with it. Left out when no delegator was asked for. */
  delegated: integerText.optional(),
  /** Chains in whose signing set it is. */
  secures: z.array(
    z.object({
      consumerId: z.string(),
      duty: z.enum(DUTIES),
      /** Part of the chain's rewards that it keeps. */
      commission: decimalText,
      /** Of all stake with it. Left out where the consumer has no parameters of its own. */
      slash: cost.optional(),
      /** Of what the delegator has with it. */
      yours: cost.optional(),
    }),
  ),
  /** What consumers paid it and its delegators by their last payouts, by rule (ics-protocol.md §6.7), largest first. */
  rewards: z.array(
    z.object({
      consumerId: z.string(),
      /** On the consumer; where no receipt named it, as the provider books it. */
      denom: z.string(),
      providerDenom: z.string(),
      paid: integerText,
      /** Of `paid`, its own commission; the rest is its delegators'. */
      commission: integerText,
      payouts: z.number(),
      /** Provider block of the first payout that is counted. */
      sinceHeight: heightNumber,
    }),
  ),
});

export const holdersView = z.object({
  validators: z.array(holderValidator),
  /** Every chain that one of them secures, and what a slash of all of them there would cost together. */
  consumers: z.array(
    z.object({
      consumerId: z.string(),
      chainId: z.string(),
      name: z.string(),
      phase,
      /** Operators, in the order of `validators`. */
      by: z.array(z.string()),
      fractions: z.object({ downtime: decimalText, doubleSign: decimalText }).optional(),
      slash: cost.optional(),
      yours: cost.optional(),
    }),
  ),
  /** Consumers of which no node is read, so that only what they acknowledged tells who secures them. */
  unread: z.array(z.string()),
  /** Consumers that pay and are not in `rewards`: more pay than one answer looks back on. Left out when there are none. */
  rewardsUnread: z.array(z.string()).optional(),
  /** What was asked for and is no validator, with the reason. */
  notFound: z.array(z.object({ asked: z.string(), because: z.string() })),
  delegator: z.object({ account: z.string(), delegated: integerText, validators: z.number() }).optional(),
  denom: z.string().optional(),
});
export type HoldersView = z.infer<typeof holdersView>;

import * as z from "zod";
import { at, decimalText, heightNumber, integerText, isoTime, orUnknown } from "./common";
import { slashMeterView } from "./network";

export const SLASH_KINDS = ["downtime", "double-sign", "light-client"] as const;
/** What the provider answered to a slash packet: `noted` is all a double sign packet does; `refused` makes the consumer close its channel. */
const PACKET_RESULTS = ["handled", "bounced", "noted", "refused", "unknown"] as const;

const placeInChain = at.extend({ txHash: z.string().optional() });

export const slashAttempt = z.object({
  at: orUnknown(placeInChain),
  result: z.enum(PACKET_RESULTS),
  sequence: integerText,
});

const consumerOrigin = z.object({
  /** Chain that caused it: the provider's own, or the consumer's. */
  chainId: z.string(),
  /** Left out where the provider's own rules did it. */
  consumerId: z.string().optional(),
  name: z.string().optional(),
  /** Left out where evidence was submitted, which needs no packet. */
  packet: z.object({ channelId: z.string(), sequence: integerText }).optional(),
});

export const slashItem = z.object({
  /** Height, and place among the punishments of that block. */
  id: z.string(),
  /** Consensus address with the provider's prefix. */
  validator: z.string(),
  operator: z.string().optional(),
  moniker: z.string().optional(),
  kind: z.enum(SLASH_KINDS),
  origin: z.union([consumerOrigin, z.literal("unknown")]),
  originBecause: z.string().optional(),
  at: orUnknown(placeInChain),
  /** Provider block whose set is accused. */
  infractionHeight: orUnknown(heightNumber),
  /** Validator-set update the consumer was running. */
  vscId: integerText.optional(),
  /** Burnt, in base units of `denom`: bonded stake and undelegations together. */
  amount: orUnknown(integerText),
  /** Part of `amount` that was unbonding already. */
  amountUnbonding: integerText.optional(),
  denom: z.string().optional(),
  fraction: orUnknown(decimalText),
  /** Left out when it was not jailed. A jail for good ends after the year 2300. */
  jailedUntil: orUnknown(isoTime).optional(),
  unjailedAt: placeInChain.optional(),
  tombstoned: z.boolean(),
  /** Slash packets by which it was asked for, in order. */
  throttle: z.array(slashAttempt),
  /** Address of the key it used on the consumer, with the provider's prefix. */
  consumerAddress: z.string().optional(),
  /** Who handed the evidence in. */
  submitter: z.string().optional(),
  /** Block of the consumer: in which it reported the absence, or which the evidence is about. */
  onConsumer: z.object({ chainId: z.string(), height: heightNumber, time: isoTime.optional() }).optional(),
});
export const slashesView = z.array(slashItem);
export type SlashItem = z.infer<typeof slashItem>;

/** What a consumer reported, and what became of it: one entry with its attempts. */
export const slashReport = z.object({
  consumerId: z.string().optional(),
  chainId: z.string().optional(),
  name: z.string().optional(),
  channelId: z.string(),
  /** Consensus address with the provider's prefix; left out when the key belongs to nobody we know. */
  validator: z.string().optional(),
  operator: z.string().optional(),
  moniker: z.string().optional(),
  consumerAddress: z.string(),
  infraction: z.string(),
  vscId: integerText,
  power: integerText,
  attempts: z.array(slashAttempt),
  outcome: z.enum(["punished", "waiting", "without-effect", "noted", "refused", "unknown"]),
  /** The punishment it led to. */
  slashId: z.string().optional(),
});
export type SlashReport = z.infer<typeof slashReport>;

/** The throttle beside the ledger (ics-protocol.md §6.5). */
export const throttleView = z.object({
  meter: orUnknown(slashMeterView),
  history: z.array(z.object({ height: heightNumber, meter: integerText, allowance: integerText })),
  reports: z.array(slashReport),
});
export type ThrottleView = z.infer<typeof throttleView>;

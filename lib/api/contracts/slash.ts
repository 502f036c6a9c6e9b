import * as z from "zod";
import { SLASH_KINDS } from "@/lib/ics/slash-kinds";
import { at, decimalText, heightNumber, integerText, isoTime, orUnknown } from "./common";
import { slashMeterView } from "./network";

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
  onConsumer: orUnknown(z.object({ chainId: z.string(), height: heightNumber, time: isoTime.optional() })).optional(),
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

/** Steps of a slash story, in the order in which they happened; a step without a time is left out. */
export const STORY_STEPS = [
  "first-missed",
  "reported",
  "sent",
  "bounced",
  "offence",
  "evidence",
  "punished",
  "acknowledged",
  "unjailed",
] as const;

export const storyStep = z.object({
  step: z.enum(STORY_STEPS),
  lane: z.enum(["consumer", "provider"]),
  chainId: z.string(),
  at: orUnknown(placeInChain),
  /** Packet of the step, by its sequence from the consumer. */
  sequence: integerText.optional(),
});

/** One punishment with everything that led to it. */
export const slashView = slashItem.extend({
  /** Blocks missed and blocks watched when it was reported. Left out for other offences, unknown where the chain is not read. */
  absence: orUnknown(z.object({ missed: z.number(), window: z.number() })).optional(),
  /** Power that was accused, and what that would have cost at most, base units of `denom`. */
  power: integerText.optional(),
  /** Stake held in the block before, and when its state was next read after. */
  stake: z.object({ before: orUnknown(integerText), after: orUnknown(integerText) }),
  /** What the evidence says; left out where none was needed. */
  evidence: z
    .object({
      consumerHeight: heightNumber,
      /** Hashes of the two blocks voted for, or of the two headers. */
      conflicting: z.array(z.string()),
      /** Consumer addresses that signed both, with the provider's prefix. */
      signedBoth: z.array(z.string()),
    })
    .optional(),
  story: z.array(storyStep),
});
export type SlashView = z.infer<typeof slashView>;
export type StoryStep = z.infer<typeof storyStep>;

/** One letter a block: `s` signed, `m` missed, `n` voted for nothing, `-` not in the set, `?` not known. */
export const signingStrip = z.string().regex(/^[smn?-]*$/);

/** How a member of a consumer's set signs there. */
export const watchItem = z.object({
  /** Left out for a key of nobody we know. */
  validator: z.string().optional(),
  operator: z.string().optional(),
  moniker: z.string().optional(),
  consumerAddress: z.string(),
  /** Blocks of the window looked at so far, and those of them missed. */
  watched: z.number(),
  missed: z.number(),
  /** Blocks that may still be missed if every block from now on is. */
  missesLeft: z.number(),
  /** Block of the consumer in which it would be jailed then. */
  jailAtEarliest: heightNumber,
  /** Reported already; the provider's word is awaited and its misses are not counted meanwhile. */
  isReported: z.boolean(),
  /** The last blocks, oldest first, ending with `strip.until` beside the list. */
  strip: signingStrip,
});
export type WatchItem = z.infer<typeof watchItem>;

export const consumerWatch = z.object({
  chainId: z.string(),
  height: heightNumber,
  window: z.number(),
  /** More misses than this within the window, and a member is reported. */
  maxMissed: z.number(),
  members: z.array(watchItem),
  /** Last block the strips show: a block's signatures come with the next one. */
  stripUntil: heightNumber,
});
export type ConsumerWatch = z.infer<typeof consumerWatch>;

/** Beside the list of a consumer's slashes. `watch` is left out before the chain has a block. */
export const consumerSlashesExtra = {
  watch: orUnknown(consumerWatch).optional(),
  reports: z.array(slashReport),
  /** Reports waiting on the consumer: not sent yet. */
  queued: orUnknown(z.array(z.object({ consumerAddress: z.string(), at: placeInChain, infraction: z.string() }))),
};

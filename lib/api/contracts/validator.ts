import * as z from "zod";
import { EXCLUSIONS } from "@/lib/ics/types";
import { decimalText, heightNumber, integerText, isoTime, orUnknown, phase } from "./common";
import { dutyRow } from "./duty";
import { slashItem } from "./slash";

export const validatorListItem = z.object({
  operator: z.string(),
  providerConsAddress: z.string(),
  moniker: z.string(),
  power: integerText,
  /** Base units of `denom`. */
  tokens: integerText,
  denom: z.string().optional(),
  status: z.enum(["bonded", "unbonding", "unbonded"]),
  active: z.boolean(),
  jailed: z.boolean(),
  commission: decimalText,
  /** Place by power among all validators, from 1. */
  rank: z.number(),
  /** Consumers in whose stored set it is. */
  validates: z.array(z.string()),
  optedIn: z.array(z.string()),
  /**
   * What it has to do, consumer by consumer. Left out with `?duties=none`. Where a page of the list would carry more than
   * 20 000 of them, consumers that a validator has nothing to do with are left out here; its own sheet has them all.
   */
  duties: z.array(dutyRow).optional(),
  /** Jailings, slashes and tombstones on the provider, latest first. Left out with `?duties=none`. */
  punishments: z.array(slashItem).optional(),
});
export const validatorsView = z.array(validatorListItem);
export type ValidatorListItem = z.infer<typeof validatorListItem>;

/** A block of the provider; its time is left out where the block is not in our record. */
const mark = z.object({ height: heightNumber, time: isoTime.optional() });

/** A key assigned for one consumer, and how long it counts. */
export const assignedKeyView = z.object({
  consumerId: z.string(),
  key: z.string(),
  consumerAddress: z.string(),
  fromHeight: heightNumber,
  fromTime: isoTime.optional(),
  /** Left out while assigned. */
  untilHeight: heightNumber.optional(),
  untilTime: isoTime.optional(),
  /** Until when slashes that name its address still reach this validator (ics-protocol.md §6.4, key 41). */
  prunedAt: isoTime.optional(),
  /** Whether the consumer's signing set has it. Left out where the consumer runs no set. */
  inUse: orUnknown(z.boolean()).optional(),
});
export type AssignedKeyView = z.infer<typeof assignedKeyView>;

export const optInSpan = z.object({
  consumerId: z.string(),
  from: mark,
  /** Left out while opted in. */
  until: mark.optional(),
  /** Its own message, or Top N, which leaves no event (ics-protocol.md §9.42). */
  how: z.enum(["message", "top-n"]),
  txHash: z.string().optional(),
});

export const validatorView = validatorListItem.extend({
  duties: z.array(dutyRow),
  punishments: z.array(slashItem),
  account: z.string(),
  consHex: z.string(),
  pubKey: z.string(),
  identity: z.string(),
  website: z.string(),
  details: z.string(),
  /** Where it stands on each consumer that is not deleted. */
  consumers: z.array(
    z.object({
      consumerId: z.string(),
      chainId: z.string(),
      name: z.string(),
      phase,
      optedIn: z.boolean(),
      eligible: z.boolean().optional(),
      excludedBecause: z.enum(EXCLUSIONS).optional(),
      stored: z.object({ power: integerText, key: z.string(), joinHeight: heightNumber }).optional(),
      signing: orUnknown(z.object({ power: integerText, key: z.string(), address: z.string() })).optional(),
      keyAssigned: z.boolean(),
      commission: decimalText,
    }),
  ),
  keys: z.array(assignedKeyView),
  /** Consumers in whose set it signs with its provider key. */
  reusesProviderKey: z.array(z.string()),
  optIns: z.array(optInSpan),
  nextEpoch: z.object({ height: heightNumber, blocksLeft: z.number(), time: isoTime.optional() }).optional(),
});
export type ValidatorView = z.infer<typeof validatorView>;

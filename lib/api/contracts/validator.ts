import * as z from "zod";
import { EXCLUSIONS } from "@/lib/ics/types";
import { decimalText, heightNumber, integerText, orUnknown, phase } from "./common";

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
});
export const validatorsView = z.array(validatorListItem);
export type ValidatorListItem = z.infer<typeof validatorListItem>;

export const validatorView = validatorListItem.extend({
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
  keys: z.array(
    z.object({
      consumerId: z.string(),
      key: z.string(),
      consumerAddress: z.string(),
      fromHeight: heightNumber,
      /** Left out while assigned. */
      untilHeight: heightNumber.optional(),
    }),
  ),
});
export type ValidatorView = z.infer<typeof validatorView>;

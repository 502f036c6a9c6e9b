import * as z from "zod";
import { decimalText, heightNumber, integerText, phase } from "./common";

/** Rules as the provider holds them; addresses are consensus addresses with the provider's prefix. */
const rules = z.object({
  topN: z.number(),
  validatorsPowerCap: z.number(),
  validatorSetCap: z.number(),
  allowlist: z.array(z.string()),
  denylist: z.array(z.string()),
  prioritylist: z.array(z.string()),
  minStake: integerText,
  allowInactiveVals: z.boolean(),
});

/** Everything the next set of one consumer is computed from (ics-protocol.md §6.3), so that a browser can compute it. */
export const whatIfView = z.object({
  /** Left out for a chain that is not registered yet: it starts from no rules and nobody opted in. */
  consumer: z
    .object({
      consumerId: z.string(),
      chainId: z.string(),
      name: z.string(),
      phase,
      doubleSignFraction: decimalText.optional(),
    })
    .optional(),
  consumers: z.array(z.object({ consumerId: z.string(), chainId: z.string(), name: z.string() })),
  rules,
  validators: z.array(
    z.object({
      operator: z.string(),
      providerConsAddress: z.string(),
      pubKey: z.string(),
      moniker: z.string(),
      tokens: integerText,
      power: integerText,
      status: z.enum(["bonded", "unbonding", "unbonded"]),
      jailed: z.boolean(),
    }),
  ),
  optedIn: z.array(z.string()),
  stored: z.array(z.object({ providerConsAddress: z.string(), power: integerText, joinHeight: heightNumber })),
  maxProviderConsensusValidators: z.number(),
  /** Tokens per power. */
  powerReduction: integerText,
  bondDenom: z.string().optional(),
  /** Left out while the meter is not known. */
  slashMeterAllowance: integerText.optional(),
  prefix: z.string().optional(),
});
export type WhatIfView = z.infer<typeof whatIfView>;

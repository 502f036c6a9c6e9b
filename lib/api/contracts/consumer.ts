import * as z from "zod";
import { EXCLUSIONS } from "@/lib/ics/types";
import { afterlife, changeoverState, leavingView } from "./changeover";
import {
  asOf,
  at,
  decimalText,
  finding,
  heightNumber,
  integerText,
  isoTime,
  orUnknown,
  phase,
  unknownFigure,
} from "./common";
import { roadView } from "./pipeline";

/** Where the validator-set updates stand. Counts are of packets (ics-protocol.md §4.7). */
export const vscView = z.object({
  sent: integerText,
  received: orUnknown(integerText),
  acked: integerText,
  queued: integerText,
  oldestUnackedSince: at.optional(),
});

/** `in-sync`: all received and the set's hash is the stored set's. `behind`: packets on their way or queued. */
export const syncView = z.union([
  z.object({ state: z.enum(["in-sync", "set-differs"]) }),
  z.object({ state: z.literal("behind"), packets: z.number(), queued: z.number() }),
  unknownFigure,
]);

export const consumerListItem = z.object({
  consumerId: z.string(),
  chainId: z.string(),
  name: z.string(),
  phase,
  kind: z.enum(["top-n", "opt-in"]),
  /** 0 = opt-in. */
  topN: z.number(),
  clientId: z.string().optional(),
  channelId: z.string().optional(),
  /** Members of the set the provider stores (prefix 31). */
  validatorCount: z.number(),
  /** Sum of the provider power of those members. */
  providerPower: integerText,
  /** Sum of their power on the consumer, which differs when capped. */
  consumerPower: integerText,
  /** `providerPower` ÷ total power of the provider's active set. */
  shareOfProvider: orUnknown(decimalText),
  findings: z.array(finding),
  vsc: vscView,
  /** Left out before launch and after the end: nothing is to be in sync. */
  sync: syncView.optional(),
  /** Left out when the chain has not started or no endpoint is configured, see `hasEndpoint`. */
  lastBlock: orUnknown(at).optional(),
  /** The provider's light client of it. Left out before there is one. */
  client: orUnknown(
    z.object({ status: z.enum(["active", "expired", "frozen"]), expiresAt: isoTime.optional() }),
  ).optional(),
  /** Arrived on the provider in the 24 hours before this block, by denom of the consumer. Left out where nothing ever arrived. */
  rewards24h: orUnknown(z.array(z.object({ denom: z.string(), amount: integerText }))).optional(),
  hasEndpoint: z.boolean(),
  spawnTime: isoTime.optional(),
  removalTime: isoTime.optional(),
  /** Left out for a chain that begins as a consumer. */
  changeover: changeoverState.optional(),
  /** Of a stopped or deleted consumer whose chain is read. */
  afterlife: afterlife.optional(),
});
export const consumersView = z.array(consumerListItem);
export type ConsumerListItem = z.infer<typeof consumerListItem>;

export const timelineEntry = z.object({
  height: heightNumber,
  time: orUnknown(isoTime),
  kind: z.string(),
  txHash: z.string().optional(),
  detail: z.record(z.string(), z.unknown()),
});

const slashJail = z.object({ slashFraction: decimalText, jailDurationNs: integerText, tombstone: z.boolean() });

export const consumerView = consumerListItem.extend({
  owner: z.string(),
  isOwnedByGovernance: z.boolean(),
  metadata: z.object({ name: z.string(), description: z.string(), metadata: z.string() }),
  initParams: z
    .object({
      initialHeight: z.object({ revisionNumber: integerText, revisionHeight: integerText }),
      genesisHash: z.string(),
      binaryHash: z.string(),
      spawnTime: isoTime.optional(),
      unbondingPeriodNs: integerText,
      ccvTimeoutPeriodNs: integerText,
      transferTimeoutPeriodNs: integerText,
      consumerRedistributionFraction: z.string(),
      blocksPerDistributionTransmission: integerText,
      historicalEntries: integerText,
      distributionTransmissionChannel: z.string(),
      connectionId: z.string(),
    })
    .optional(),
  powerShaping: z.object({
    topN: z.number(),
    validatorsPowerCap: z.number(),
    validatorSetCap: z.number(),
    allowlist: z.array(z.string()),
    denylist: z.array(z.string()),
    prioritylist: z.array(z.string()),
    /** Base units of `bondDenom`. */
    minStake: integerText,
    allowInactiveVals: z.boolean(),
  }),
  infraction: z.object({ doubleSign: slashJail, downtime: slashJail }).optional(),
  /** Infraction parameters that its owner asked for and that wait for the unbonding time (ics-protocol.md §6.5). */
  pendingInfraction: z
    .object({
      infraction: z.object({ doubleSign: slashJail, downtime: slashJail }),
      askedAt: heightNumber,
      /** When they apply. */
      dueAt: orUnknown(isoTime),
    })
    .optional(),
  /** Power a validator needs to be forced in; left out where it does not apply. */
  minPowerInTopN: integerText.optional(),
  allowlistedRewardDenoms: z.array(z.string()),
  bondDenom: z.string().optional(),
  optedInCount: z.number(),
  launchedAt: at.optional(),
  /** Of a stopped or deleted consumer. */
  leaving: leavingView.optional(),
  timeline: z.array(timelineEntry),
  /** Consumer-side end of the CCV channel and its first block, where an endpoint tells. */
  consumerChain: orUnknown(
    z.object({
      chainId: z.string(),
      firstIndexedHeight: heightNumber,
      head: at,
      validatorCount: z.number(),
      totalPower: integerText,
      validatorsHash: z.string(),
    }),
  ).optional(),
  /** Connection and channel to the provider, and the steps by which they were opened. */
  road: roadView,
  /** What the next epoch would send, were it now: keys that join, leave or change power. Left out unless launched. */
  nextEpoch: z
    .object({ height: heightNumber, blocksLeft: z.number(), expectedAt: isoTime.optional(), changes: z.number() })
    .optional(),
  /** Number of members of the stored set at each epoch it changed, for the chart. */
  setHistory: z.array(z.object({ height: heightNumber, validators: z.number(), power: integerText })),
});
export type ConsumerView = z.infer<typeof consumerView>;

export const consumerValidator = z.object({
  /** Left out for a signing key that belongs to no validator we know. */
  operator: z.string().optional(),
  providerConsAddress: z.string().optional(),
  moniker: z.string().optional(),
  optedIn: z.boolean(),
  /** Whether the next epoch would put it into the set. Left out once the consumer is stopped or deleted. */
  eligible: z.boolean().optional(),
  excludedBecause: z.enum(EXCLUSIONS).optional(),
  stored: z.object({ power: integerText, key: z.string(), joinHeight: heightNumber }).optional(),
  /** In the consumer's CometBFT set. Left out: not in it. */
  signing: orUnknown(z.object({ power: integerText, key: z.string(), address: z.string() })).optional(),
  /** The update that makes stored and signing agree for this validator. Left out where they do, or none is on its way. */
  settledBy: z
    .object({
      vscId: integerText,
      /** Left out while queued. */
      sequence: integerText.optional(),
      state: z.enum(["queued", "sent", "received", "expired"]),
      /** Provider block that sent it, or made it while it is queued. */
      at: at.optional(),
      /** Consumer height from which on it signs by it, once received. */
      signsFrom: heightNumber.optional(),
    })
    .optional(),
  providerPower: integerText,
  keyAssigned: z.boolean(),
  commission: decimalText,
  jailed: z.boolean(),
  status: z.enum(["bonded", "unbonding", "unbonded"]).optional(),
  active: z.boolean(),
});
export const consumerValidatorsView = z.array(consumerValidator);
export type ConsumerValidatorView = z.infer<typeof consumerValidator>;

/** Heights the four columns hold at. `consumer` is left out while the chain has not started. */
export const validatorHeights = z.object({ provider: asOf, consumer: orUnknown(asOf).optional() });
export type ValidatorHeights = z.infer<typeof validatorHeights>;
/** Whether the set the consumer runs hashes to the header's `validators_hash` and to the stored set (§6.6.3). */
export const setProof = z
  .object({ storedSetHash: z.string(), consumerSetHash: z.string(), isEqual: z.boolean() })
  .optional();

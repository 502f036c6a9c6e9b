import * as z from "zod";
import { EXCLUSIONS } from "@/lib/ics/types";
import { changeoverView } from "./changeover";
import { asOf, at, decimalText, heightNumber, integerText, isoTime, orUnknown, phase } from "./common";

/** A step of a consumer's life on its provider. `kind` is for machines; `detail` is what the chain said of it. */
export const lifeStep = z.object({
  height: heightNumber,
  time: orUnknown(isoTime),
  kind: z.string(),
  txHash: z.string().optional(),
  detail: z.record(z.string(), z.unknown()),
});
export type LifeStep = z.infer<typeof lifeStep>;

/** A consumer on the board of launches. What has not happened is left out. */
export const launchItem = z.object({
  consumerId: z.string(),
  chainId: z.string(),
  name: z.string(),
  phase,
  kind: z.enum(["top-n", "opt-in"]),
  topN: z.number(),
  /** Of the next launch or of the one that happened. Left out while none is set: also after a failed launch (§6.1). */
  spawnTime: isoTime.optional(),
  removalTime: isoTime.optional(),
  optedInCount: z.number(),
  /** Validators the set has: stored once launched, before that the one a launch right now would give. */
  validatorCount: z.number(),
  createdAt: at.optional(),
  launchedAt: at.optional(),
  /** First sign of life of its own chain: its first block where its node tells, else the first update of its client; on the chain it is said of. */
  startedAt: orUnknown(asOf).optional(),
  channelAt: at.optional(),
  stoppedAt: at.optional(),
  deletedAt: at.optional(),
  /** The last launch that was due and did not happen. Silent on chain; derived from the state. */
  failedLaunch: z.object({ spawnTime: isoTime.optional(), at: at.optional() }).optional(),
  /** Its life, oldest first. */
  steps: z.array(lifeStep),
});
export const launchesView = z.array(launchItem);
export type LaunchItem = z.infer<typeof launchItem>;

/** Something a launch needs. `missing` stops it, `advice` does not. */
export const launchCheck = z.object({
  code: z.string(),
  state: z.enum(["done", "missing", "advice"]),
  sentence: z.string(),
});

/** One member of the set a chain starts with. */
export const launchMember = z.object({
  operator: z.string().optional(),
  providerConsAddress: z.string(),
  moniker: z.string().optional(),
  /** Power on the consumer, after capping. */
  power: integerText,
  /** Of the set's power. */
  share: decimalText,
  active: z.boolean(),
  keyAssigned: z.boolean(),
  /** Base64. */
  key: z.string(),
  /** Whether it signed the chain's last block. Left out before there is one. */
  isSigning: orUnknown(z.boolean()).optional(),
});

/** Opted in, and yet not in the set: why. */
export const launchAbsentee = z.object({
  operator: z.string().optional(),
  providerConsAddress: z.string(),
  moniker: z.string().optional(),
  excludedBecause: z.enum(EXCLUSIONS).optional(),
});

/** A parameter beside the module's default (§1.2) and what the other consumers of this provider chose. */
export const comparedParameter = z.object({
  key: z.string(),
  value: z.string(),
  defaultValue: z.string(),
  /** Values of the other consumers that have parameters, most frequent first. */
  others: z.array(z.object({ value: z.string(), count: z.number() })),
});

export const launchView = z.object({
  consumerId: z.string(),
  chainId: z.string(),
  name: z.string(),
  phase,
  topN: z.number(),
  spawnTime: isoTime.optional(),
  launchedAt: at.optional(),
  failedLaunch: launchItem.shape.failedLaunch,
  checks: z.array(launchCheck),
  optedInCount: z.number(),
  /** `next`: what a launch at this block would give. `launch`: what it started with. */
  set: z.object({
    basis: z.enum(["next", "launch"]),
    validators: z.array(launchMember),
    totalPower: integerText,
    /** Sum of the provider power of its members, of the provider's active power. */
    shareOfProvider: decimalText.optional(),
    /** Power of those who assigned a key of their own. */
    powerWithOwnKey: integerText,
    /** The fewest members, strongest first, whose power is more than two thirds. */
    fewestToStart: z.number().optional(),
  }),
  notInSet: z.array(launchAbsentee),
  genesisHash: z.string().optional(),
  binaryHash: z.string().optional(),
  parameters: z.array(comparedParameter),
  /** The chain itself, once its node shows it. */
  chain: orUnknown(
    z.object({
      chainId: z.string(),
      firstBlock: at.optional(),
      lastBlock: at,
      online: z.object({ signed: integerText, total: integerText, share: decimalText }).optional(),
    }),
  ).optional(),
  startedAt: orUnknown(asOf).optional(),
  /** Set when it becomes a consumer over a connection that exists already (§6.8). */
  connectionId: z.string().optional(),
  changeover: changeoverView.optional(),
  steps: z.array(lifeStep),
});
export type LaunchView = z.infer<typeof launchView>;
export type ComparedParameter = z.infer<typeof comparedParameter>;

import * as z from "zod";
import { CHANGEOVER_STAGES } from "@/lib/ics/changeover";
import { STOP_CAUSES } from "@/lib/ics/stop-cause";
import { at, heightNumber, integerText, isoTime, orUnknown } from "./common";

/** Where a chain stands that existed before it became a consumer (ics-protocol.md §6.8). Heights are the chain's own. */
export const changeoverState = z.object({
  /** `preparing`, `launched` and `upgraded`: its own validators sign. `switched`: the provider's do, or did until it left. */
  stage: z.enum(CHANGEOVER_STAGES),
  /** Connection on the provider that it takes over. */
  connectionId: z.string(),
  /** Height it is to upgrade at: that of its initialization parameters. */
  plannedHeight: heightNumber,
  /** Block in which its consumer module was set up. Left out until it is seen. */
  upgradeHeight: heightNumber.optional(),
  /** Last block its own validators sign, and first of the provider's; as planned until the upgrade is seen. */
  lastOwnHeight: heightNumber,
  firstHeight: heightNumber,
});
export type ChangeoverState = z.infer<typeof changeoverState>;

/** A member of either set: `before` alone leaves, `after` alone comes. Powers are the chain's own. */
export const changeoverMember = z.object({
  /** Left out for a key that belongs to no validator of the provider. */
  operator: z.string().optional(),
  moniker: z.string().optional(),
  providerConsAddress: z.string().optional(),
  /** Base64. */
  key: z.string(),
  before: integerText.optional(),
  after: integerText.optional(),
});
export type ChangeoverMember = z.infer<typeof changeoverMember>;

export const changeoverView = changeoverState.extend({
  /** Blocks of the chain; left out until they are made. */
  upgradedAt: at.optional(),
  lastOwnAt: at.optional(),
  firstAt: at.optional(),
  /** About when it reaches the height it is to upgrade at. */
  expectedAt: isoTime.optional(),
  /** Its own set beside the one that takes over: until then the one that would, were it now. Empty where no node of it is read. */
  members: z.array(changeoverMember),
});
export type ChangeoverView = z.infer<typeof changeoverView>;

/** What the chain of a consumer that was stopped or deleted does now, and how many validators are in the last set it had. */
export const afterlife = z.object({ state: z.enum(["goes-on", "stands-still"]), validators: z.number() });

/** How a consumer was stopped, and what still holds until it is deleted (ics-protocol.md §6.1, §2.3). */
export const leavingView = z.object({
  /** `timeout`: a packet was not received in time. `channel-closed`: an epoch could not send on a channel its chain closed. */
  cause: orUnknown(z.enum(STOP_CAUSES)),
  stoppedAt: at,
  /** Account that asked for the removal, or relayed the timeout. */
  by: z.string().optional(),
  txHash: z.string().optional(),
  /** The update that was not received in time. */
  packet: z.object({ sequence: integerText, sentAt: at.optional(), timeoutAt: isoTime.optional() }).optional(),
  /** Until then double signing is punished, and keys and opt-ins are kept. Left out once deleted. */
  deletesAt: isoTime.optional(),
  deletedAt: at.optional(),
  /** Rewards on their way or held on the provider, by denom of the consumer; after the deletion nobody pays them out. */
  rewardsLeft: z.array(z.object({ denom: z.string(), inFlight: orUnknown(integerText), held: orUnknown(integerText) })),
});
export type LeavingView = z.infer<typeof leavingView>;

/**
 * Which set the consumer's chain runs. `own`: the one it had before it became a consumer. `provider`: the provider's. `last`:
 * the last it was given, since it is stopped or deleted and gets no more updates.
 */
export const runsSet = z.enum(["own", "provider", "last"]);
export type RunsSet = z.infer<typeof runsSet>;

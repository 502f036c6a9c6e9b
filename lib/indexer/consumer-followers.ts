import type { ConsumerId } from "@/lib/ics/ids";
import { type BlockFollower, type FollowContext, Followers } from "./block-follower";
import { BlockLimitsFollower } from "./block-limits";
import { ConsumerRewardsFollower } from "./consumer-rewards";
import { ProposalFollower } from "./proposal-follower";
import { SigningFollower } from "./signing";

/** What a consumer's core knows after a block. */
export interface ConsumerContext extends FollowContext {
  /** Absent while the chain is no consumer, or does not say which. */
  readonly consumerId?: ConsumerId;
}

/** Subjects that are followed on a consumer beside its core, but those named in `without`. */
export function consumerFollowers(without: readonly string[] = []): Followers<ConsumerContext> {
  const all: BlockFollower<ConsumerContext>[] = [
    // One a line.
    new BlockLimitsFollower(),
    new SigningFollower(),
    new ProposalFollower(() => false),
    new ConsumerRewardsFollower(),
  ];
  return new Followers(all, without);
}

import type { ProviderDialect } from "@/lib/chain/dialect";
import { type BlockFollower, type FollowContext, Followers } from "./block-follower";
import { BlockLimitsFollower } from "./block-limits";
import { InfractionFollower } from "./infraction-follower";
import { ProposalFollower } from "./proposal-follower";
import type { ProviderFacts } from "./provider-facts";
import { ProviderRewardsFollower } from "./provider-rewards";
import { PunishmentFollower } from "./punishments";
import { SigningFollower } from "./signing";
import type { StakingTracker } from "./staking-tracker";

/** What the provider's core knows after a block. */
export interface ProviderContext extends FollowContext {
  readonly dialect: ProviderDialect;
  readonly facts: ProviderFacts;
  readonly staking: StakingTracker;
}

/** Subjects that are followed on a provider beside its core, but those named in `without`. */
export function providerFollowers(without: readonly string[] = []): Followers<ProviderContext> {
  const all: BlockFollower<ProviderContext>[] = [
    // One a line.
    new BlockLimitsFollower(),
    new SigningFollower(),
    new InfractionFollower(),
    new PunishmentFollower(),
    new ProposalFollower(({ staking }, operator) => staking.findByOperator(operator) !== undefined),
    new ProviderRewardsFollower(),
  ];
  return new Followers(all, without);
}

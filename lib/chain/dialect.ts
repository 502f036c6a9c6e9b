import type { ConsHex, ConsumerId, Ed25519Hex } from "@/lib/ics/ids";
import type {
  AssignedKey,
  ConsumerFacts,
  InfractionParameters,
  ProviderParams,
  ProviderValidator,
  SlashMeter,
  VscPacketData,
} from "@/lib/ics/types";

/** What the list query tells of a consumer: no owner, no init params, no channel (ics-protocol.md §1.3). */
export type ConsumerSummary = Pick<ConsumerFacts, "consumerId" | "chainId" | "phase" | "clientId" | "powerShaping">;

export interface StoredMember {
  readonly consAddress: ConsHex;
  readonly power: bigint;
  readonly pubKey: Ed25519Hex;
}

/** The two parameters of x/staking we act on. */
export interface StakingParams {
  /** What infraction changes and removals wait for; nanoseconds, decimal text. */
  readonly unbondingPeriodNs: string;
  readonly bondDenom: string;
}

/**
 * How one dialect of the protocol is asked. Another dialect (an older ICS, VAAS) is another implementation with the same
 * results. Heights are the provider's; every call throws `ChainError`.
 */
export interface ProviderDialect {
  readonly name: string;
  fetchParams(height: number, signal?: AbortSignal): Promise<ProviderParams>;
  fetchRegisteredRewardDenoms(height: number, signal?: AbortSignal): Promise<string[]>;
  fetchStakingParams(height: number, signal?: AbortSignal): Promise<StakingParams>;
  /** One call where the list query works; raw rows where one consumer breaks it (§1.3, §9.14). */
  fetchConsumers(height: number, signal?: AbortSignal): Promise<ConsumerSummary[]>;
  fetchConsumer(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<ConsumerFacts | undefined>;
  fetchMinPowerInTopN(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<bigint | undefined>;
  /** Answers only while registered, initialized or launched (§1.3). */
  fetchOptedIn(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<ConsHex[]>;
  /** Answers the stored set only while launched (§1.3). */
  fetchStoredSet(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<StoredMember[]>;
  fetchStoredJoinHeights(
    consumerId: ConsumerId,
    members: readonly ConsHex[],
    height: number,
    signal?: AbortSignal,
  ): Promise<Map<ConsHex, number>>;
  fetchQueuedPackets(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<VscPacketData[]>;
  fetchAssignedKeys(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<AssignedKey[]>;
  /** Explicit rates only (key 39), exact decimal text. */
  fetchCommissionRates(
    consumerId: ConsumerId,
    members: readonly ConsHex[],
    height: number,
    signal?: AbortSignal,
  ): Promise<Map<ConsHex, string>>;
  /**
   * Infraction parameters that wait to apply (key 58), and whether the schedule (key 59) names the consumer at `dueNs`;
   * `undefined`: nothing waits.
   */
  fetchQueuedInfraction(
    consumerId: ConsumerId,
    dueNs: bigint,
    height: number,
    signal?: AbortSignal,
  ): Promise<{ readonly infraction: InfractionParameters; readonly isScheduledThen: boolean } | undefined>;
  fetchSlashMeter(height: number, signal?: AbortSignal): Promise<SlashMeter>;
  fetchProviderValidators(height: number, signal?: AbortSignal): Promise<ProviderValidator[]>;
  /** The vscID the next epoch block will use (key 2). */
  fetchNextValsetUpdateId(height: number, signal?: AbortSignal): Promise<bigint>;
}

export interface ConsumerParams {
  readonly enabled: boolean;
  /** Since ICS v6.2; which consumer of its provider this chain is. */
  readonly consumerId?: ConsumerId;
}

export interface ConsumerDialect {
  readonly name: string;
  fetchConsumerParams(height: number, signal?: AbortSignal): Promise<ConsumerParams>;
  /** The consumer's light client of its provider (prefix 3 of `ccvconsumer`, §2.4). */
  fetchProviderClientId(height: number, signal?: AbortSignal): Promise<string | undefined>;
}

/** Whether a chain is a provider, and how it is asked (§7.4). */
export type ProviderDetection =
  | { readonly state: "live"; readonly dialect: ProviderDialect }
  | { readonly state: "frozen" | "wiped" | "never"; readonly dialect?: undefined };

export type ConsumerDetection =
  | { readonly state: "consumer"; readonly dialect: ConsumerDialect; readonly params: ConsumerParams }
  | { readonly state: "not-consumer" };

import type { ChainId, ConsHex, ConsumerId, Ed25519Hex, OperatorAddress } from "./ids";

/** Life of a consumer on its provider (ics-protocol.md §6.1). */
export const CONSUMER_PHASES = ["registered", "initialized", "launched", "stopped", "deleted"] as const;
export type ConsumerPhase = (typeof CONSUMER_PHASES)[number];

/** Why a figure is not known. Each has its own words on screen (product.md §2.1). */
export const UNKNOWN_REASONS = [
  "not-indexed-yet",
  "unreachable",
  "pruned",
  "module-absent",
  "no-endpoint",
  "not-recorded",
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** What we do not know is a value of its own: it never turns into 0 or an empty list on its way to the screen. */
export type Reading<T> =
  | { readonly state: "known"; readonly value: T; readonly asOfHeight: number }
  | { readonly state: "unknown"; readonly because: UnknownReason };

/** Seconds since the epoch and nanoseconds would both fit; block times are kept as ISO-8601 UTC text with nanoseconds. */
export type IsoTime = string;

export interface ConsumerMetadata {
  readonly name: string;
  readonly description: string;
  readonly metadata: string;
}

/** §1.2. Durations are whole nanoseconds as decimal text, hashes lower-case hex. `spawnTime` is absent when unset. */
export interface InitializationParameters {
  readonly initialHeight: { readonly revisionNumber: string; readonly revisionHeight: string };
  readonly genesisHash: string;
  readonly binaryHash: string;
  readonly spawnTime?: IsoTime;
  readonly unbondingPeriodNs: string;
  readonly ccvTimeoutPeriodNs: string;
  readonly transferTimeoutPeriodNs: string;
  readonly consumerRedistributionFraction: string;
  readonly blocksPerDistributionTransmission: string;
  readonly historicalEntries: string;
  readonly distributionTransmissionChannel: string;
  readonly connectionId: string;
}

/** §1.2. Lists hold consensus addresses as 20 bytes hex; entries that are no address are dropped (§6.3). */
export interface PowerShaping {
  /** 0 = opt-in chain, else 50..100. */
  readonly topN: number;
  /** Percent, 0 = none. */
  readonly validatorsPowerCap: number;
  /** 0 = none. */
  readonly validatorSetCap: number;
  readonly allowlist: readonly ConsHex[];
  readonly denylist: readonly ConsHex[];
  readonly prioritylist: readonly ConsHex[];
  /** Base units of the bond denom, decimal text. */
  readonly minStake: string;
  readonly allowInactiveVals: boolean;
}

/** One half of the infraction parameters. Fraction as exact decimal text ("0.05"); jail in nanoseconds, decimal text. */
export interface SlashJailParameters {
  readonly slashFraction: string;
  readonly jailDurationNs: string;
  readonly tombstone: boolean;
}
export interface InfractionParameters {
  readonly doubleSign: SlashJailParameters;
  readonly downtime: SlashJailParameters;
}

/** x/slashing of one chain. Fractions as exact decimal text, the duration in nanoseconds as decimal text. */
export interface SlashingParams {
  readonly signedBlocksWindow: number;
  readonly minSignedPerWindow: string;
  readonly downtimeJailDurationNs: string;
  readonly slashFractionDoubleSign: string;
  readonly slashFractionDowntime: string;
}

/** Everything the provider says of one consumer at one height. `undefined` = does not exist at that height. */
export interface ConsumerFacts {
  readonly consumerId: ConsumerId;
  readonly chainId: ChainId;
  readonly phase: ConsumerPhase;
  readonly owner: string;
  readonly metadata: ConsumerMetadata;
  readonly initParams?: InitializationParameters;
  readonly powerShaping: PowerShaping;
  readonly infraction?: InfractionParameters;
  readonly clientId?: string;
  /** Provider-side CCV channel (prefix 5), once the handshake is confirmed. */
  readonly channelId?: string;
  readonly allowlistedRewardDenoms: readonly string[];
  /** Key 40: power a validator needs to be in the Top N; absent where it does not apply (§9.10). */
  readonly minPowerInTopN?: bigint;
  /** Key 50, only while stopped. */
  readonly removalTime?: IsoTime;
}

/** Bond status of a validator in x/staking of the provider. */
export type BondStatus = "unbonded" | "unbonding" | "bonded";

/** A validator of the provider as x/staking knows it. */
export interface ProviderValidator {
  readonly operator: OperatorAddress;
  readonly consAddress: ConsHex;
  readonly pubKey: Ed25519Hex;
  readonly moniker: string;
  readonly identity: string;
  readonly website: string;
  readonly details: string;
  /** Exact decimal text, "0.05" = 5 %. */
  readonly commissionRate: string;
  readonly tokens: bigint;
  readonly status: BondStatus;
  readonly jailed: boolean;
}

/** A row of prefix 31: a validator of the set the provider stored for a consumer at its last epoch. */
export interface StoredValidator {
  readonly consAddress: ConsHex;
  /** Consumer power, after capping. */
  readonly power: bigint;
  /** Key used on the consumer. */
  readonly pubKey: Ed25519Hex;
  /** Provider height since when it has been in the set without a gap. */
  readonly joinHeight: number;
}

/** A member of a CometBFT validator set. */
export interface CometValidator {
  readonly address: ConsHex;
  readonly pubKey: Ed25519Hex;
  readonly power: bigint;
}

/** A key a validator assigned for one consumer (prefix 22). */
export interface AssignedKey {
  readonly consAddress: ConsHex;
  readonly consumerAddress: ConsHex;
  readonly pubKey: Ed25519Hex;
}

/** Provider module parameters we act on (§1.2). */
export interface ProviderParams {
  readonly blocksPerEpoch: number;
  readonly maxProviderConsensusValidators: number;
  readonly slashMeterReplenishPeriodNs: string;
  readonly slashMeterReplenishFraction: string;
  readonly ccvTimeoutPeriodNs: string;
  readonly trustingPeriodFraction: string;
  readonly numberOfEpochsToStartReceivingRewards: number;
}

/** §6.5. Meter and allowance are powers, not tokens; the meter may be negative. */
export interface SlashMeter {
  readonly meter: bigint;
  readonly allowance: bigint;
  readonly nextReplenishCandidate: IsoTime;
}

/** One validator update inside a VSC packet: power 0 removes the key (§4.2). */
export interface ValidatorUpdate {
  readonly pubKey: Ed25519Hex;
  readonly power: bigint;
}

/** Content of a VSC packet, queued (prefix 17) or sent. */
export interface VscPacketData {
  readonly valsetUpdateId: bigint;
  readonly updates: readonly ValidatorUpdate[];
  /** Consumer consensus addresses, bytes. */
  readonly slashAcks: readonly ConsHex[];
}

/** Content of a packet from a consumer. */
export interface SlashPacketData {
  readonly validator: ConsHex;
  readonly power: bigint;
  readonly valsetUpdateId: bigint;
  readonly infraction: "downtime" | "double-sign" | "unspecified";
}

/** Why the next epoch would leave a validator out, first clause of §6.3 that fails. */
export const EXCLUSIONS = [
  "jailed",
  "not-bonded",
  "inactive",
  "not-opted-in",
  "not-allowlisted",
  "denylisted",
  "below-min-stake",
  "beyond-set-cap",
] as const;
export type Exclusion = (typeof EXCLUSIONS)[number];

import { legacyDecToText, normalizeDecimal } from "@/lib/ics/decimal";
import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import type {
  AssignedKey,
  ConsumerFacts,
  PowerShaping,
  ProviderParams,
  SlashMeter,
  VscPacketData,
} from "@/lib/ics/types";
import { queryClientOver } from "../comet-adapter";
import { decodeMessage } from "../decode-message";
import type { ConsumerSummary, ProviderDialect, StakingParams, StoredMember } from "../dialect";
import { ChainError, undecodable } from "../errors";
import {
  AllowlistedRewardDenoms,
  ConsensusValidator,
  ConsumerIds,
  ConsumerPhase,
  InfractionParameters,
  type Params,
} from "../proto/interchain_security/ccv/provider/v1/provider";
import type { Chain } from "../proto/interchain_security/ccv/provider/v1/query";
import { ValidatorSetChangePackets } from "../proto/interchain_security/ccv/v1/wire";
import { bareKey, PROVIDER_PREFIX, prefixedKey, timeKey, validatorKey } from "../raw-store/keys";
import { readRows } from "../raw-store/read-rows";
import { readGoTime, readInt64, readText, readUint64 } from "../raw-store/values";
import type { ChainClient } from "../types";
import { readConsumerRaw, readConsumersRaw } from "./consumer-rows";
import * as decode from "./decode";
import { setupIcsExtension } from "./extension";
import { fetchStakingParams, fetchStakingValidators } from "./staking";

/** ICS v6.4 to v7 and the head used by gaia v25–v27 (ics-protocol.md §7.1). */
export class IcsV7Provider implements ProviderDialect {
  readonly name = "ics-v7";

  constructor(private readonly client: ChainClient) {}

  async fetchParams(height: number, signal?: AbortSignal): Promise<ProviderParams> {
    const { params } = await this.#ics(signal).params(height);
    if (!params) throw undecodable("the provider's parameters");
    return providerParamsOf(params);
  }

  async fetchRegisteredRewardDenoms(height: number, signal?: AbortSignal): Promise<string[]> {
    const { denoms } = await this.#ics(signal).registeredRewardDenoms(height);
    return denoms.map(decode.withoutNul);
  }

  fetchStakingParams(height: number, signal?: AbortSignal): Promise<StakingParams> {
    return fetchStakingParams(queryClientOver(this.client, signal), height);
  }

  async fetchConsumers(height: number, signal?: AbortSignal): Promise<ConsumerSummary[]> {
    try {
      const chains = await this.#ics(signal).consumerChains(ConsumerPhase.CONSUMER_PHASE_UNSPECIFIED, height);
      return decodeMessage("the list of consumers", () => chains.map(summaryOf));
    } catch (error) {
      // One broken consumer fails the whole list (§1.3): the rows do not mind.
      if (!this.isAnswerable(error)) throw error;
      return readConsumersRaw(this.client, height, signal);
    }
  }

  async fetchConsumer(
    consumerId: ConsumerId,
    height: number,
    signal?: AbortSignal,
  ): Promise<ConsumerFacts | undefined> {
    const asked = await this.#consumerChain(consumerId, height, signal);
    if (asked === undefined) return undefined;
    const isConnected = asked.phase === "launched" || asked.phase === "stopped";
    const wanted = [
      { prefix: PROVIDER_PREFIX.rewardDenoms, key: prefixedKey(PROVIDER_PREFIX.rewardDenoms, consumerId), if: true },
      {
        prefix: PROVIDER_PREFIX.consumerToChannel,
        key: bareKey(PROVIDER_PREFIX.consumerToChannel, consumerId),
        if: isConnected,
      },
      {
        prefix: PROVIDER_PREFIX.minPowerInTopN,
        key: prefixedKey(PROVIDER_PREFIX.minPowerInTopN, consumerId),
        if: asked.powerShaping.topN > 0 && asked.phase !== "deleted",
      },
      {
        prefix: PROVIDER_PREFIX.removalTime,
        key: prefixedKey(PROVIDER_PREFIX.removalTime, consumerId),
        if: asked.phase === "stopped",
      },
    ].filter((row) => row.if);
    const rows = await readRows(
      this.client,
      "provider",
      wanted.map((row) => row.key),
      height,
      signal,
    );
    const row = (prefix: number) => rows[wanted.findIndex((one) => one.prefix === prefix)];
    const [denoms, channel, minPower, removal] = [
      row(PROVIDER_PREFIX.rewardDenoms),
      row(PROVIDER_PREFIX.consumerToChannel),
      row(PROVIDER_PREFIX.minPowerInTopN),
      row(PROVIDER_PREFIX.removalTime),
    ];
    return decodeMessage(`the rows of consumer ${consumerId}`, () => ({
      ...asked,
      allowlistedRewardDenoms:
        denoms === undefined ? [] : AllowlistedRewardDenoms.decode(denoms).denoms.map(decode.withoutNul),
      ...(channel === undefined ? {} : { channelId: readText(channel) }),
      ...(minPower === undefined ? {} : { minPowerInTopN: readInt64(minPower) }),
      ...(removal === undefined ? {} : { removalTime: readGoTime(removal) }),
    }));
  }

  async fetchMinPowerInTopN(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<bigint | undefined> {
    const [row] = await readRows(
      this.client,
      "provider",
      [prefixedKey(PROVIDER_PREFIX.minPowerInTopN, consumerId)],
      height,
      signal,
    );
    return row === undefined ? undefined : readInt64(row);
  }

  async fetchOptedIn(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<ConsHex[]> {
    const { validatorsProviderAddresses } = await this.#ics(signal).optedInValidators(consumerId, height);
    return validatorsProviderAddresses.map(decode.consHexOf);
  }

  async fetchStoredSet(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<StoredMember[]> {
    const { validators } = await this.#ics(signal).consumerValidators(consumerId, height);
    return validators.map((validator) => ({
      consAddress: decode.consHexOf(validator.providerAddress),
      power: validator.consumerPower,
      pubKey: decode.ed25519Of(validator.consumerKey),
    }));
  }

  async fetchStoredJoinHeights(
    consumerId: ConsumerId,
    members: readonly ConsHex[],
    height: number,
    signal?: AbortSignal,
  ): Promise<Map<ConsHex, number>> {
    const keys = members.map((member) => validatorKey(PROVIDER_PREFIX.storedValidator, consumerId, member));
    const rows = await readRows(this.client, "provider", keys, height, signal);
    return decodeMessage(
      "the stored validators",
      () =>
        new Map(
          members.flatMap((member, i) => {
            const row = rows[i];
            return row === undefined ? [] : [[member, Number(ConsensusValidator.decode(row).joinHeight)] as const];
          }),
        ),
    );
  }

  async fetchQueuedPackets(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<VscPacketData[]> {
    const [row] = await readRows(
      this.client,
      "provider",
      [bareKey(PROVIDER_PREFIX.pendingVscPackets, consumerId)],
      height,
      signal,
    );
    if (row === undefined) return [];
    return decodeMessage("the queued packets", () =>
      ValidatorSetChangePackets.decode(row).list.map(decode.vscPacketOf),
    );
  }

  async fetchAssignedKeys(consumerId: ConsumerId, height: number, signal?: AbortSignal): Promise<AssignedKey[]> {
    const { pairValConAddr } = await this.#ics(signal).assignedKeys(consumerId, height);
    return pairValConAddr.map((pair) => ({
      consAddress: decode.consHexOf(pair.providerAddress),
      consumerAddress: decode.consHexOf(pair.consumerAddress),
      pubKey: decode.ed25519Of(pair.consumerKey),
    }));
  }

  async fetchCommissionRates(
    consumerId: ConsumerId,
    members: readonly ConsHex[],
    height: number,
    signal?: AbortSignal,
  ): Promise<Map<ConsHex, string>> {
    const keys = members.map((member) => validatorKey(PROVIDER_PREFIX.commissionRate, consumerId, member));
    const rows = await readRows(this.client, "provider", keys, height, signal);
    return decodeMessage(
      "the commission rates",
      () =>
        new Map(
          members.flatMap((member, i) => {
            const row = rows[i];
            return row === undefined ? [] : [[member, legacyDecToText(readText(row))] as const];
          }),
        ),
    );
  }

  async fetchQueuedInfraction(consumerId: ConsumerId, dueNs: bigint, height: number, signal?: AbortSignal) {
    const keys = [
      prefixedKey(PROVIDER_PREFIX.queuedInfraction, consumerId),
      timeKey(PROVIDER_PREFIX.infractionSchedule, dueNs),
    ];
    const [queued, scheduled] = await readRows(this.client, "provider", keys, height, signal);
    if (queued === undefined) return undefined;
    return decodeMessage("the queued infraction parameters", () => ({
      infraction: decode.infractionOf(InfractionParameters.decode(queued)),
      isScheduledThen: scheduled !== undefined && ConsumerIds.decode(scheduled).ids.includes(consumerId),
    }));
  }

  async fetchSlashMeter(height: number, signal?: AbortSignal): Promise<SlashMeter> {
    const state = await this.#ics(signal).throttleState(height);
    const nextReplenishCandidate = decodeMessage("the slash meter", () => decode.timeOf(state.nextReplenishCandidate));
    if (nextReplenishCandidate === undefined) throw undecodable("the slash meter's next replenishment");
    return { meter: state.slashMeter, allowance: state.slashMeterAllowance, nextReplenishCandidate };
  }

  fetchProviderValidators(height: number, signal?: AbortSignal) {
    return fetchStakingValidators(queryClientOver(this.client, signal), height);
  }

  async fetchNextValsetUpdateId(height: number, signal?: AbortSignal): Promise<bigint> {
    const [row] = await readRows(
      this.client,
      "provider",
      [Uint8Array.of(PROVIDER_PREFIX.valsetUpdateId)],
      height,
      signal,
    );
    return row === undefined ? 0n : readUint64(row);
  }

  /** Whether the rows can answer where a query failed this way. */
  protected isAnswerable(error: unknown): boolean {
    return error instanceof ChainError && error.code === "query-failed";
  }

  #ics(signal?: AbortSignal) {
    return setupIcsExtension(queryClientOver(this.client, signal)).ics;
  }

  async #consumerChain(
    consumerId: ConsumerId,
    height: number,
    signal?: AbortSignal,
  ): Promise<Omit<ConsumerFacts, "allowlistedRewardDenoms"> | undefined> {
    try {
      const chain = await this.#ics(signal).consumerChain(consumerId, height);
      return decodeMessage(`consumer ${consumerId}`, () => ({
        consumerId,
        chainId: decode.chainIdOf(chain.chainId),
        phase: decode.phaseOf(chain.phase),
        owner: decode.withoutNul(chain.ownerAddress),
        metadata: decode.metadataOf(chain.metadata),
        ...(chain.initParams === undefined ? {} : { initParams: decode.initParamsOf(chain.initParams) }),
        powerShaping:
          chain.powerShapingParams === undefined ? NO_SHAPING : decode.powerShapingOf(chain.powerShapingParams),
        ...(chain.infractionParameters === undefined
          ? {}
          : { infraction: decode.infractionOf(chain.infractionParameters) }),
        ...(chain.clientId === "" ? {} : { clientId: decode.withoutNul(chain.clientId) }),
      }));
    } catch (error) {
      if (!this.isAnswerable(error)) throw error;
      return readConsumerRaw(this.client, consumerId, height, signal);
    }
  }
}

/** Throws `undecodable`. */
export function providerParamsOf(params: Params): ProviderParams {
  return decodeMessage("the provider's parameters", () => ({
    blocksPerEpoch: Number(params.blocksPerEpoch),
    maxProviderConsensusValidators: Number(params.maxProviderConsensusValidators),
    slashMeterReplenishPeriodNs: decode.durationNs(params.slashMeterReplenishPeriod),
    slashMeterReplenishFraction: normalizeDecimal(params.slashMeterReplenishFraction),
    ccvTimeoutPeriodNs: decode.durationNs(params.ccvTimeoutPeriod),
    trustingPeriodFraction: normalizeDecimal(params.trustingPeriodFraction),
    numberOfEpochsToStartReceivingRewards: Number(params.numberOfEpochsToStartReceivingRewards),
  }));
}

const NO_SHAPING: PowerShaping = {
  topN: 0,
  validatorsPowerCap: 0,
  validatorSetCap: 0,
  allowlist: [],
  denylist: [],
  prioritylist: [],
  minStake: "0",
  allowInactiveVals: false,
};

function summaryOf(chain: Chain): ConsumerSummary {
  return {
    consumerId: decode.consumerIdOf(chain.consumerId),
    chainId: decode.chainIdOf(chain.chainId),
    phase: decode.phaseOf(chain.phase),
    ...(chain.clientId === "" ? {} : { clientId: decode.withoutNul(chain.clientId) }),
    powerShaping: decode.powerShapingOf({ ...chain, minStake: chain.minStake }),
  };
}

import { legacyDecToText } from "@/lib/ics/decimal";
import type { ConsHex } from "@/lib/ics/ids";
import { bytesToHex } from "@/lib/shared/bytes";
import * as decode from "../ics-v7/decode";
import { PublicKey } from "../proto/imports";
import * as provider from "../proto/interchain_security/ccv/provider/v1/provider";
import { ConsumerGenesisState } from "../proto/interchain_security/ccv/v1/genesis";
import { ValidatorSetChangePackets } from "../proto/interchain_security/ccv/v1/wire";
import { PROVIDER_PREFIX as P } from "./keys";
import {
  address,
  bareId,
  idAlone,
  idAndAddress,
  idAndDenom,
  idAndTime,
  lengthPrefixedText,
  noTail,
  number,
  text,
  time,
} from "./row-keys";
import { present, row, rowDecoder } from "./row-table";
import { readDecimalInt, readGoTime, readInt64, readPhase, readSortableTime, readText, readUint64 } from "./values";

const plainText = (bytes: Uint8Array) => decode.withoutNul(readText(bytes));
const height = (bytes: Uint8Array) => Number(readUint64(bytes));
const consAddress = (bytes: Uint8Array) => address(bytes).consAddress;
const consumerId = (bytes: Uint8Array) => decode.consumerIdOf(readText(bytes));
const consumerIds = (bytes: Uint8Array) => provider.ConsumerIds.decode(bytes).ids.map(decode.consumerIdOf);
const denoms = (bytes: Uint8Array) => provider.AllowlistedRewardDenoms.decode(bytes).denoms.map(decode.withoutNul);
const infraction = (bytes: Uint8Array) => decode.infractionOf(provider.InfractionParameters.decode(bytes));
/** Amounts as exact decimal text. */
const rewards = (bytes: Uint8Array) =>
  provider.ConsumerRewardsAllocation.decode(bytes).rewards.map(({ denom, amount }) => ({
    denom: decode.withoutNul(denom),
    amount: legacyDecToText(amount),
  }));

function addresses(bytes: Uint8Array): ConsHex[] {
  return provider.AddressList.decode(bytes).addresses.map(consAddress);
}

function validator(bytes: Uint8Array) {
  const { providerConsAddr, power, publicKey, joinHeight } = provider.ConsensusValidator.decode(bytes);
  return {
    consAddress: consAddress(providerConsAddr),
    power,
    pubKey: decode.ed25519Of(publicKey),
    /** 0 in the provider's own set. */
    joinHeight: Number(joinHeight),
  };
}

function genesis(bytes: Uint8Array) {
  const { params, provider: info, newChain, preCcv, connectionId } = ConsumerGenesisState.decode(bytes);
  return {
    isNewChain: newChain,
    isPreCcv: preCcv,
    connectionId: decode.withoutNul(connectionId),
    params,
    initialSet: (info?.initialValSet ?? []).map(({ pubKey, power }) => ({ pubKey: decode.ed25519Of(pubKey), power })),
    clientState: bytesToHex(info?.clientState ?? new Uint8Array()),
    consensusState: bytesToHex(info?.consensusState ?? new Uint8Array()),
  };
}

/** The provider's store as ICS v6 and v7 write it (ics-protocol.md §2.2). Slots of older versions are not in it. */
const PROVIDER_ROWS = {
  portId: row(0, noTail, plainText),
  /** The next to be used. */
  valsetUpdateId: row(P.valsetUpdateId, noTail, readUint64),
  slashMeter: row(P.slashMeter, noTail, readDecimalInt),
  slashMeterCandidate: row(P.slashMeterCandidate, noTail, readSortableTime),
  consumerToChannel: row(P.consumerToChannel, bareId, plainText),
  channelToConsumer: row(P.channelToConsumer, text, consumerId),
  consumerToClient: row(P.consumerToClient, bareId, plainText),
  valsetUpdateHeight: row(13, number, height),
  consumerGenesis: row(P.consumerGenesis, bareId, genesis),
  slashAcks: row(P.slashAcks, bareId, (bytes) => provider.SlashAcks.decode(bytes).addresses.map(decode.consHexOf)),
  initChainHeight: row(P.initChainHeight, bareId, height),
  pendingVscPackets: row(P.pendingVscPackets, bareId, (bytes) =>
    ValidatorSetChangePackets.decode(bytes).list.map(decode.vscPacketOf),
  ),
  assignedKey: row(P.assignedKey, idAndAddress, (bytes) => decode.ed25519Of(PublicKey.decode(bytes))),
  /** The key's address is the consumer's, the value the provider's. */
  validatorByConsumerAddress: row(P.validatorByConsumerAddress, idAndAddress, consAddress),
  slashLog: row(26, address, present),
  registeredRewardDenom: row(27, text, present),
  equivocationMinHeight: row(29, bareId, height),
  storedValidator: row(P.storedValidator, idAndAddress, validator),
  optedIn: row(P.optedIn, idAndAddress, present),
  allowlist: row(P.allowlist, idAndAddress, present),
  denylist: row(P.denylist, idAndAddress, present),
  rewardsBeforeDenoms: row(38, bareId, rewards),
  commissionRate: row(P.commissionRate, idAndAddress, (bytes) => legacyDecToText(readText(bytes))),
  minPowerInTopN: row(P.minPowerInTopN, idAlone, readInt64),
  addressesToPrune: row(41, idAndTime, addresses),
  providerValidator: row(42, address, validator),
  nextConsumerId: row(P.nextConsumerId, noTail, readUint64),
  chainId: row(P.chainId, idAlone, (bytes) => decode.chainIdOf(readText(bytes))),
  owner: row(P.owner, idAlone, plainText),
  metadata: row(P.metadata, idAlone, (bytes) => decode.metadataOf(provider.ConsumerMetadata.decode(bytes))),
  initParams: row(P.initParams, idAlone, (bytes) =>
    decode.initParamsOf(provider.ConsumerInitializationParameters.decode(bytes)),
  ),
  powerShaping: row(P.powerShaping, idAlone, (bytes) =>
    decode.powerShapingOf(provider.PowerShapingParameters.decode(bytes)),
  ),
  phase: row(P.phase, idAlone, readPhase),
  removalTime: row(P.removalTime, idAlone, readGoTime),
  spawnQueue: row(51, time, consumerIds),
  removalQueue: row(52, time, consumerIds),
  clientToConsumer: row(53, lengthPrefixedText, consumerId),
  rewardDenoms: row(P.rewardDenoms, idAlone, denoms),
  rewards: row(55, idAndDenom, rewards),
  prioritylist: row(P.prioritylist, idAndAddress, present),
  infraction: row(P.infraction, idAlone, infraction),
  queuedInfraction: row(P.queuedInfraction, idAlone, infraction),
  infractionSchedule: row(P.infractionSchedule, time, consumerIds),
  params: row(255, noTail, (bytes) => provider.Params.decode(bytes)),
} as const;

/** Decodes any row of the store `provider`. */
export const decodeProviderRow = rowDecoder("provider", PROVIDER_ROWS);

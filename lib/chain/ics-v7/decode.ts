import { fromBech32 } from "@cosmjs/encoding";
import { legacyDecToText } from "@/lib/ics/decimal";
import { type ChainId, type ConsHex, type ConsumerId, type Ed25519Hex, parseConsumerId } from "@/lib/ics/ids";
import { formatIsoNanos } from "@/lib/ics/time";
import type {
  ConsumerMetadata,
  ConsumerPhase,
  InfractionParameters,
  InitializationParameters,
  IsoTime,
  PowerShaping,
  SlashJailParameters,
  VscPacketData,
} from "@/lib/ics/types";
import { bytesToHex } from "@/lib/shared/bytes";
import { undecodable } from "../errors";
import type { Duration, PublicKey, Timestamp } from "../proto/imports";
import type * as wire from "../proto/interchain_security/ccv/provider/v1/provider";
import type { ValidatorSetChangePacketData } from "../proto/interchain_security/ccv/v1/wire";

/** Go's zero time, which the protocol uses for "not set" (ics-protocol.md §0.4, §9.11). */
const ZERO_TIME_SECONDS = -62_135_596_800n;

const PHASES: Readonly<Record<string, ConsumerPhase>> = {
  CONSUMER_PHASE_REGISTERED: "registered",
  CONSUMER_PHASE_INITIALIZED: "initialized",
  CONSUMER_PHASE_LAUNCHED: "launched",
  CONSUMER_PHASE_STOPPED: "stopped",
  CONSUMER_PHASE_DELETED: "deleted",
};

export function phaseOf(name: string): ConsumerPhase {
  const phase = PHASES[name];
  if (phase === undefined) throw undecodable(`consumer phase ${name.slice(0, 60)}`);
  return phase;
}

export function consumerIdOf(text: string): ConsumerId {
  const id = parseConsumerId(text);
  if (id === undefined) throw undecodable(`consumer id ${text.slice(0, 40)}`);
  return id;
}

export function chainIdOf(text: string): ChainId {
  return withoutNul(text) as ChainId;
}

/** PostgreSQL text cannot hold NUL, and no reader needs it. */
export function withoutNul(text: string): string {
  return text.replaceAll("\u0000", "");
}

/** 20 bytes of a consensus address in any prefix. */
export function consHexOf(bech32: string): ConsHex {
  try {
    const { data } = fromBech32(bech32);
    if (data.length === 20) return bytesToHex(data) as ConsHex;
  } catch (cause) {
    throw undecodable(`address ${bech32.slice(0, 80)}`, cause);
  }
  throw undecodable(`address ${bech32.slice(0, 80)}`);
}

/** Only ed25519 keys can be used on a consumer (§6.4). */
export function ed25519Of(key: PublicKey | undefined): Ed25519Hex {
  if (key?.sum?.$case !== "ed25519" || key.sum.ed25519.length !== 32) throw undecodable("an ed25519 public key");
  return bytesToHex(key.sum.ed25519) as Ed25519Hex;
}

export function durationNs(duration: Duration | undefined): string {
  return duration === undefined ? "0" : String(duration.seconds * 1_000_000_000n + BigInt(duration.nanos));
}

/** `undefined` for the Go zero time and for an absent one. */
export function timeOf(timestamp: Timestamp | undefined): IsoTime | undefined {
  if (timestamp === undefined || timestamp.seconds <= ZERO_TIME_SECONDS) return undefined;
  return formatIsoNanos(timestamp.seconds * 1_000_000_000n + BigInt(timestamp.nanos));
}

export function metadataOf(metadata: wire.ConsumerMetadata | undefined): ConsumerMetadata {
  return {
    name: withoutNul(metadata?.name ?? ""),
    description: withoutNul(metadata?.description ?? ""),
    metadata: withoutNul(metadata?.metadata ?? ""),
  };
}

export function initParamsOf(params: wire.ConsumerInitializationParameters): InitializationParameters {
  const spawnTime = timeOf(params.spawnTime);
  return {
    initialHeight: {
      revisionNumber: String(params.initialHeight?.revisionNumber ?? 0n),
      revisionHeight: String(params.initialHeight?.revisionHeight ?? 0n),
    },
    genesisHash: bytesToHex(params.genesisHash),
    binaryHash: bytesToHex(params.binaryHash),
    ...(spawnTime === undefined ? {} : { spawnTime }),
    unbondingPeriodNs: durationNs(params.unbondingPeriod),
    ccvTimeoutPeriodNs: durationNs(params.ccvTimeoutPeriod),
    transferTimeoutPeriodNs: durationNs(params.transferTimeoutPeriod),
    consumerRedistributionFraction: params.consumerRedistributionFraction,
    blocksPerDistributionTransmission: String(params.blocksPerDistributionTransmission),
    historicalEntries: String(params.historicalEntries),
    distributionTransmissionChannel: withoutNul(params.distributionTransmissionChannel),
    connectionId: withoutNul(params.connectionId),
  };
}

/** Owner's lists; entries that are no address do not count, as on the chain (§6.3). */
function listOf(addresses: readonly string[]): ConsHex[] {
  return addresses.flatMap((address) => {
    try {
      return [consHexOf(address)];
    } catch {
      return [];
    }
  });
}

export function powerShapingOf(params: wire.PowerShapingParameters): PowerShaping {
  return {
    topN: params.topN,
    validatorsPowerCap: params.validatorsPowerCap,
    validatorSetCap: params.validatorSetCap,
    allowlist: listOf(params.allowlist),
    denylist: listOf(params.denylist),
    prioritylist: listOf(params.prioritylist),
    minStake: String(params.minStake),
    allowInactiveVals: params.allowInactiveVals,
  };
}

function slashJailOf(params: wire.SlashJailParameters | undefined): SlashJailParameters {
  return {
    slashFraction: legacyDecToText(new TextDecoder().decode(params?.slashFraction ?? new Uint8Array())),
    jailDurationNs: durationNs(params?.jailDuration),
    tombstone: params?.tombstone ?? false,
  };
}

export function infractionOf(params: wire.InfractionParameters): InfractionParameters {
  return { doubleSign: slashJailOf(params.doubleSign), downtime: slashJailOf(params.downtime) };
}

/** A packet in its stored form (prefix 17). */
export function vscPacketOf(packet: ValidatorSetChangePacketData): VscPacketData {
  return {
    valsetUpdateId: packet.valsetUpdateId,
    updates: packet.validatorUpdates.map((update) => ({ pubKey: ed25519Of(update.pubKey), power: update.power })),
    slashAcks: packet.slashAcks.map(consHexOf),
  };
}

import { concatBytes, hexToBytes } from "@/lib/shared/bytes";

const encoder = new TextEncoder();

/** Eight bytes, big-endian: how ICS writes integers in keys (ics-protocol.md §2.1). */
export function uint64Bytes(value: bigint | number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** Prefix and bare id: 5 6 7 14 15 16 17 29. A scan of "1" also finds "10" (§9.13). */
export function bareKey(prefix: number, id: string): Uint8Array {
  return concatBytes(Uint8Array.of(prefix), encoder.encode(id));
}

/** Prefix, length of the id, id, and what follows: 22 23 31… 40 44–50 54–58. */
export function prefixedKey(prefix: number, id: string, tail: Uint8Array = new Uint8Array()): Uint8Array {
  const text = encoder.encode(id);
  return concatBytes(Uint8Array.of(prefix), uint64Bytes(text.length), text, tail);
}

/** A row of one validator of one consumer. `consAddress` is the provider's (22, 31, 32, 36, 37, 39, 56) or the consumer's (23). */
export function validatorKey(prefix: number, consumerId: string, consAddress: string): Uint8Array {
  return prefixedKey(prefix, consumerId, hexToBytes(consAddress));
}

/** vscID → height on the provider, height → vscID on a consumer (prefix 13 of both stores). */
export function valsetUpdateKey(number: bigint): Uint8Array {
  return concatBytes(Uint8Array.of(13), uint64Bytes(number));
}

/** Prefix and 29 characters of UTC time (`2006-01-02T15:04:05.000000000`): the queues 51, 52, 59. */
export function timeKey(prefix: number, timeNs: bigint): Uint8Array {
  const second = new Date(Number(timeNs / 1_000_000_000n) * 1_000).toISOString().slice(0, 19);
  const fraction = String(timeNs % 1_000_000_000n).padStart(9, "0");
  return concatBytes(Uint8Array.of(prefix), encoder.encode(`${second}.${fraction}`));
}

/** Provider prefixes we read raw (§2.2). */
export const PROVIDER_PREFIX = {
  valsetUpdateId: 2,
  slashMeter: 3,
  slashMeterCandidate: 4,
  consumerToChannel: 5,
  channelToConsumer: 6,
  consumerToClient: 7,
  consumerGenesis: 14,
  slashAcks: 15,
  initChainHeight: 16,
  pendingVscPackets: 17,
  assignedKey: 22,
  validatorByConsumerAddress: 23,
  storedValidator: 31,
  optedIn: 32,
  allowlist: 36,
  denylist: 37,
  commissionRate: 39,
  minPowerInTopN: 40,
  nextConsumerId: 43,
  chainId: 44,
  owner: 45,
  metadata: 46,
  initParams: 47,
  powerShaping: 48,
  phase: 49,
  removalTime: 50,
  rewardDenoms: 54,
  prioritylist: 56,
  infraction: 57,
  queuedInfraction: 58,
  infractionSchedule: 59,
} as const;

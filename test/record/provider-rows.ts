import { ed25519Hex, hex, nanosOfMessage, type ProtoFields, readProto } from "./proto-fields";

/** Rows of the raw `provider` store as `storeAt` gives them. */
export type RawRows = ReadonlyMap<string, Uint8Array>;

const text = new TextDecoder();

/** Hex of a key made of a prefix byte, `LP(id)` and a tail (ics-protocol.md §2.1). */
export function lpKey(prefix: number, consumerId: string): string {
  const id = new TextEncoder().encode(consumerId);
  return hex(Uint8Array.of(prefix, 0, 0, 0, 0, 0, 0, 0, id.length, ...id));
}

/** Hex of a key made of a prefix byte and the bare id. It is a whole key: as a prefix, "1" would also find "10". */
export function bareKey(prefix: number, consumerId: string): string {
  return hex(Uint8Array.of(prefix, ...new TextEncoder().encode(consumerId)));
}

function under(rows: RawRows, prefix: number, consumerId: string): [tail: string, value: Uint8Array][] {
  const key = lpKey(prefix, consumerId);
  return [...rows].filter(([name]) => name.startsWith(key)).map(([name, value]) => [name.slice(key.length), value]);
}

function uint64(value: Uint8Array): bigint {
  if (value.length !== 8) throw new Error(`not a uint64: ${value.length} bytes`);
  return new DataView(value.buffer, value.byteOffset).getBigUint64(0);
}

/** All ids that have a phase (prefix 49), by number. */
export function consumerIds(rows: RawRows): string[] {
  return [...rows.keys()]
    .filter((key) => key.startsWith("31"))
    .map((key) => Buffer.from(key.slice(18), "hex").toString("latin1"))
    .sort((a, b) => Number(a) - Number(b));
}

/** 0–5: unspecified, registered, initialized, launched, stopped, deleted; prefix 49. */
export function phaseOf(rows: RawRows, id: string): number | undefined {
  return rows.get(lpKey(49, id))?.[3];
}

function textOf(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : text.decode(value);
}
/** Prefix 5. */
export const channelOf = (rows: RawRows, id: string) => textOf(rows.get(bareKey(5, id)));
/** Prefix 7. */
export const clientOf = (rows: RawRows, id: string) => textOf(rows.get(bareKey(7, id)));
/** Prefix 44. */
export const chainIdOf = (rows: RawRows, id: string) => textOf(rows.get(lpKey(44, id)));
/** Prefix 45. */
export const ownerOf = (rows: RawRows, id: string) => textOf(rows.get(lpKey(45, id)));

/** Prefix 40; a power. */
export function minPowerOf(rows: RawRows, id: string): bigint | undefined {
  const value = rows.get(lpKey(40, id));
  return value === undefined ? undefined : BigInt.asIntN(64, uint64(value));
}

/** Prefix 50: Go's binary time, as nanoseconds since 1970. */
export function removalNanosOf(rows: RawRows, id: string): bigint | undefined {
  const value = rows.get(lpKey(50, id));
  if (value === undefined) return undefined;
  const view = new DataView(value.buffer, value.byteOffset);
  return (view.getBigInt64(1) - 62_135_596_800n) * 1_000_000_000n + BigInt(view.getInt32(9));
}

/** Addresses in hex under one of the marker prefixes: 32 opted in, 36 allowlist, 37 denylist, 56 prioritylist. */
export function markedOf(rows: RawRows, prefix: 32 | 36 | 37 | 56, id: string): string[] {
  return under(rows, prefix, id).map(([address]) => address);
}

/** Prefix 22: provider consensus address → assigned key. */
export function assignedKeysOf(rows: RawRows, id: string): Map<string, string> {
  return new Map(under(rows, 22, id).map(([address, value]) => [address, ed25519Hex(readProto(value))]));
}

export interface RawStoredValidator {
  readonly consAddress: string;
  readonly power: bigint;
  readonly pubKey: string;
  readonly joinHeight: number;
}

/** Prefix 31, by provider consensus address. */
export function storedSetOf(rows: RawRows, id: string): RawStoredValidator[] {
  return under(rows, 31, id).map(([address, value]) => {
    const fields = readProto(value);
    if (hex(fields.last(1)) !== address) throw new Error(`row of ${address} names somebody else`);
    return {
      consAddress: address,
      power: fields.int(2),
      pubKey: ed25519Hex(fields.message(3)),
      joinHeight: Number(fields.int(4)),
    };
  });
}

/** Prefix 42: the provider's own set, consensus address → power. */
export function providerSetOf(rows: RawRows): Map<string, bigint> {
  return new Map(
    [...rows].filter(([key]) => key.startsWith("2a")).map(([key, value]) => [key.slice(2), readProto(value).int(2)]),
  );
}

/** Prefix 46. */
export function metadataOf(
  rows: RawRows,
  id: string,
): { name: string; description: string; metadata: string } | undefined {
  const value = rows.get(lpKey(46, id));
  if (value === undefined) return undefined;
  const fields = readProto(value);
  return { name: fields.text(1), description: fields.text(2), metadata: fields.text(3) };
}

export interface RawInitParams {
  readonly initialHeight: string;
  readonly genesisHash: string;
  readonly binaryHash: string;
  readonly spawnNanos: bigint;
  readonly unbondingNanos: bigint;
  readonly ccvTimeoutNanos: bigint;
  readonly connectionId: string;
  readonly fields: ProtoFields;
}

/** Prefix 47. An unset spawn time is Go's zero time, far before 1970. */
export function initParamsOf(rows: RawRows, id: string): RawInitParams | undefined {
  const value = rows.get(lpKey(47, id));
  if (value === undefined) return undefined;
  const fields = readProto(value);
  const height = fields.message(1);
  return {
    initialHeight: `${height.uint(1)}-${height.uint(2)}`,
    genesisHash: hex(fields.last(2)),
    binaryHash: hex(fields.last(3)),
    spawnNanos: nanosOfMessage(fields.message(4)),
    unbondingNanos: nanosOfMessage(fields.message(5)),
    ccvTimeoutNanos: nanosOfMessage(fields.message(6)),
    connectionId: fields.text(12),
    fields,
  };
}

export interface RawPowerShaping {
  readonly topN: number;
  readonly validatorsPowerCap: number;
  readonly validatorSetCap: number;
  readonly minStake: bigint;
  readonly allowInactiveVals: boolean;
  /** The owner's text, valcons addresses. */
  readonly allowlist: readonly string[];
  readonly denylist: readonly string[];
  readonly prioritylist: readonly string[];
}

/** Prefix 48. */
export function powerShapingOf(rows: RawRows, id: string): RawPowerShaping | undefined {
  const value = rows.get(lpKey(48, id));
  if (value === undefined) return undefined;
  const fields = readProto(value);
  const list = (no: number) => fields.bytes(no).map((entry) => text.decode(entry));
  return {
    topN: Number(fields.uint(1)),
    validatorsPowerCap: Number(fields.uint(2)),
    validatorSetCap: Number(fields.uint(3)),
    allowlist: list(4),
    denylist: list(5),
    minStake: fields.uint(6),
    allowInactiveVals: fields.uint(7) === 1n,
    prioritylist: list(8),
  };
}

export interface RawVscPacket {
  readonly vscId: bigint;
  /** Consumer key → power, 0 removes. */
  readonly updates: ReadonlyMap<string, bigint>;
  readonly slashAcks: readonly string[];
}

/** Prefix 17: packets waiting to be sent. */
export function queuedPacketsOf(rows: RawRows, id: string): RawVscPacket[] {
  const value = rows.get(bareKey(17, id));
  if (value === undefined) return [];
  return readProto(value)
    .messages(1)
    .map((packet) => ({
      vscId: packet.uint(2),
      updates: new Map(packet.messages(1).map((update) => [ed25519Hex(update.message(1)), update.int(2)])),
      slashAcks: packet.bytes(3).map((entry) => text.decode(entry)),
    }));
}

/** Prefix 2: the next vscID. */
export function nextVscIdOf(rows: RawRows): bigint {
  return uint64(rows.get("02") ?? new Uint8Array());
}

/** Prefix 13: vscID → provider height (one past its epoch block once it is finished). */
export function vscHeightsOf(rows: RawRows): Map<bigint, number> {
  return new Map(
    [...rows]
      .filter(([key]) => key.startsWith("0d"))
      .map(([key, value]) => [BigInt(`0x${key.slice(2)}`), Number(uint64(value))]),
  );
}

/** Prefixes 3 and 4: meter, and the next replenish candidate as nanoseconds since 1970. */
export function slashMeterOf(rows: RawRows): { meter: bigint; candidateNanos: bigint } {
  const stamp = text.decode(rows.get("04"));
  return {
    meter: BigInt(text.decode(rows.get("03"))),
    candidateNanos: BigInt(Date.parse(`${stamp.slice(0, 19)}Z`)) * 1_000_000n + BigInt(stamp.slice(20, 29)),
  };
}

export interface RawProviderParams {
  readonly blocksPerEpoch: number;
  readonly maxProviderConsensusValidators: number;
  readonly replenishPeriodNanos: bigint;
  readonly replenishFraction: string;
}

/** Prefix 255. */
export function paramsOf(rows: RawRows): RawProviderParams {
  const fields = readProto(rows.get("ff") ?? new Uint8Array());
  return {
    replenishPeriodNanos: nanosOfMessage(fields.message(6)),
    replenishFraction: fields.text(7),
    blocksPerEpoch: Number(fields.int(10)),
    maxProviderConsensusValidators: Number(fields.int(12)),
  };
}

export interface RawChannelCounters {
  readonly nextSend: bigint;
  readonly nextRecv: bigint;
  readonly nextAck: bigint;
}

/** The three counters of a channel end in the `ibc` store (§4.5). */
export function channelCountersOf(ibcRows: RawRows, port: string, channel: string): RawChannelCounters | undefined {
  const at = (name: string) => ibcRows.get(hex(new TextEncoder().encode(`${name}/ports/${port}/channels/${channel}`)));
  const [send, recv, ack] = [at("nextSequenceSend"), at("nextSequenceRecv"), at("nextSequenceAck")];
  if (send === undefined || recv === undefined || ack === undefined) return undefined;
  return { nextSend: uint64(send), nextRecv: uint64(recv), nextAck: uint64(ack) };
}

import { concatBytes } from "../shared/bytes";

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** Varint of a 64-bit integer; negative ones take ten bytes, as in protobuf. */
export function varint(value: bigint): Uint8Array {
  // Lengths, tags and nanoseconds: most of what is written, and BigInt would cost more than hashing it.
  if (value >= 0n && value < SMALL) return smallVarint(Number(value));
  let rest = BigInt.asUintN(64, value);
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function smallVarint(value: number): Uint8Array {
  if (value < 0x80) return Uint8Array.of(value);
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function tag(field: number, type: number): Uint8Array {
  return smallVarint((field << 3) | type);
}

/** Integer field; left out when zero, as proto3 does. */
export function intField(field: number, value: bigint): Uint8Array {
  return value === 0n ? NOTHING : concatBytes(tag(field, VARINT), varint(value));
}

/** `sfixed64` field; left out when zero. */
export function fixed64Field(field: number, value: bigint): Uint8Array {
  if (value === 0n) return NOTHING;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  return concatBytes(tag(field, FIXED64), bytes);
}

/** Bytes or string field; left out when empty. */
export function bytesField(field: number, value: Uint8Array): Uint8Array {
  return value.length === 0 ? NOTHING : messageField(field, value);
}

/** Embedded message that is always written, empty or not (gogoproto's non-nullable). */
export function messageField(field: number, value: Uint8Array): Uint8Array {
  return concatBytes(tag(field, BYTES), smallVarint(value.length), value);
}

/** `google.protobuf.Timestamp` of nanoseconds since 1970. */
export function timestamp(timeNs: bigint): Uint8Array {
  const nanos = ((timeNs % SECOND) + SECOND) % SECOND;
  return concatBytes(intField(1, (timeNs - nanos) / SECOND), intField(2, nanos));
}

/** A message with its length before it, as votes are signed. */
export function delimited(message: Uint8Array): Uint8Array {
  return concatBytes(smallVarint(message.length), message);
}

const NOTHING = new Uint8Array();
const SECOND = 1_000_000_000n;
const SMALL = 2n ** 31n;

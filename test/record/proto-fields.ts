/**
 * The smallest protobuf reader that can read the record. It shares nothing with lib/ or with generated code, so that a
 * truth test compares two readings that cannot be wrong in the same way.
 */
export interface ProtoFields {
  /** All byte-like values of a field, in order: strings, messages, bytes. */
  bytes(no: number): Uint8Array[];
  /** The last value of a bytes or message field; empty when absent. */
  last(no: number): Uint8Array;
  text(no: number): string;
  /** The last varint of a field as an unsigned number; 0 when absent. */
  uint(no: number): bigint;
  /** The same as a signed 64-bit number. */
  int(no: number): bigint;
  message(no: number): ProtoFields;
  messages(no: number): ProtoFields[];
}

export function readProto(data: Uint8Array): ProtoFields {
  const byField = new Map<number, (Uint8Array | bigint)[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = data[at++];
      if (byte === undefined) throw new Error("protobuf ends inside a number");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
  };
  const take = (length: number) => {
    if (at + length > data.length) throw new Error("protobuf ends inside a field");
    at += length;
    return data.subarray(at - length, at);
  };
  while (at < data.length) {
    const tag = Number(varint());
    const wireType = tag & 7;
    const value = wireType === 0 ? varint() : wireType === 2 ? take(Number(varint())) : take(wireType === 1 ? 8 : 4);
    const list = byField.get(tag >>> 3) ?? [];
    list.push(value);
    byField.set(tag >>> 3, list);
  }
  const all = (no: number) => byField.get(no) ?? [];
  const bytes = (no: number) => all(no).filter((value) => value instanceof Uint8Array);
  const uint = (no: number) => {
    const value = all(no).at(-1);
    return typeof value === "bigint" ? value : 0n;
  };
  const last = (no: number) => bytes(no).at(-1) ?? new Uint8Array();
  return {
    bytes,
    last,
    uint,
    int: (no) => BigInt.asIntN(64, uint(no)),
    text: (no) => new TextDecoder().decode(last(no)),
    message: (no) => readProto(last(no)),
    messages: (no) => bytes(no).map(readProto),
  };
}

/** `google.protobuf.Timestamp` and `Duration` alike: seconds × 10^9 + nanoseconds. */
export function nanosOfMessage(message: ProtoFields): bigint {
  return message.int(1) * 1_000_000_000n + message.int(2);
}

/** The ed25519 key inside a `tendermint.crypto.PublicKey`. */
export function ed25519Hex(publicKey: ProtoFields): string {
  const key = publicKey.last(1);
  if (key.length !== 32) throw new Error(`not an ed25519 key: ${key.length} bytes`);
  return hex(key);
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte + 256).toString(16).slice(1);
  return text;
}

export function unhex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** Bytes of base64, as their own array rather than a slice of Node's pool. */
export function unbase64(text: string): Uint8Array {
  return unhex(Buffer.from(text, "base64").toString("hex"));
}

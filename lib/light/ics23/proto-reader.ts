import { malformed } from "../light-error";

/** A protobuf field: integers as numbers below 2^32, everything else as the bytes it has. */
export type ProtoField = { readonly no: number } & ({ readonly int: number } | { readonly bytes: Uint8Array });

const MAX_FIELDS = 4_096;

/** Reads the fields of one message. Only varints and length-delimited fields occur in proofs; anything else is `malformed`. */
export function readFields(message: Uint8Array): ProtoField[] {
  const fields: ProtoField[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at];
      if (byte === undefined || shift > 28) throw malformed("a varint in a proof does not end");
      at += 1;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    if (fields.length >= MAX_FIELDS) throw malformed("a proof has too many fields");
    const tag = varint();
    const no = tag >>> 3;
    if ((tag & 7) === 0) fields.push({ no, int: varint() });
    else if ((tag & 7) === 2) {
      const length = varint();
      if (at + length > message.length) throw malformed("a field in a proof is longer than the proof");
      fields.push({ no, bytes: message.subarray(at, at + length) });
      at += length;
    } else throw malformed("a field in a proof is of a kind proofs do not have");
  }
  return fields;
}

/** Bytes of a field that occurs once at most; empty when it does not occur, as proto3 has it. */
export function bytesOf(fields: readonly ProtoField[], no: number): Uint8Array {
  return optionalBytes(fields, no) ?? new Uint8Array();
}

export function optionalBytes(fields: readonly ProtoField[], no: number): Uint8Array | undefined {
  const found = fields.filter((field) => field.no === no);
  const [first] = found;
  if (found.length > 1) throw malformed(`field ${no} of a proof occurs twice`);
  if (first === undefined) return undefined;
  if (!("bytes" in first)) throw malformed(`field ${no} of a proof is not bytes`);
  return first.bytes;
}

export function intOf(fields: readonly ProtoField[], no: number): number {
  const found = fields.filter((field) => field.no === no);
  const [first] = found;
  if (found.length > 1) throw malformed(`field ${no} of a proof occurs twice`);
  if (first === undefined) return 0;
  if (!("int" in first)) throw malformed(`field ${no} of a proof is not a number`);
  return first.int;
}

/** Throws on a field that is not known: a bit nobody looks at could be flipped unnoticed. */
export function onlyFields(fields: readonly ProtoField[], known: readonly number[]): readonly ProtoField[] {
  for (const { no } of fields) if (!known.includes(no)) throw malformed(`a proof has an unknown field ${no}`);
  return fields;
}

import { undecodable } from "../errors";
import type { ChainClient } from "../types";

/** Reads rows by their keys at one height, in batches; an absent row is `undefined` (ics-protocol.md §3.1). */
export async function readRows(
  client: ChainClient,
  store: string,
  keys: readonly Uint8Array[],
  height: number,
  signal?: AbortSignal,
): Promise<(Uint8Array | undefined)[]> {
  const path = `/store/${store}/key`;
  const outcomes = await client.abciQueries(
    keys.map((data) => ({ path, data, height })),
    signal,
  );
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.isNull || outcome.value.length === 0 ? undefined : outcome.value;
  });
}

export interface StoreRow {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * All rows under a prefix as the node has them *now*: this read cannot be pinned (§3.2). Where rows no longer change, `height`
 * says so: any node that has come so far must then say the same.
 */
export async function readSubspace(
  client: ChainClient,
  store: string,
  prefix: Uint8Array,
  signal?: AbortSignal,
  height?: number,
): Promise<StoreRow[]> {
  const at = height === undefined ? {} : { height };
  const { value } = await client.abciQuery({ path: `/store/${store}/subspace`, data: prefix, ...at }, signal);
  return decodePairs(value);
}

/** `Pairs{pairs=1 []Pair{key=1, value=2}}`; proto3 leaves an empty value out. Throws `undecodable`. */
export function decodePairs(bytes: Uint8Array): StoreRow[] {
  return fieldsOf(bytes)
    .filter((field) => field.number === 1)
    .map((field) => {
      const pair = fieldsOf(field.data);
      const get = (number: number) => pair.find((inner) => inner.number === number)?.data ?? new Uint8Array();
      return { key: get(1), value: get(2) };
    });
}

function fieldsOf(bytes: Uint8Array): { number: number; data: Uint8Array }[] {
  const fields: { number: number; data: Uint8Array }[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 5; i += 1) {
      const byte = bytes[at++];
      if (byte === undefined) throw undecodable("store rows: they end too early");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw undecodable("store rows: a length is too long");
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) !== 2) throw undecodable("store rows: an unknown field");
    const length = varint();
    if (at + length > bytes.length) throw undecodable("store rows: they end too early");
    fields.push({ number: tag >> 3, data: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
}

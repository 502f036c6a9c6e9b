import type { ConsHex, ConsumerId } from "@/lib/ics/ids";
import { formatIsoNanos, parseIsoNanos } from "@/lib/ics/time";
import type { IsoTime } from "@/lib/ics/types";
import { bytesToHex } from "@/lib/shared/bytes";
import { undecodable } from "../errors";
import { consumerIdOf } from "../ics-v7/decode";
import { readSortableTime, readText, readUint64 } from "./values";

/*
 * The key grammar of ics-protocol.md §2.1, read: each takes what follows the prefix byte, and all of it. They throw
 * `undecodable` when it is longer, shorter, or something else.
 */

export const noTail = (tail: Uint8Array): Record<never, never> => {
  if (tail.length > 0) throw undecodable("a key with something behind its prefix");
  return {};
};

/** Prefixes 5, 7, 14–17, 29 and 38: the id alone. */
export const bareId = (tail: Uint8Array): { readonly consumerId: ConsumerId } => ({
  consumerId: consumerIdOf(readText(tail)),
});

/** `LP(id)` and nothing behind it. */
export const idAlone = (tail: Uint8Array): { readonly consumerId: ConsumerId } => {
  const { consumerId, rest } = lengthPrefixedId(tail);
  noTail(rest);
  return { consumerId };
};

/** `LP(id)` and a consensus address. */
export const idAndAddress = (tail: Uint8Array): { readonly consumerId: ConsumerId; readonly consAddress: ConsHex } => {
  const { consumerId, rest } = lengthPrefixedId(tail);
  return { consumerId, ...address(rest) };
};

/** `LP(id)` and a time. */
export const idAndTime = (tail: Uint8Array): { readonly consumerId: ConsumerId; readonly time: IsoTime } => {
  const { consumerId, rest } = lengthPrefixedId(tail);
  return { consumerId, time: readSortableTime(rest) };
};

/** `LP(id)` and the name of a denom. */
export const idAndDenom = (tail: Uint8Array): { readonly consumerId: ConsumerId; readonly denom: string } => {
  const { consumerId, rest } = lengthPrefixedId(tail);
  return { consumerId, denom: readText(rest) };
};

export const address = (tail: Uint8Array): { readonly consAddress: ConsHex } => {
  if (tail.length !== 20) throw undecodable(`a consensus address of 20 bytes: it has ${tail.length}`);
  return { consAddress: bytesToHex(tail) as ConsHex };
};

export const number = (tail: Uint8Array): { readonly number: bigint } => ({ number: readUint64(tail) });

export const text = (tail: Uint8Array): { readonly text: string } => ({ text: readText(tail) });

export const time = (tail: Uint8Array): { readonly time: IsoTime } => ({ time: readSortableTime(tail) });

/** Length and text, as client ids are written under prefix 53. */
export const lengthPrefixedText = (tail: Uint8Array): { readonly text: string } => {
  const { bytes, rest } = lengthPrefixed(tail);
  noTail(rest);
  return { text: readText(bytes) };
};

/** Unix nanoseconds and a vscID: prefix 12 of a consumer. */
export const nanosAndNumber = (tail: Uint8Array): { readonly time: IsoTime; readonly number: bigint } => {
  if (tail.length !== 16) throw undecodable("a time and a number of 8 bytes each");
  const time = formatIsoNanos(readUint64(tail.subarray(0, 8)));
  if (parseIsoNanos(time) === undefined) throw undecodable("a time in nanoseconds");
  return { time, number: readUint64(tail.subarray(8)) };
};

function lengthPrefixedId(tail: Uint8Array): { consumerId: ConsumerId; rest: Uint8Array } {
  const { bytes, rest } = lengthPrefixed(tail);
  return { consumerId: consumerIdOf(readText(bytes)), rest };
}

function lengthPrefixed(tail: Uint8Array): { bytes: Uint8Array; rest: Uint8Array } {
  const length = Number(readUint64(tail.subarray(0, 8)));
  if (length > tail.length - 8) throw undecodable("a key that is shorter than it says");
  return { bytes: tail.subarray(8, 8 + length), rest: tail.subarray(8 + length) };
}

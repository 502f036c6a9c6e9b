import { formatIsoNanos } from "@/lib/ics/time";
import { CONSUMER_PHASES, type ConsumerPhase, type IsoTime } from "@/lib/ics/types";
import { undecodable } from "../errors";

const decoder = new TextDecoder();

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function readText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function readUint64(bytes: Uint8Array): bigint {
  if (bytes.length !== 8) throw undecodable(`a number of 8 bytes: it has ${bytes.length}`);
  return view(bytes).getBigUint64(0);
}

export function readInt64(bytes: Uint8Array): bigint {
  if (bytes.length !== 8) throw undecodable(`a number of 8 bytes: it has ${bytes.length}`);
  return view(bytes).getBigInt64(0);
}

/** ASCII signed decimal, as the slash meter is stored (prefix 3). */
export function readDecimalInt(bytes: Uint8Array): bigint {
  const text = readText(bytes);
  if (!/^-?\d{1,40}$/.test(text)) throw undecodable("a decimal number");
  return BigInt(text);
}

/** Eight bytes of which only the first four count (ics-protocol.md §2.2, prefix 49). */
export function readPhase(bytes: Uint8Array): ConsumerPhase {
  const phase = bytes.length >= 4 ? CONSUMER_PHASES[view(bytes).getUint32(0) - 1] : undefined;
  if (phase === undefined) throw undecodable("a consumer phase");
  return phase;
}

/** Go's binary `time.Time` (prefix 50): version 1, seconds since the year 1, nanoseconds, zone. */
export function readGoTime(bytes: Uint8Array): IsoTime {
  if (bytes.length < 15 || bytes[0] !== 1) throw undecodable("a Go time");
  const seconds = view(bytes).getBigInt64(1) - 62_135_596_800n;
  return formatIsoNanos(seconds * 1_000_000_000n + BigInt(view(bytes).getInt32(9)));
}

/** 29-byte sortable UTC time without `Z` (§2.1). */
export function readSortableTime(bytes: Uint8Array): IsoTime {
  const text = readText(bytes);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}$/.test(text)) throw undecodable("a sortable time");
  return `${text.replace(/\.?0+$/, "")}Z`;
}

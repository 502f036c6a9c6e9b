import type { DecodedMessage, MessageValue } from "@/lib/ics/message";
import { bytesToHex } from "@/lib/shared/bytes";
import { withoutNul } from "../ics-v7/decode";
import { messageJson } from "./message-json";
import { MESSAGES } from "./registry";

/** Messages carry messages; nobody needs more levels than this, and hostile bytes may have thousands. */
const MOST_DEPTH = 6;
const MOST_INNER = 100;
const RAW_BYTES = 2_048;
const MOST_TYPE_LENGTH = 300;
/** A message that says more than this is shown as bytes: a page has to hold it. */
const MOST_JSON = 400_000;

/**
 * Decodes a message of any type from its bytes, and those it carries (ics-protocol.md §8.1). Never throws: what is not
 * known, or is not what its type says, comes back as bytes and size.
 */
export function decodeAny(typeUrl: string, bytes: Uint8Array, depth = 0): DecodedMessage {
  const type = withoutNul(typeUrl).slice(0, MOST_TYPE_LENGTH);
  const codec = depth < MOST_DEPTH ? MESSAGES.get(typeUrl) : undefined;
  if (!codec) return asBytes(type, bytes);
  try {
    const { [codec.carries ?? ""]: carried, ...own } = codec.decode(bytes) as Record<string, unknown>;
    const fields = messageJson(own, (nested, value) => asValue(decodeAny(nested, value, depth + 1)));
    if (JSON.stringify(fields).length > MOST_JSON) return asBytes(type, bytes);
    const inner = codec.carries === undefined ? undefined : carriedBy(carried, depth + 1);
    return {
      type,
      fields: fields as DecodedMessage["fields"] & object,
      size: bytes.length,
      ...(inner ? { inner } : {}),
    };
  } catch {
    return asBytes(type, bytes);
  }
}

interface Any {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

function carriedBy(carried: unknown, depth: number): DecodedMessage[] {
  const list = (Array.isArray(carried) ? carried : [carried]).filter((one): one is Any => one !== undefined);
  return list.slice(0, MOST_INNER).map(({ typeUrl, value }) => decodeAny(typeUrl, value, depth));
}

function asBytes(type: string, bytes: Uint8Array): DecodedMessage {
  return { type, raw: bytesToHex(bytes.subarray(0, RAW_BYTES)), size: bytes.length };
}

/** A nested `Any` that is a value rather than a message to carry out: a key, a client state. */
function asValue({ type, fields, raw }: DecodedMessage): MessageValue {
  return fields === undefined ? { type, raw: raw ?? "" } : { type, ...fields };
}

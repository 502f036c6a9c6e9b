import { legacyDecToText } from "@/lib/ics/decimal";
import type { MessageValue } from "@/lib/ics/message";
import { formatIsoNanos } from "@/lib/ics/time";
import { bytesToHex } from "@/lib/shared/bytes";
import { withoutNul } from "../ics-v7/decode";

/** Go's zero time stands for "not set" (ics-protocol.md §0.4). */
const ZERO_TIME_SECONDS = -62_135_596_800n;
/** Longer byte fields (wasm code, proofs) are cut: what they are is said by their size. */
const MOST_BYTES = 1_024;

/** Decimals that travel as digits without a dot, in `bytes` or in text (§0.4). */
const LEGACY_DEC_BYTES = /^(?:slashFraction\w*|minSignedPerWindow)$/;

type Wire = Readonly<Record<string, unknown>>;

/**
 * A decoded message as JSON. Fields that are absent on the wire stay absent. `takeAny` says what becomes of a nested `Any`;
 * `undefined` leaves the field out.
 */
export function messageJson(
  value: unknown,
  takeAny: (typeUrl: string, bytes: Uint8Array) => MessageValue | undefined,
  field = "",
): MessageValue | undefined {
  if (value === undefined || value === null || typeof value === "function") return undefined;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "string") return withoutNul(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) return bytesJson(value, field);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.flatMap((one) => messageJson(one, takeAny, field) ?? []);
  const object = value as Wire;
  if (typeof object.typeUrl === "string" && object.value instanceof Uint8Array)
    return takeAny(object.typeUrl, object.value);
  if (isSpan(object)) return spanJson(object, field);
  const entries = Object.entries(object).flatMap(([key, inner]) => {
    const json = messageJson(inner, takeAny, key);
    const name = isSpan(inner) && isDuration(key) ? `${key}Ns` : key;
    return json === undefined ? [] : [[withoutNul(name), json] as const];
  });
  return Object.fromEntries(entries);
}

function bytesJson(bytes: Uint8Array, field: string): string {
  if (LEGACY_DEC_BYTES.test(field)) {
    const text = new TextDecoder().decode(bytes.subarray(0, 100));
    if (/^\d{0,80}$/.test(text)) return legacyDecToText(text);
  }
  const hex = bytesToHex(bytes.subarray(0, MOST_BYTES));
  return bytes.length > MOST_BYTES ? `${hex}… (${bytes.length} bytes)` : hex;
}

interface Span {
  readonly seconds: bigint;
  readonly nanos: number;
}

/** `google.protobuf.Duration` and `Timestamp` are alike on the wire; the field's name tells which it is. */
function isSpan(value: unknown): value is Span {
  if (typeof value !== "object" || value === null) return false;
  const { seconds, nanos } = value as Wire;
  return typeof seconds === "bigint" && typeof nanos === "number" && Object.keys(value).length === 2;
}

function isDuration(field: string): boolean {
  return /(?:period|duration|age|drift|delay|timeout)$/i.test(field);
}

function spanJson({ seconds, nanos }: Span, field: string): MessageValue | undefined {
  const total = seconds * 1_000_000_000n + BigInt(Math.trunc(nanos));
  if (isDuration(field)) return String(total);
  if (seconds <= ZERO_TIME_SECONDS) return undefined;
  try {
    return formatIsoNanos(total);
  } catch {
    return `${seconds} seconds since 1970`;
  }
}

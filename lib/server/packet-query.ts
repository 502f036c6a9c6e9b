import { type ConsumerId, parseConsumerId } from "@/lib/ics/ids";
import { DIRECTIONS, PACKET_STATES, type PacketState } from "@/lib/ics/packet-lane";
import { parseIsoNanos } from "@/lib/ics/time";
import { fault, type ReadFault } from "./outcome";
import type { PacketCursor, PacketFilter } from "./packet-page";
import { BAD_CURSOR, parseHeightAndLimit } from "./query-params";

/** What a reader asks of the list of packets. */
export interface PacketQuery {
  readonly height?: number;
  readonly limit: number;
  readonly filter: PacketFilter;
  readonly cursor?: PacketCursor;
}

/** Shorter words for states, as people say them. */
const STATE_WORDS: Readonly<Record<string, PacketState>> = { acked: "acknowledged" };

/**
 * Reads `?direction=`, `?state=`, `?consumer=`, `?since=` beside height, limit and cursor. A cursor carries the height of its
 * page, so the pages of one list fit together while blocks arrive.
 */
export function parsePacketQuery(params: URLSearchParams): PacketQuery | ReadFault {
  const parsed = parseHeightAndLimit(params, ["cursor", "direction", "state", "consumer", "since"]);
  if ("state" in parsed) return parsed;
  const filter = parseFilter(params);
  if ("status" in filter) return filter;
  const cursorText = params.get("cursor");
  if (cursorText === null) return { ...parsed, filter };
  const cursor = parsePacketCursor(cursorText);
  if (!cursor || (parsed.height !== undefined && parsed.height !== cursor.height)) return BAD_CURSOR;
  return { limit: parsed.limit, height: cursor.height, filter, cursor: cursor.cursor };
}

function parseFilter(params: URLSearchParams): PacketFilter | ReadFault {
  const [directionText, stateText, consumerText, sinceText] = ["direction", "state", "consumer", "since"].map((name) =>
    params.get(name) === "" ? null : params.get(name),
  );
  const direction = DIRECTIONS.find((known) => known === directionText);
  if (directionText && !direction) return fault(400, "bad-direction", "A direction is vsc or slash.");
  const state = PACKET_STATES.find((known) => known === (STATE_WORDS[stateText ?? ""] ?? stateText));
  if (stateText && !state) return fault(400, "bad-state", `A state is one of ${PACKET_STATES.join(", ")}.`);
  const consumerId = consumerText ? parseConsumerId(consumerText) : undefined;
  if (consumerText && consumerId === undefined)
    return fault(400, "bad-consumer-id", "A consumer id is a whole number, such as 1.");
  const sinceNs = sinceText ? parseIsoNanos(sinceText) : undefined;
  if (sinceText && sinceNs === undefined)
    return fault(400, "bad-since", "Since is a UTC time such as 2026-03-02T10:00:00Z.");
  return {
    ...(direction ? { direction } : {}),
    ...(state ? { state } : {}),
    ...(consumerId === undefined ? {} : { consumerId }),
    ...(sinceNs === undefined ? {} : { sinceNs }),
  };
}

/** The cursor that goes on behind a packet of the list at a height. Opaque to readers. */
export function formatPacketCursor(height: number, { part, key }: PacketCursor): string {
  const place = [key.timeNs, key.sequence].map((n) => n.toString(36));
  return [height.toString(36), part[0], key.consumerId, key.direction[0], key.isQueued ? "q" : "p", ...place].join(".");
}

const CURSOR = /^([0-9a-z]{1,9})\.([os])\.(\d{1,20})\.([vs])\.([pq])\.([0-9a-z]{1,14})\.([0-9a-z]{1,14})$/;

function parsePacketCursor(text: string): { height: number; cursor: PacketCursor } | undefined {
  const match = CURSOR.exec(text);
  const consumerId = match && parseConsumerId(match[3] ?? "");
  if (!match || consumerId === undefined || consumerId === null) return undefined;
  const [, height = "", part, , direction, queued, time = "", sequence = ""] = match;
  const key = {
    timeNs: fromBase36(time),
    consumerId: consumerId as ConsumerId,
    direction: direction === "v" ? ("vsc" as const) : ("slash" as const),
    isQueued: queued === "q",
    sequence: fromBase36(sequence),
  };
  const parsed = Number.parseInt(height, 36);
  // Beyond 64 bits nothing is a time or a sequence, and no database takes it.
  if (parsed < 1 || key.timeNs > MAX_INT8 || key.sequence > MAX_INT8) return undefined;
  return { height: parsed, cursor: { part: part === "o" ? "open" : "settled", key } };
}

const MAX_INT8 = 9_223_372_036_854_775_807n;

function fromBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}

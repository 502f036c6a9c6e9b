import { safeText } from "./safe-text";
import { parseTimeMs } from "./time";

/** One moment in a calendar. Text is of the chain and hostile: it is made fit here. */
export interface CalendarEvent {
  /** Names the event for ever: a calendar that reads the file again must find its own entry. */
  readonly uid: string;
  readonly time: string;
  readonly summary: string;
  readonly description: string;
  readonly url?: string;
  readonly isCancelled?: boolean;
}

const encoder = new TextEncoder();
const MAX_OCTETS = 75;

/**
 * A calendar file (RFC 5545): lines end in CR LF, none is longer than 75 octets, and text cannot break out of its line.
 *
 * @param stampIso moment the file is made from; the same for the same data, so that its tag does not change
 */
export function formatCalendar(name: string, stampIso: string, events: readonly CalendarEvent[]): string {
  const stamp = calendarTime(stampIso) ?? "19700101T000000Z";
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Interchain Security Explorer//Launches//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escapeText(name, 80)}`,
    ...events.flatMap((event) => eventLines(event, stamp)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function eventLines({ uid, time, summary, description, url, isCancelled }: CalendarEvent, stamp: string): string[] {
  const start = calendarTime(time);
  if (start === undefined) return [];
  return [
    "BEGIN:VEVENT",
    `UID:${escapeText(uid, 200)}`,
    `DTSTAMP:${stamp}`,
    `DTSTART:${start}`,
    `SUMMARY:${escapeText(summary, 200)}`,
    `DESCRIPTION:${escapeText(description, 1_000)}`,
    ...(url === undefined ? [] : [`URL:${url}`]),
    `STATUS:${isCancelled ? "CANCELLED" : "CONFIRMED"}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

/** "2026-03-02T10:05:03.18Z" → "20260302T100503Z"; `undefined` for a year the format cannot write. */
function calendarTime(iso: string): string | undefined {
  if (parseTimeMs(iso) === undefined || !/^\d{4}-/.test(iso)) return undefined;
  return `${iso.slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** TEXT of §3.3.11: backslash, semicolon, comma; line breaks are gone with `safeText`. */
function escapeText(text: string, maxLength: number): string {
  return safeText(text, maxLength).replace(/[\\;,]/g, (mark) => `\\${mark}`);
}

/** Splits a line at 75 octets without cutting a character; what goes on begins with a space (§3.1). */
function fold(line: string): string {
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > MAX_OCTETS) {
      parts.push(part);
      part = " ";
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join("\r\n");
}

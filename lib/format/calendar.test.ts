import { expect, test } from "vitest";
import { formatCalendar } from "./calendar";

const STAMP = "2026-03-02T12:31:29.987015992Z";
const event = { uid: "launch-5-net@x", time: "2026-03-02T13:31:30Z", summary: "Orbit launches", description: "Soon." };

test("a calendar: lines end in CR LF, times are UTC to the second", () => {
  expect(formatCalendar("Net", STAMP, [{ ...event, url: "https://ics.example/consumers/5/launch" }])).toBe(
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Interchain Security Explorer//Launches//EN",
      "CALSCALE:GREGORIAN",
      "METHOD:PUBLISH",
      "X-WR-CALNAME:Net",
      "BEGIN:VEVENT",
      "UID:launch-5-net@x",
      "DTSTAMP:20260302T123129Z",
      "DTSTART:20260302T133130Z",
      "SUMMARY:Orbit launches",
      "DESCRIPTION:Soon.",
      "URL:https://ics.example/consumers/5/launch",
      "STATUS:CONFIRMED",
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  );
});

test("hostile text stays text: no line of its own, no property of its own, no direction marks", () => {
  const text = formatCalendar("Net", STAMP, [
    { ...event, summary: "a\r\nATTENDEE:mailto:x@y;b,c\\d \u202Egpj", isCancelled: true },
  ]);
  expect(text).toContain("SUMMARY:a ATTENDEE:mailto:x@y\\;b\\,c\\\\d \ufffdgpj\r\n");
  expect(text).not.toMatch(/^ATTENDEE/m);
  expect(text).toContain("STATUS:CANCELLED\r\n");
});

test("long lines are folded at 75 octets, never within a character", () => {
  const text = formatCalendar("Net", STAMP, [{ ...event, description: "😀é".repeat(60) }]);
  const lines = text.split("\r\n");
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(text.replaceAll("\r\n ", "")).toContain(`DESCRIPTION:${"😀é".repeat(60)}`);
});

test("a moment that the format cannot write is left out", () => {
  for (const time of ["soon", "12026-03-02T13:31:30Z"])
    expect(formatCalendar("Net", STAMP, [{ ...event, time }])).not.toContain("VEVENT");
});

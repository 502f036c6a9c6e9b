import type { PacketParameters } from "@/lib/api/packet-queries";
import { DIRECTIONS, PACKET_STATES } from "@/lib/ics/packet-lane";

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the address. What is not understood is left out rather than refused: it only narrows a view. */
export function parsePacketParameters(searchParams: SearchParams): PacketParameters {
  const one = (name: string) => {
    const value = searchParams[name];
    return (typeof value === "string" ? value : value?.[0])?.trim() ?? "";
  };
  const direction = DIRECTIONS.find((known) => known === one("direction"));
  const state = PACKET_STATES.find((known) => known === one("state"));
  const consumer = /^(0|[1-9]\d{0,18})$/.exec(one("consumer"))?.[0];
  const since = parseSince(one("since"));
  const cursor = one("cursor");
  return {
    ...(direction ? { direction } : {}),
    ...(state ? { state } : {}),
    ...(consumer === undefined ? {} : { consumer }),
    ...(since === undefined ? {} : { since }),
    ...(cursor === "" ? {} : { cursor: cursor.slice(0, 100) }),
  };
}

/** A UTC time as the API takes it; browsers send theirs without seconds and zone. */
function parseSince(text: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?Z?$/.exec(text);
  const iso = match && `${match[1]}${match[2] ?? ":00"}Z`;
  return iso && !Number.isNaN(Date.parse(iso)) ? iso : undefined;
}

/** The address of what is looked at, without the place in the list. */
export function packetSearch({ cursor: _cursor, ...parameters }: PacketParameters): string {
  return new URLSearchParams(parameters as Record<string, string>).toString();
}

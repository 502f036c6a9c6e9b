import type { SlashPacketAt } from "@/lib/store/read-punishments";

/** One report of a consumer: the packets that carried it, in order. All but the last were bounced. */
export type SlashReportAttempts = readonly [SlashPacketAt, ...SlashPacketAt[]];

/**
 * Groups slash packets by what they report. A bounced packet is sent again as a new one with the same content
 * (ics-protocol.md §6.5); any other answer ends the report.
 */
export function groupAttempts(packets: readonly SlashPacketAt[]): SlashReportAttempts[] {
  const reports: [SlashPacketAt, ...SlashPacketAt[]][] = [];
  const open = new Map<string, [SlashPacketAt, ...SlashPacketAt[]]>();
  for (const packet of packets) {
    const key = `${packet.channelId} ${packet.validator} ${packet.valsetUpdateId} ${packet.infraction}`;
    const report = open.get(key);
    if (report) report.push(packet);
    else {
      const begun: [SlashPacketAt, ...SlashPacketAt[]] = [packet];
      reports.push(begun);
      open.set(key, begun);
    }
    if (packet.ack !== "slash-bounced") open.delete(key);
  }
  return reports;
}

const RESULTS = {
  "slash-handled": "handled",
  "slash-bounced": "bounced",
  result: "noted",
  error: "refused",
} as const;

/** What an acknowledgement to a slash packet means (§4.3). */
export function resultOf(ack: string): "handled" | "bounced" | "noted" | "refused" | "unknown" {
  return Object.hasOwn(RESULTS, ack) ? RESULTS[ack as keyof typeof RESULTS] : "unknown";
}

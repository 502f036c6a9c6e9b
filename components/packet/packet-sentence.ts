import { isUnknown } from "@/components/ui/unknown";
import type { PacketChangeView, PacketView } from "@/lib/api/contracts/packet";
import { count } from "@/lib/format/number";
import { formatUtc } from "@/lib/format/time";
import { packetName, RESULT_WORDS, STATE_LOOK } from "./packet-words";

export const KIND_WORDS = {
  joins: { one: "joins", many: "join" },
  leaves: { one: "leaves", many: "leave" },
  power: { one: "power moves", many: "powers move" },
  key: { one: "key changes", many: "keys change" },
  unknown: { one: "key of unknown owner", many: "keys of unknown owners" },
} as const satisfies Record<PacketChangeView["kind"], { one: string; many: string }>;

/** "2 join, 1 leaves, 3 powers move": what an update does, in a line. */
export function changesInWords({ changes = [], slashAcks = [] }: PacketView): string {
  const parts = (["joins", "leaves", "key", "power", "unknown"] as const).flatMap((kind) => {
    const number = changes.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${number === 1 ? KIND_WORDS[kind].one : KIND_WORDS[kind].many}`];
  });
  const acks = slashAcks.length === 0 ? [] : [`answers ${count(slashAcks.length, "downtime report")}`];
  const words = [...parts, ...acks];
  return words.length === 0 ? "changes nothing" : words.join(", ");
}

/** The packet in a sentence: what it is, where it is since when, and what it says. */
export function packetSentence(packet: PacketView): string {
  const { consumerId, direction, state } = packet;
  const name = packetName(packet);
  const what = `${name[0]?.toUpperCase()}${name.slice(1)} ${direction === "vsc" ? "to" : "of"} consumer ${consumerId}`;
  const last = [packet.ackedAt, packet.timedOutAt, packet.receivedAt, packet.sentAt].find(
    (at) => at !== undefined && !isUnknown(at),
  );
  const when = last && !isUnknown(last) ? ` (${formatUtc(last.time)})` : "";
  const content =
    direction === "vsc" ? `: ${changesInWords(packet)}` : packet.result ? `: ${RESULT_WORDS[packet.result]}` : "";
  return `${what}: ${STATE_LOOK[state].word}${when}${content}.`;
}

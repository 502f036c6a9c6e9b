import { packetSentence } from "@/components/packet/packet-sentence";
import { packetName, STATE_LOOK } from "@/components/packet/packet-words";
import { isUnknown } from "@/components/ui/unknown";
import type { PacketAtView, PacketView } from "@/lib/api/contracts/packet";
import { readPacket } from "@/lib/server/read-packets";
import { type CardFigure, type CardKind, faceOf } from "./card";

/** One packet: where it is, and what it says. */
export const packetCard: CardKind = {
  pattern: /^\/packets\/(?<consumer>[^/]+)\/(?<direction>[^/]+)\/(?<sequence>[^/]+)$/,
  read: ({ deps, network, at, named: { consumer = "", direction = "", sequence = "" } }) =>
    faceOf(readPacket(deps, network, { consumer, direction, sequence }, at), (packet) => ({
      title: `Consumer ${packet.consumerId} · ${packetName(packet)}`,
      sentence: packetSentence(packet),
      figures: [stateFigure(packet), ...hopFigures(packet)],
    })),
};

function stateFigure({ state }: PacketView): CardFigure {
  const { word, tone } = STATE_LOOK[state];
  return { word: "state", value: word.split(",")[0] ?? word, ...(tone === "bad" ? { tone } : {}) };
}

function hopFigures({ sentAt, receivedAt, ackedAt }: PacketView): CardFigure[] {
  const hops: readonly (readonly [string, PacketView["sentAt"]])[] = [
    ["sent at height", sentAt],
    ["received at height", receivedAt],
    ["acknowledged at height", ackedAt],
  ];
  return hops.flatMap(([word, at]) =>
    at === undefined ? [] : [{ word, value: isUnknown(at) ? "unknown" : String((at as PacketAtView).height) }],
  );
}

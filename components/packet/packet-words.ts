import type { Tone } from "@/components/ui/tone";
import type { PacketView } from "@/lib/api/contracts/packet";
import type { Direction, PacketState } from "@/lib/ics/packet-lane";
import type { StuckReason } from "@/lib/ics/stuck-packet";

/** How a packet's state looks and reads. */
export const STATE_LOOK = {
  queued: { mark: "◔", word: "queued", tone: "text" },
  sent: { mark: "▸", word: "on its way", tone: "text" },
  received: { mark: "▪", word: "received, not acknowledged yet", tone: "text" },
  acknowledged: { mark: "✓", word: "acknowledged", tone: "text" },
  expired: { mark: "✕", word: "past its timeout", tone: "bad" },
  "timed-out": { mark: "✕", word: "timed out", tone: "bad" },
  undeliverable: { mark: "✕", word: "never arrives", tone: "bad" },
  unacknowledged: { mark: "?", word: "not acknowledged; arrival unknown", tone: "text" },
} as const satisfies Record<PacketState, { mark: string; word: string; tone: Tone }>;

/** What holds a packet up, as a sentence. */
export const STUCK_WORDS = {
  "past-timeout": "Nobody relayed it before its timeout, and nobody has told the sender.",
  "timed-out": "Its timeout was relayed, which closed the channel.",
  "channel-closed": "The channel is closed.",
  late: "It takes more than ten times as long as usual.",
  "not-acknowledged": "It arrived, but its acknowledgement takes more than ten times as long as usual.",
  "no-channel": "There is no channel to send it on.",
  "client-expired": "The sender's light client of the other chain has expired, so nothing can be sent.",
  "client-frozen": "The sender's light client of the other chain is frozen, so nothing can be sent.",
  "consumer-stopped": "The consumer is stopped: it will not be sent.",
} as const satisfies Record<StuckReason, string>;

/** The same in a few words, behind "stuck:". */
export const STUCK_SHORT = {
  "past-timeout": "past timeout",
  "timed-out": "timed out",
  "channel-closed": "channel closed",
  late: "late",
  "not-acknowledged": "acknowledgement late",
  "no-channel": "no channel",
  "client-expired": "light client expired",
  "client-frozen": "light client frozen",
  "consumer-stopped": "consumer stopped",
} as const satisfies Record<StuckReason, string>;

export const DIRECTION_WORDS = {
  vsc: "To the consumer",
  slash: "To the provider",
} as const satisfies Record<Direction, string>;

export const RESULT_WORDS = {
  result: "accepted",
  "slash-handled": "handled",
  "slash-bounced": "bounced: the slash meter was empty; the consumer sends it again",
  error: "refused",
  unknown: "an answer we do not know",
} as const satisfies Record<NonNullable<PacketView["result"]>, string>;

/** "update 41", "downtime report 3": what a packet is called in plain words. */
export function packetName({ direction, sequence, vscId, slash, matured }: PacketView): string {
  if (direction === "vsc") return `update ${vscId ?? sequence ?? ""}`.trim();
  const what = matured
    ? "maturity notice"
    : slash?.infraction === "double-sign"
      ? "double-sign report"
      : slash?.infraction === "downtime"
        ? "downtime report"
        : "packet";
  return `${what} ${sequence ?? ""}`.trim();
}

/** Path of a packet's own page; `undefined` while it is queued and has no number yet. */
export function packetPath({ consumerId, direction, sequence }: PacketView): string | undefined {
  return sequence === undefined ? undefined : `/packets/${consumerId}/${direction}/${sequence}`;
}

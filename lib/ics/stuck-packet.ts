import type { PacketState } from "./packet-lane";

/** What holds a packet up. */
export const STUCK_REASONS = [
  "past-timeout",
  "timed-out",
  "channel-closed",
  "late",
  "not-acknowledged",
  "no-channel",
  "client-expired",
  "client-frozen",
  "consumer-stopped",
] as const;
export type StuckReason = (typeof STUCK_REASONS)[number];

/** What is known of a packet and its road when asking whether it is stuck. */
export interface StuckInput {
  readonly state: PacketState;
  /** Age of its last hop, milliseconds: since it was queued, sent, or received. */
  readonly ageMs?: number;
  /** Usual time from sending to acknowledgement on this lane, milliseconds. */
  readonly usualMs?: number;
  readonly hasChannel: boolean;
  readonly isClosed: boolean;
  readonly isStopped: boolean;
  /** The sending chain's light client of the receiver: without it nothing is sent (ics-protocol.md §6.2). */
  readonly senderClient?: "active" | "expired" | "frozen";
}

/** Later than this many times the usual is late (product.md §5). */
const LATE_FACTOR = 10;

/** Why a packet does not move; `undefined` while it has no reason to have moved yet, or has arrived. */
export function deriveStuck(packet: StuckInput): StuckReason | undefined {
  const { state, ageMs, usualMs } = packet;
  const isLate = ageMs !== undefined && usualMs !== undefined && ageMs > LATE_FACTOR * usualMs;
  switch (state) {
    case "acknowledged":
      return undefined;
    case "expired":
      return "past-timeout";
    case "timed-out":
      return "timed-out";
    case "undeliverable":
      return "channel-closed";
    case "queued":
      if (packet.isStopped) return "consumer-stopped";
      if (!packet.hasChannel) return "no-channel";
      if (packet.isClosed) return "channel-closed";
      if (packet.senderClient === "expired") return "client-expired";
      return packet.senderClient === "frozen" ? "client-frozen" : undefined;
    case "received":
      if (packet.isClosed) return "channel-closed";
      return isLate ? "not-acknowledged" : undefined;
    case "sent":
      return isLate ? "late" : undefined;
    // Whether it arrived is not known, so nothing can be said to hold it up (product.md §2.1).
    case "unacknowledged":
      return undefined;
  }
}

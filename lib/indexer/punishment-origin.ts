import { decodeConsumerPacket } from "@/lib/chain/packets";
import type { ChainEvent } from "@/lib/chain/types";
import type { ConsumerFacts, SlashPacketData } from "@/lib/ics/types";

/** Why it is not known which consumer a punishment came from. */
export const ORIGIN_FAULTS = [
  "no-packet-in-message",
  "packet-does-not-match",
  "channel-of-no-consumer",
  "unknown-consumer",
] as const;
export type OriginFault = (typeof ORIGIN_FAULTS)[number];

export interface PacketOrigin {
  readonly channelId?: string;
  readonly sequence?: string;
  readonly packet?: SlashPacketData;
  readonly consumer?: ConsumerFacts;
  readonly because?: OriginFault;
  /** Index of the `recv_packet` event. */
  readonly receivedAt?: number;
}

/**
 * Which packet an `execute_consumer_chain_slash` answers. The event names no consumer (ics-protocol.md §5.2): the packet is
 * the one received in the same message of the same transaction, and its channel says whose it is. A transaction may carry
 * several slash packets; events that name no message (before SDK 0.50) belong to the packet received last before them.
 */
export function originOfSlash(
  event: ChainEvent,
  events: readonly ChainEvent[],
  consumers: readonly ConsumerFacts[],
): PacketOrigin {
  const received = events.findLast(
    (other) =>
      other.type === "recv_packet" &&
      other.attrs.packet_dst_port === "provider" &&
      other.txIndex === event.txIndex &&
      other.msgIndex === event.msgIndex &&
      other.index < event.index,
  );
  const channelId = received?.attrs.packet_dst_channel;
  if (!received || event.txIndex === undefined || channelId === undefined) return { because: "no-packet-in-message" };
  const packet = slashOf(received);
  const found = {
    channelId,
    receivedAt: received.index,
    ...(received.attrs.packet_sequence === undefined ? {} : { sequence: received.attrs.packet_sequence }),
  };
  if (!packet || String(packet.valsetUpdateId) !== event.attrs.valset_update_id)
    return { because: "packet-does-not-match" };
  const consumer = consumers.find((one) => one.channelId === channelId);
  return consumer ? { ...found, packet, consumer } : { ...found, packet, because: "channel-of-no-consumer" };
}

function slashOf({ attrs }: ChainEvent): SlashPacketData | undefined {
  try {
    const packet = decodeConsumerPacket(attrs.packet_data_hex ?? "");
    return packet.kind === "slash" ? packet.slash : undefined;
  } catch {
    return undefined;
  }
}

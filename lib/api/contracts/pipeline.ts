import * as z from "zod";
import { HANDSHAKE_STEPS } from "@/lib/ics/handshake";
import { DIRECTIONS, PACKET_STATES } from "@/lib/ics/packet-lane";
import { STUCK_REASONS } from "@/lib/ics/stuck-packet";
import { at, heightNumber, integerText, isoTime, orUnknown, phase } from "./common";
import { packetAt } from "./packet";

/** One direction of a channel: how many packets are where, and the oldest that waits at each hop. */
export const laneView = z.object({
  direction: z.enum(DIRECTIONS),
  /** Packets by state; states that no packet is in are left out. */
  counts: z.partialRecord(z.enum(PACKET_STATES), z.number()),
  sent: orUnknown(integerText),
  received: orUnknown(integerText),
  acked: orUnknown(integerText),
  queued: integerText,
  oldestQueuedAt: packetAt.optional(),
  /** Of the packets sent and not received (or not known to be), the first: its number, when it was sent, when it times out. */
  oldestSent: z.object({ sequence: integerText, sentAt: packetAt, timeoutAt: isoTime.optional() }).optional(),
  /** Of the packets received and not acknowledged, the first. */
  oldestReceivedAt: packetAt.optional(),
  lastAckedAt: packetAt.optional(),
  /** Median time from sending to acknowledgement of the last packets, milliseconds. */
  usualMs: z.number().optional(),
  /** What holds up the oldest packet that is held up. */
  stuckBecause: z.enum(STUCK_REASONS).optional(),
});
export type LaneView = z.infer<typeof laneView>;

/** A light client on the chain that keeps it (ics-protocol.md §4.6). */
export const lightClientView = z.object({
  clientId: z.string(),
  status: z.enum(["active", "expired", "frozen"]),
  /** Since when it is expired or frozen. */
  since: isoTime.optional(),
  /** Height of the other chain it has last seen, and that block's time. */
  latestHeight: heightNumber,
  latestTime: isoTime.optional(),
  trustingPeriodNs: integerText.optional(),
  expiresAt: isoTime.optional(),
});
export type LightClientView = z.infer<typeof lightClientView>;

const handshakeStep = z.object({
  kind: z.enum(HANDSHAKE_STEPS.map(({ kind }) => kind)),
  on: z.enum(["provider", "consumer"]),
  state: z.enum(["done", "missing", "unknown"]),
  at: packetAt.optional(),
});

/** What joins a consumer and its provider: connection, channel, and how they were opened. */
export const roadView = z.object({
  connection: z.object({
    state: z.enum(["open", "opening", "none", "unknown"]),
    /** On the provider. */
    connectionId: z.string().optional(),
  }),
  channel: z.object({
    state: z.enum(["open", "opening", "none", "unknown", "closed"]),
    channelId: z.string().optional(),
    consumerChannelId: z.string().optional(),
    closedAt: packetAt.optional(),
  }),
  steps: z.array(handshakeStep),
});
export type RoadView = z.infer<typeof roadView>;

export const pipelineView = z.object({
  consumerId: z.string(),
  name: z.string(),
  chainId: z.string(),
  phase,
  /** Both directions of the channel; `slash` is left out while there is none. */
  vsc: laneView,
  slash: laneView.optional(),
  /** The provider's light client of this chain, and this chain's of the provider. Left out before there is one. */
  clientOnProvider: orUnknown(lightClientView).optional(),
  clientOnConsumer: orUnknown(lightClientView).optional(),
});
export const pipelinesView = z.array(pipelineView);
export type PipelineView = z.infer<typeof pipelineView>;

/** One consumer's pipeline with its road and how long packets took lately. */
export const consumerPipelineView = pipelineView.extend({
  road: roadView,
  /** The last packets to the consumer that arrived, oldest first. Milliseconds of the two hops by block times of both chains. */
  latency: z.array(
    z.object({
      sequence: integerText,
      sentAt: at,
      receivedAfterMs: z.number(),
      ackedAfterMs: z.number().optional(),
    }),
  ),
});
export type ConsumerPipelineView = z.infer<typeof consumerPipelineView>;

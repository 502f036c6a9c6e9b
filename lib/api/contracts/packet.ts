import * as z from "zod";
import { DIRECTIONS, PACKET_STATES } from "@/lib/ics/packet-lane";
import { STUCK_REASONS } from "@/lib/ics/stuck-packet";
import { heightNumber, integerText, isoTime, orUnknown } from "./common";

/** A block at which a packet took a hop, on the chain where it did. */
export const packetAt = z.object({
  chainId: z.string(),
  height: heightNumber,
  time: isoTime,
  txHash: z.string().optional(),
});
export type PacketAtView = z.infer<typeof packetAt>;

/** A validator as packets name it: by the key it uses on the consumer. The rest is left out for a key nobody we know has. */
const keyOwner = z.object({
  operator: z.string().optional(),
  moniker: z.string().optional(),
  providerConsAddress: z.string().optional(),
});

/** What an update does to one validator. Powers are those on the consumer; keys base64. */
export const packetChange = keyOwner.extend({
  kind: z.enum(["joins", "leaves", "power", "key", "unknown"]),
  before: z.object({ power: integerText, key: z.string() }).optional(),
  after: z.object({ power: integerText, key: z.string() }).optional(),
});
export type PacketChangeView = z.infer<typeof packetChange>;

export const packetView = z.object({
  consumerId: z.string(),
  direction: z.enum(DIRECTIONS),
  /** Of one packet alone: nothing was sent after it yet. */
  isNewest: z.literal(true).optional(),
  /** Left out while queued: the channel gives it when the packet is sent. */
  sequence: integerText.optional(),
  /** Provider-side channel. */
  channelId: z.string().optional(),
  /** Update id it carries, or that a slash packet names. */
  vscId: integerText.optional(),
  state: z.enum(PACKET_STATES),
  /** Left out while nothing holds it up. */
  stuckBecause: z.enum(STUCK_REASONS).optional(),
  /** Validator-set updates only: the epoch block that made it. */
  queuedAt: packetAt.optional(),
  sentAt: orUnknown(packetAt).optional(),
  receivedAt: orUnknown(packetAt).optional(),
  ackedAt: orUnknown(packetAt).optional(),
  timedOutAt: packetAt.optional(),
  timeoutAt: orUnknown(isoTime).optional(),
  /** What the receiver answered. `result` alone: accepted, by a version that says no more (ics-protocol.md §4.3). */
  result: z.enum(["result", "slash-handled", "slash-bounced", "error", "unknown"]).optional(),
  relayers: z.array(
    z.object({
      hop: z.enum(["received", "acknowledged", "timed-out"]),
      chainId: z.string(),
      address: z.string(),
      txHash: z.string(),
      /** Light client updates in the same transaction. */
      clientUpdates: z.number(),
      fee: z.array(z.object({ denom: z.string(), amount: integerText })),
    }),
  ),
  /** Validator-set updates only, against the set before it. */
  changes: z.array(packetChange).optional(),
  /** Whose slash requests the update answers: consensus addresses on the consumer, with the provider's prefix. */
  slashAcks: z.array(z.string()).optional(),
  slash: keyOwner
    .extend({
      /** On the consumer, with the provider's prefix. */
      consumerAddress: z.string(),
      power: integerText,
      infraction: z.enum(["downtime", "double-sign", "unspecified"]),
    })
    .optional(),
  /** Until ICS v6.3: word that a set has matured, not a slash request. */
  matured: z.boolean().optional(),
  /** Why its content could not be read. */
  undecodable: z.string().optional(),
});
export const packetsView = z.array(packetView);
export type PacketView = z.infer<typeof packetView>;

import * as z from "zod";
import { asOf, decimalText, heightNumber, integerText, isoTime, orUnknown, phase, unknownFigure } from "./common";
import { lightClientView, roadView } from "./pipeline";

export const LINK_HEALTH = ["ok", "warn", "bad", "none"] as const;

/** What joins one consumer to its provider, both ways. */
export const linkView = z.object({
  consumerId: z.string(),
  chainId: z.string(),
  name: z.string(),
  phase,
  /** Worst finding about the link; `none`: there is nothing to join yet, or no more. */
  health: z.enum(LINK_HEALTH),
  /** The finding in a sentence. Left out where all is well. */
  because: z.string().optional(),
  connection: roadView.shape.connection.optional(),
  channel: roadView.shape.channel.optional(),
  /** Channel rewards go over; left out where none was seen. */
  transfer: z.object({ consumerChannelId: z.string().optional(), providerChannelId: z.string().optional() }).optional(),
  clientOnProvider: orUnknown(lightClientView).optional(),
  clientOnConsumer: orUnknown(lightClientView).optional(),
  packets: z.object({ sent: orUnknown(integerText), received: orUnknown(integerText), queued: integerText }),
});
export type LinkView = z.infer<typeof linkView>;

/** One account on one chain. The same person relays under another prefix elsewhere: `account` is the same then. */
export const relayerView = z.object({
  chainId: z.string(),
  address: z.string().optional(),
  /** Bytes of the address, hex. */
  account: z.string().optional(),
  transactions: z.number(),
  received: z.number(),
  acknowledged: z.number(),
  timedOut: z.number(),
  clientUpdates: z.number(),
  fees: z.array(z.object({ denom: z.string(), amount: integerText })),
  firstHeight: heightNumber,
  lastHeight: heightNumber,
});
export type RelayerView = z.infer<typeof relayerView>;

export const plumbingView = z.object({
  providerChainId: z.string(),
  links: z.array(linkView),
  /** By the last relaying transactions of each chain, at most `window` a chain. */
  relayers: z.array(relayerView),
  window: z.number(),
  /** Consumers whose relayers are not known, since none of their blocks are: chain ids repeat, consumer ids do not. */
  unread: z.array(z.string()),
});
export type PlumbingView = z.infer<typeof plumbingView>;

/** What the last blocks of one chain carried. Shares are of the chain's own limits. */
export const blockSpaceView = z.object({
  scope: z.string(),
  chainId: z.string(),
  name: z.string().optional(),
  asOf,
  blocks: z.number(),
  /** Mean over the stretch, by block times. */
  blockTimeMs: z.number().optional(),
  transactions: integerText,
  failed: integerText,
  emptyBlocks: z.number(),
  bytes: integerText,
  gasUsed: integerText,
  gasWanted: integerText,
  mostBytes: integerText,
  mostGas: integerText,
  /** What a block may hold by the chain's consensus parameters at `asOf`; −1 = no limit. */
  maxBytes: orUnknown(integerText),
  maxGas: orUnknown(integerText),
  /** Bytes of transactions, and gas, of these blocks ÷ what each was allowed. Left out where there was no limit. */
  bytesShare: orUnknown(decimalText).optional(),
  gasShare: orUnknown(decimalText).optional(),
  /** The same stretch in parts, oldest first. */
  parts: z.array(
    z.object({
      fromHeight: heightNumber,
      toHeight: heightNumber,
      time: isoTime,
      blocks: z.number(),
      transactions: integerText,
      failed: integerText,
      gasUsed: integerText,
      bytes: integerText,
      blockTimeMs: z.number().optional(),
    }),
  ),
});
export const consumerBlocksView = z.object({
  window: z.number(),
  /** The consumer's own, or why it is not known; left out before its first block. */
  own: orUnknown(blockSpaceView).optional(),
  provider: blockSpaceView,
  others: z.array(blockSpaceView),
  /** Other consumers whose blocks at this moment are not known. */
  unread: z.array(unknownFigure.extend({ consumerId: z.string() })),
});
export type BlockSpaceItem = z.infer<typeof blockSpaceView>;
export type ConsumerBlocksView = z.infer<typeof consumerBlocksView>;

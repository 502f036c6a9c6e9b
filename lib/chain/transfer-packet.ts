import { fromBech32 } from "@cosmjs/encoding";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { MsgAcknowledgement } from "cosmjs-types/ibc/core/channel/v1/tx";
import { type AckKind, decodeAck } from "./packets";

/** An ICS-20 transfer, as far as rewards need it. */
export interface TransferPacket {
  /** Full path of the denom on the sending chain. */
  readonly denom: string;
  readonly amount: bigint;
  /** Account of the sender as lower-case hex; absent where it is no bech32 address. */
  readonly senderHex?: string;
}

/** Data of an ICS-20 packet (version 1, JSON); `undefined` for anything else: other applications use the port as well. */
export function decodeTransferPacket(hex: string): TransferPacket | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(hex)) return undefined;
  try {
    const data = JSON.parse(Buffer.from(hex, "hex").toString("utf8")) as Record<string, unknown> | null;
    const { denom, amount, sender } = data ?? {};
    if (typeof denom !== "string" || denom === "" || denom.length > 512) return undefined;
    if (typeof amount !== "string" || !/^\d{1,78}$/.test(amount)) return undefined;
    const senderHex = typeof sender === "string" ? accountHex(sender) : undefined;
    return { denom, amount: BigInt(amount), ...(senderHex === undefined ? {} : { senderHex }) };
  } catch {
    return undefined;
  }
}

function accountHex(bech32: string): string | undefined {
  try {
    return Buffer.from(fromBech32(bech32).data).toString("hex");
  } catch {
    return undefined;
  }
}

/** What the acknowledgement of one packet says, from the transaction that brought it; `undefined` where it is not in it as such. */
export function decodeAckInTx(base64: string, channelId: string, sequence: string): AckKind | undefined {
  try {
    const { messages } = TxBody.decode(TxRaw.decode(Buffer.from(base64, "base64")).bodyBytes);
    for (const { typeUrl, value } of messages) {
      if (typeUrl !== "/ibc.core.channel.v1.MsgAcknowledgement") continue;
      const { packet, acknowledgement } = MsgAcknowledgement.decode(value);
      if (packet?.sourceChannel === channelId && String(packet.sequence) === sequence)
        return decodeAck(Buffer.from(acknowledgement).toString("hex")).kind;
    }
  } catch {
    // Bytes that are no transaction we can read say nothing.
  }
  return undefined;
}

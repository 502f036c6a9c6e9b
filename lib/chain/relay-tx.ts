import { AuthInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { MsgAcknowledgement, MsgRecvPacket, MsgTimeout, MsgTimeoutOnClose } from "cosmjs-types/ibc/core/channel/v1/tx";

/** What a transaction that carries packets tells of its sender. */
export interface RelayTx {
  /** Signer of the first message that carries a packet, as text with that chain's prefix. Absent where none says. */
  readonly relayer?: string;
  readonly fee: readonly { readonly denom: string; readonly amount: string }[];
  /** Light client updates in the same transaction. */
  readonly clientUpdates: number;
}

const CARRIERS: Readonly<Record<string, { decode(bytes: Uint8Array): { readonly signer: string } }>> = {
  "/ibc.core.channel.v1.MsgRecvPacket": MsgRecvPacket,
  "/ibc.core.channel.v1.MsgAcknowledgement": MsgAcknowledgement,
  "/ibc.core.channel.v1.MsgTimeout": MsgTimeout,
  "/ibc.core.channel.v1.MsgTimeoutOnClose": MsgTimeoutOnClose,
};
const UPDATE = "/ibc.core.client.v1.MsgUpdateClient";

/**
 * Reads who relayed, at what fee, with how many client updates. `undefined` for bytes that are no transaction we can read:
 * the packet's hops count all the same.
 */
export function decodeRelayTx(base64: string): RelayTx | undefined {
  try {
    const raw = TxRaw.decode(Buffer.from(base64, "base64"));
    const { messages } = TxBody.decode(raw.bodyBytes);
    const { fee } = AuthInfo.decode(raw.authInfoBytes);
    const carrier = messages.find(({ typeUrl }) => typeUrl in CARRIERS);
    const signer = carrier && CARRIERS[carrier.typeUrl]?.decode(carrier.value).signer;
    return {
      ...(signer ? { relayer: signer } : {}),
      fee: (fee?.amount ?? []).map(({ denom, amount }) => ({ denom, amount })),
      clientUpdates: messages.filter(({ typeUrl }) => typeUrl === UPDATE).length,
    };
  } catch {
    return undefined;
  }
}

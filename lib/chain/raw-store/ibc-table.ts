import { Any } from "cosmjs-types/google/protobuf/any";
import { Channel } from "cosmjs-types/ibc/core/channel/v1/channel";
import { ConnectionEnd } from "cosmjs-types/ibc/core/connection/v1/connection";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { bytesToHex } from "@/lib/shared/bytes";
import { decodeMessage } from "../decode-message";
import { undecodable } from "../errors";
import { readText, readUint64 } from "./values";

/** Rows of the store `ibc` that ICS needs (ics-protocol.md §4.5), told apart by `name`. */
export type IbcRow =
  | (ChannelKey & { readonly name: "channel"; readonly value: Channel })
  | (ChannelKey & {
      readonly name: "nextSequenceSend" | "nextSequenceRecv" | "nextSequenceAck";
      readonly value: bigint;
    })
  | (ChannelKey & {
      readonly name: "commitment" | "ack" | "receipt";
      readonly sequence: bigint;
      /** Hex: of a commitment and of an acknowledgement the hash. */
      readonly value: string;
    })
  | { readonly name: "connection"; readonly connectionId: string; readonly value: ConnectionEnd }
  | { readonly name: "clientState"; readonly clientId: string; readonly value: ClientState }
  | {
      readonly name: "consensusState";
      readonly clientId: string;
      readonly revision: bigint;
      readonly height: bigint;
      readonly value: ConsensusState;
    };

interface ChannelKey {
  readonly portId: string;
  readonly channelId: string;
}

const CHANNEL = /^(channelEnds|nextSequenceSend|nextSequenceRecv|nextSequenceAck)\/ports\/([^/]+)\/channels\/([^/]+)$/;
const PACKET = /^(commitments|acks|receipts)\/ports\/([^/]+)\/channels\/([^/]+)\/sequences\/(\d{1,20})$/;
const CONNECTION = /^connections\/([^/]+)$/;
const CLIENT_STATE = /^clients\/([^/]+)\/clientState$/;
const CONSENSUS_STATE = /^clients\/([^/]+)\/consensusStates\/(\d{1,20})-(\d{1,20})$/;

const PACKET_ROW = { commitments: "commitment", acks: "ack", receipts: "receipt" } as const;

/** Decodes a row of the store `ibc`; `undefined` for one that nobody here needs. Throws `undecodable`. */
export function decodeIbcRow(key: Uint8Array, value: Uint8Array): IbcRow | undefined {
  const path = readText(key);
  return decodeMessage(`the row ${path.slice(0, 120)} of ibc`, () => decodeAt(path, value));
}

function decodeAt(path: string, value: Uint8Array): IbcRow | undefined {
  const [, kind, portId = "", channelId = ""] = CHANNEL.exec(path) ?? [];
  if (kind === "channelEnds") return { name: "channel", portId, channelId, value: Channel.decode(value) };
  if (kind !== undefined) {
    const name = kind as "nextSequenceSend" | "nextSequenceRecv" | "nextSequenceAck";
    return { name, portId, channelId, value: readUint64(value) };
  }
  const [, packetKind, port = "", channel = "", sequence = "0"] = PACKET.exec(path) ?? [];
  if (packetKind !== undefined) {
    const name = PACKET_ROW[packetKind as keyof typeof PACKET_ROW];
    if (name !== "receipt" && value.length !== 32) throw undecodable("a hash of 32 bytes");
    return { name, portId: port, channelId: channel, sequence: BigInt(sequence), value: bytesToHex(value) };
  }
  const [, connectionId] = CONNECTION.exec(path) ?? [];
  if (connectionId !== undefined) return { name: "connection", connectionId, value: ConnectionEnd.decode(value) };
  const [, clientId] = CLIENT_STATE.exec(path) ?? [];
  if (clientId !== undefined) {
    return { name: "clientState", clientId, value: ClientState.decode(inside(value, "ClientState")) };
  }
  const [, client, revision = "0", height = "0"] = CONSENSUS_STATE.exec(path) ?? [];
  if (client === undefined) return undefined;
  const state = ConsensusState.decode(inside(value, "ConsensusState"));
  return { name: "consensusState", clientId: client, revision: BigInt(revision), height: BigInt(height), value: state };
}

/** Light clients other than Tendermint's are none that we can read. */
function inside(value: Uint8Array, type: string): Uint8Array {
  const any = Any.decode(value);
  if (any.typeUrl !== `/ibc.lightclients.tendermint.v1.${type}`) throw undecodable(`a light client ${any.typeUrl}`);
  return any.value;
}

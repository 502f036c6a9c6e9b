import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import { HistoricalInfo } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { Any } from "cosmjs-types/google/protobuf/any";
import { undecodable } from "../errors";
import * as decode from "../ics-v7/decode";
import { CrossChainValidator, SlashRecord } from "../proto/interchain_security/ccv/consumer/v1/query";
import {
  GenesisState,
  LastTransmissionBlockHeight,
  MaturingVSCPacket,
} from "../proto/interchain_security/ccv/v1/genesis";
import {
  ConsumerPacketData,
  ConsumerParams,
  ValidatorSetChangePacketData,
} from "../proto/interchain_security/ccv/v1/wire";
import { address, nanosAndNumber, noTail, number } from "./row-keys";
import { present, row, rowDecoder } from "./row-table";
import { readText, readUint64 } from "./values";

const plainText = (bytes: Uint8Array) => decode.withoutNul(readText(bytes));
const height = (bytes: Uint8Array) => Number(readUint64(bytes));

function validator(bytes: Uint8Array) {
  const { address: consAddress, power, pubkey } = CrossChainValidator.decode(bytes);
  const { key } = PubKey.decode(Any.decode(pubkey).value);
  return { ...address(consAddress), power, pubKey: decode.ed25519Of({ sum: { $case: "ed25519", ed25519: key } }) };
}

function packet(bytes: Uint8Array) {
  const { data } = ConsumerPacketData.decode(bytes);
  if (data?.$case === "vscMaturedPacketData") {
    return { kind: "vsc-matured", vscId: data.vscMaturedPacketData.valsetUpdateId } as const;
  }
  if (data?.$case !== "slashPacketData") throw undecodable("a packet that waits to be sent");
  const { validator: accused, valsetUpdateId, infraction } = data.slashPacketData;
  return {
    kind: "slash",
    vscId: valsetUpdateId,
    ...address(accused?.address ?? new Uint8Array()),
    power: accused?.power ?? 0n,
    infraction: infraction === 1 ? "double-sign" : infraction === 2 ? "downtime" : "unspecified",
  } as const;
}

/** The consumer's store as ICS v2 and later write it (ics-protocol.md §2.4). v1.0 and v1.1 used other numbers. */
const CONSUMER_ROWS = {
  portId: row(0, noTail, plainText),
  lastTransmission: row(1, noTail, (bytes) => Number(LastTransmissionBlockHeight.decode(bytes).height)),
  providerClientId: row(3, noTail, plainText),
  providerChannelId: row(4, noTail, plainText),
  pendingChanges: row(5, noTail, (bytes) => decode.vscPacketOf(ValidatorSetChangePacketData.decode(bytes))),
  preCcv: row(7, noTail, readUint64),
  initialSet: row(8, noTail, (bytes) =>
    (GenesisState.decode(bytes).provider?.initialValSet ?? []).map(({ pubKey, power }) => ({
      pubKey: decode.ed25519Of(pubKey),
      power,
    })),
  ),
  smallestNonOptOutPower: row(10, noTail, readUint64),
  historicalInfo: row(11, number, (bytes) => {
    const { header, valset } = HistoricalInfo.decode(bytes);
    return { chainId: decode.withoutNul(header.chainId), height: Number(header.height), validators: valset.length };
  }),
  packetMaturity: row(12, nanosAndNumber, (bytes) => {
    const { vscId, maturityTime } = MaturingVSCPacket.decode(bytes);
    return { vscId, maturesAt: decode.timeOf(maturityTime) };
  }),
  /** Consumer height → vscID of the set that signs it. */
  heightToVscId: row(13, number, readUint64),
  outstandingDowntime: row(14, address, present),
  pendingPacket: row(15, number, packet),
  validator: row(16, address, validator),
  initGenesisHeight: row(17, noTail, height),
  wasStandalone: row(19, noTail, present),
  pendingPacketsIndex: row(20, noTail, readUint64),
  slashRecord: row(21, noTail, (bytes) => {
    const { waitingOnReply, sendTime } = SlashRecord.decode(bytes);
    return { isWaiting: waitingOnReply, sentAt: decode.timeOf(sendTime) };
  }),
  params: row(22, noTail, (bytes) => ConsumerParams.decode(bytes)),
} as const;

/** Decodes any row of the store `ccvconsumer`. */
export const decodeConsumerRow = rowDecoder("ccvconsumer", CONSUMER_ROWS);

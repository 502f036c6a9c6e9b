import { fromBech32 } from "@cosmjs/encoding";
import * as z from "zod";
import type { ConsHex, Ed25519Hex } from "@/lib/ics/ids";
import type { SlashPacketData, VscPacketData } from "@/lib/ics/types";
import { ChainError, undecodable } from "./errors";

/** What a consumer sent: a slash request, or (until ICS v6.3) word that a set has matured (ics-protocol.md §4.2). */
export type ConsumerPacketData =
  | { readonly kind: "slash"; readonly slash: SlashPacketData }
  | { readonly kind: "vsc-matured"; readonly valsetUpdateId: bigint };

/** What an acknowledgement says (§4.3). */
export type AckKind = "result" | "slash-handled" | "slash-bounced" | "error" | "unknown";

const uint64 = z.string().regex(/^\d{1,20}$/);
const wireVsc = z.object({
  validator_updates: z
    .array(z.object({ pub_key: z.object({ ed25519: z.string() }), power: uint64.optional() }))
    .nullish(),
  valset_update_id: uint64,
  slash_acks: z.array(z.string()).nullish(),
});
const wireConsumer = z.union([
  z.object({
    type: z.literal("CONSUMER_PACKET_TYPE_SLASH"),
    slashPacketData: z.object({
      validator: z.object({ address: z.string(), power: uint64.optional() }),
      valset_update_id: uint64,
      infraction: z.string(),
    }),
  }),
  z.object({
    type: z.literal("CONSUMER_PACKET_TYPE_VSCM"),
    vscMaturedPacketData: z.object({ valset_update_id: uint64 }),
  }),
]);

/** Both spellings are in use: every consumer still sends the first form of the enum (§4.2). */
const INFRACTION: Readonly<Record<string, SlashPacketData["infraction"]>> = {
  INFRACTION_DOWNTIME: "downtime",
  INFRACTION_TYPE_DOWNTIME: "downtime",
  INFRACTION_DOUBLE_SIGN: "double-sign",
  INFRACTION_TYPE_DOUBLE_SIGN: "double-sign",
};

/** Data of a packet from the provider, from the `packet_data_hex` of its event. Throws `undecodable`. */
export function decodeVscPacket(hex: string): VscPacketData {
  const wire = wireVsc.safeParse(jsonOf(hex));
  if (!wire.success) throw undecodable("a validator set change packet", wire.error);
  return {
    valsetUpdateId: BigInt(wire.data.valset_update_id),
    updates: (wire.data.validator_updates ?? []).map((update) => ({
      pubKey: bytesOf(update.pub_key.ed25519, 32) as Ed25519Hex,
      power: BigInt(update.power ?? "0"),
    })),
    slashAcks: (wire.data.slash_acks ?? []).map(addressOf),
  };
}

/** Data of a packet from a consumer. Throws `undecodable`. */
export function decodeConsumerPacket(hex: string): ConsumerPacketData {
  const wire = wireConsumer.safeParse(jsonOf(hex));
  if (!wire.success) throw undecodable("a packet from a consumer", wire.error);
  if (wire.data.type === "CONSUMER_PACKET_TYPE_VSCM") {
    return { kind: "vsc-matured", valsetUpdateId: BigInt(wire.data.vscMaturedPacketData.valset_update_id) };
  }
  const { validator, valset_update_id: id, infraction } = wire.data.slashPacketData;
  const slash = {
    validator: bytesOf(validator.address, 20) as ConsHex,
    power: BigInt(validator.power ?? "0"),
    valsetUpdateId: BigInt(id),
    infraction: INFRACTION[infraction] ?? "unspecified",
  };
  return { kind: "slash", slash };
}

/** What the acknowledgement bytes of a `write_acknowledgement` event mean. Never throws: any bytes may stand there. */
export function decodeAck(hex: string): { readonly kind: AckKind } {
  const text = Buffer.from(hex, "hex").toString("utf8");
  if (text === '{"result":"AQ=="}') return { kind: "result" };
  if (text === '{"result":"Ag=="}') return { kind: "slash-handled" };
  if (text === '{"result":"Aw=="}') return { kind: "slash-bounced" };
  return { kind: text.startsWith('{"error":') ? "error" : "unknown" };
}

function jsonOf(hex: string): unknown {
  try {
    if (!/^(?:[0-9a-f]{2})+$/i.test(hex)) throw new Error("not hex");
    return JSON.parse(Buffer.from(hex, "hex").toString("utf8"));
  } catch (cause) {
    throw undecodable("packet data", cause);
  }
}

function bytesOf(base64: string, length: number): string {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== length) throw undecodable(`${length} bytes`);
  return bytes.toString("hex");
}

/** Slash acks are consumer addresses written with the provider's prefix (§4.2). */
function addressOf(bech32: string): ConsHex {
  try {
    const { data } = fromBech32(bech32);
    if (data.length === 20) return Buffer.from(data).toString("hex") as ConsHex;
  } catch (cause) {
    if (cause instanceof ChainError) throw cause;
    throw undecodable("an address in a packet", cause);
  }
  throw undecodable("an address in a packet");
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChainError } from "./errors";
import { decodeAck, decodeConsumerPacket, decodeVscPacket } from "./packets";

const hex = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("hex");
const address = Buffer.alloc(20, 3);

describe("packet data as it goes over the wire (JSON)", () => {
  test("the first packet of the record: ics-devnet-provider-1, height 90, to ics-optin-1", () => {
    const recorded =
      "7b2276616c696461746f725f75706461746573223a5b7b227075625f6b6579223a7b2265643235353139223a22475a6a574735352f564c7032582b67764f7464454b3150416a326452676537754a2f6e654c736833324a303d227d2c22706f776572223a22373635393731227d2c7b227075625f6b6579223a7b2265643235353139223a226245334d4377722f7532345565664c61434e4e4876572f53793538756f69412b303371505972676a646d553d227d2c22706f776572223a22343439373230227d5d2c2276616c7365745f7570646174655f6964223a2233222c22736c6173685f61636b73223a5b5d7d";
    expect(decodeVscPacket(recorded)).toEqual({
      valsetUpdateId: 3n,
      updates: [
        { pubKey: "1998d61b9e7f54ba765fe82f3ad7442b53c08f675181eeee27f9de2ec877d89d", power: 765971n },
        { pubKey: "6c4dcc0b0affbb6e1479f2da08d347bd6fd2cb9f2ea2203ed37a8f62b8237665", power: 449720n },
      ],
      slashAcks: [],
    });
  });

  test.each(["INFRACTION_DOWNTIME", "INFRACTION_TYPE_DOWNTIME"])("a slash request in the spelling %s", (infraction) => {
    const slashPacketData = {
      validator: { address: address.toString("base64"), power: "350" },
      valset_update_id: "8421",
      infraction,
    };
    expect(decodeConsumerPacket(hex({ type: "CONSUMER_PACKET_TYPE_SLASH", slashPacketData }))).toEqual({
      kind: "slash",
      slash: { validator: "03".repeat(20), power: 350n, valsetUpdateId: 8421n, infraction: "downtime" },
    });
  });

  test("word that a set has matured", () => {
    const packet = {
      type: "CONSUMER_PACKET_TYPE_VSCM",
      vscMaturedPacketData: { valset_update_id: "18446744073709551615" },
    };
    expect(decodeConsumerPacket(hex(packet))).toEqual({ kind: "vsc-matured", valsetUpdateId: 18446744073709551615n });
  });

  test("acknowledgements say handled, bounced, applied or refused", () => {
    expect(decodeAck(hex('{"result":"AQ=="}')).kind).toBe("result");
    expect(decodeAck(hex('{"result":"Ag=="}')).kind).toBe("slash-handled");
    expect(decodeAck(hex('{"result":"Aw=="}')).kind).toBe("slash-bounced");
    expect(decodeAck(hex('{"error":"ABCI code: 4: error handling packet"}')).kind).toBe("error");
    expect(decodeAck("zz").kind).toBe("unknown");
  });

  test("nonsense is a ChainError, never anything else", () => {
    const nonsense = fc.oneof(
      fc.string(),
      fc.string().map(hex),
      fc.json().map(hex),
      fc.anything().map((value) => hex(JSON.stringify(value) ?? "")),
    );
    fc.assert(
      fc.property(nonsense, (text) => {
        for (const decode of [decodeVscPacket, decodeConsumerPacket]) {
          try {
            decode(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ChainError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

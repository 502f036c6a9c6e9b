import { MsgExec } from "cosmjs-types/cosmos/authz/v1beta1/tx";
import { MsgExecLegacyContent, MsgSubmitProposal } from "cosmjs-types/cosmos/gov/v1/tx";
import { TextProposal } from "cosmjs-types/cosmos/gov/v1beta1/gov";
import { MsgUpdateParams as SlashingUpdateParams } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { MsgSoftwareUpgrade } from "cosmjs-types/cosmos/upgrade/v1beta1/tx";
import { ClientState, Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as consumer from "../proto/interchain_security/ccv/consumer/v1/tx";
import * as provider from "../proto/interchain_security/ccv/provider/v1/tx";
import { decodeAny } from "./decode-any";
import { MESSAGES } from "./registry";

const PROVIDER = "/interchain_security.ccv.provider.v1.";
const text = (value: string) => new TextEncoder().encode(value);

/*
 * Protobuf written by hand from the field numbers of ics-protocol.md §8, so that the generated codecs are held against the
 * protocol and not against themselves.
 */
type Value = string | number | bigint | boolean | Uint8Array;
type Field = readonly [no: number, value: Value];

function varint(value: bigint): number[] {
  const rest = BigInt.asUintN(64, value);
  return rest < 128n ? [Number(rest)] : [Number(rest & 127n) | 128, ...varint(rest >> 7n)];
}

function wire(...fields: readonly Field[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([no, value]) => {
      if (typeof value === "string" || value instanceof Uint8Array) {
        const bytes = typeof value === "string" ? text(value) : value;
        return [...varint(BigInt(no * 8 + 2)), ...varint(BigInt(bytes.length)), ...bytes];
      }
      return [...varint(BigInt(no * 8)), ...varint(BigInt(value))];
    }),
  );
}

const HOUR = wire([1, 3_600n]);
const HOUR_NS = "3600000000000";
/** 2026-03-02T10:12:48Z */
const MOMENT = wire([1, 1_772_446_368n]);
const MOMENT_ISO = "2026-03-02T10:12:48Z";
const ANY = (type: string, value: Uint8Array) => wire([1, type], [2, value]);

const METADATA = wire([1, "Orbit"], [2, "what"], [3, "{}"]);
const INIT = wire(
  [1, wire([1, 1n], [2, 7n])],
  [2, Uint8Array.of(0xab)],
  [3, Uint8Array.of(0xcd)],
  [4, MOMENT],
  [5, HOUR],
  [6, HOUR],
  [7, HOUR],
  [8, "0.75"],
  [9, 40n],
  [10, 50n],
  [11, "channel-3"],
  [12, "connection-9"],
);
const INIT_JSON = {
  initialHeight: { revisionNumber: "1", revisionHeight: "7" },
  genesisHash: "ab",
  binaryHash: "cd",
  spawnTime: MOMENT_ISO,
  unbondingPeriodNs: HOUR_NS,
  ccvTimeoutPeriodNs: HOUR_NS,
  transferTimeoutPeriodNs: HOUR_NS,
  consumerRedistributionFraction: "0.75",
  blocksPerDistributionTransmission: "40",
  historicalEntries: "50",
  distributionTransmissionChannel: "channel-3",
  connectionId: "connection-9",
};
const SHAPING = wire(
  [1, 80],
  [2, 20],
  [3, 9],
  [4, "a"],
  [5, "b"],
  [6, 18_446_744_073_709_551_615n],
  [7, true],
  [8, "c"],
);
const SHAPING_JSON = {
  topN: 80,
  validatorsPowerCap: 20,
  validatorSetCap: 9,
  allowlist: ["a"],
  denylist: ["b"],
  minStake: "18446744073709551615",
  allowInactiveVals: true,
  prioritylist: ["c"],
};
const INFRACTION = wire([
  1,
  wire([1, "50000000000000000"], [2, wire([1, 9_223_372_036n], [2, 854_775_807])], [3, true]),
]);
const INFRACTION_JSON = {
  doubleSign: { slashFraction: "0.05", jailDurationNs: "9223372036854775807", tombstone: true },
};
const LEGACY_ADDITION = (first: number): Field[] => [
  [first, "chain-1"],
  [first + 1, wire([1, 1n], [2, 7n])],
  [first + 2, Uint8Array.of(0xab)],
  [first + 3, Uint8Array.of(0xcd)],
  [first + 4, MOMENT],
  [first + 5, HOUR],
  [first + 6, HOUR],
  [first + 7, HOUR],
  [first + 8, "0.75"],
  [first + 9, 40n],
  [first + 10, 50n],
  [first + 11, "channel-3"],
  [first + 12, 95],
  [first + 13, 20],
  [first + 14, 9],
  [first + 15, "a"],
  [first + 16, "b"],
];
const { connectionId: _since64, ...LEGACY_INIT_JSON } = INIT_JSON;
const { prioritylist: _since64too, ...LEGACY_SHAPING_JSON } = { ...SHAPING_JSON, topN: 95, minStake: "5" };

/** Every message of §8: its bytes by hand, and what they say. */
const CASES: readonly (readonly [name: string, bytes: Uint8Array, fields: object])[] = [
  [
    "MsgCreateConsumer",
    wire(
      [1, "cosmos1x"],
      [2, "chain-1"],
      [3, METADATA],
      [4, INIT],
      [5, SHAPING],
      [6, wire([1, "ibc/A"])],
      [7, INFRACTION],
    ),
    {
      submitter: "cosmos1x",
      chainId: "chain-1",
      metadata: { name: "Orbit", description: "what", metadata: "{}" },
      initializationParameters: INIT_JSON,
      powerShapingParameters: SHAPING_JSON,
      allowlistedRewardDenoms: { denoms: ["ibc/A"] },
      infractionParameters: INFRACTION_JSON,
    },
  ],
  [
    "MsgUpdateConsumer",
    wire(
      [1, "gov"],
      [2, "3"],
      [3, "new"],
      [4, METADATA],
      [5, INIT],
      [6, SHAPING],
      [7, wire([1, "ibc/A"])],
      [8, "chain-2"],
      [9, INFRACTION],
    ),
    {
      owner: "gov",
      consumerId: "3",
      newOwnerAddress: "new",
      metadata: { name: "Orbit", description: "what", metadata: "{}" },
      initializationParameters: INIT_JSON,
      powerShapingParameters: SHAPING_JSON,
      allowlistedRewardDenoms: { denoms: ["ibc/A"] },
      newChainId: "chain-2",
      infractionParameters: INFRACTION_JSON,
    },
  ],
  ["MsgRemoveConsumer", wire([1, "3"], [2, "gov"]), { consumerId: "3", owner: "gov" }],
  [
    "MsgAssignConsumerKey",
    wire([1, "old"], [2, "valoper"], [3, "{}"], [4, "signer"], [5, "3"]),
    { chainId: "old", providerAddr: "valoper", consumerKey: "{}", signer: "signer", consumerId: "3" },
  ],
  [
    "MsgOptIn",
    wire([1, "old"], [2, "valoper"], [3, "{}"], [4, "signer"], [5, "3"]),
    { chainId: "old", providerAddr: "valoper", consumerKey: "{}", signer: "signer", consumerId: "3" },
  ],
  [
    "MsgOptOut",
    wire([1, "old"], [2, "valoper"], [3, "signer"], [4, "3"]),
    { chainId: "old", providerAddr: "valoper", signer: "signer", consumerId: "3" },
  ],
  [
    "MsgSetConsumerCommissionRate",
    wire([1, "valoper"], [2, "old"], [3, "100000000000000000"], [4, "signer"], [5, "3"]),
    { providerAddr: "valoper", chainId: "old", rate: "0.1", signer: "signer", consumerId: "3" },
  ],
  [
    "MsgUpdateParams",
    wire(
      [1, "gov"],
      [
        2,
        wire(
          [2, "0.66"],
          [3, HOUR],
          [4, HOUR],
          [5, HOUR],
          [6, HOUR],
          [7, "0.05"],
          [8, 9n],
          [9, wire([1, "uatom"], [2, "10"])],
          [10, 600n],
          [11, 24n],
          [12, 180n],
        ),
      ],
    ),
    {
      authority: "gov",
      params: {
        trustingPeriodFraction: "0.66",
        ccvTimeoutPeriodNs: HOUR_NS,
        initTimeoutPeriodNs: HOUR_NS,
        vscTimeoutPeriodNs: HOUR_NS,
        slashMeterReplenishPeriodNs: HOUR_NS,
        slashMeterReplenishFraction: "0.05",
        maxThrottledPackets: "9",
        consumerRewardDenomRegistrationFee: { denom: "uatom", amount: "10" },
        blocksPerEpoch: "600",
        numberOfEpochsToStartReceivingRewards: "24",
        maxProviderConsensusValidators: "180",
      },
    },
  ],
  [
    "MsgChangeRewardDenoms",
    wire([1, "ibc/A"], [1, "ibc/B"], [2, "ibc/C"], [3, "gov"]),
    { denomsToAdd: ["ibc/A", "ibc/B"], denomsToRemove: ["ibc/C"], authority: "gov" },
  ],
  [
    "MsgConsumerAddition",
    wire(...LEGACY_ADDITION(1), [18, "gov"], [19, 5n], [20, true]),
    { chainId: "chain-1", ...LEGACY_INIT_JSON, ...LEGACY_SHAPING_JSON, authority: "gov" },
  ],
  [
    "MsgConsumerRemoval",
    wire([1, "chain-1"], [2, MOMENT], [3, "gov"]),
    { chainId: "chain-1", stopTime: MOMENT_ISO, authority: "gov" },
  ],
  [
    "MsgConsumerModification",
    wire(
      [1, "t"],
      [2, "d"],
      [3, "chain-1"],
      [4, 95],
      [5, 20],
      [6, 9],
      [7, "a"],
      [8, "b"],
      [9, "gov"],
      [10, 5n],
      [11, true],
    ),
    { title: "t", description: "d", chainId: "chain-1", ...LEGACY_SHAPING_JSON, authority: "gov" },
  ],
  ["MsgRegisterConsumerRewardDenom", wire([1, "ibc/A"], [2, "who"]), { denom: "ibc/A", depositor: "who" }],
  [
    "ConsumerAdditionProposal",
    wire([1, "t"], [2, "d"], ...LEGACY_ADDITION(3), [20, 5n], [21, true]),
    { title: "t", description: "d", chainId: "chain-1", ...LEGACY_INIT_JSON, ...LEGACY_SHAPING_JSON },
  ],
  [
    "ConsumerRemovalProposal",
    wire([1, "t"], [2, "d"], [3, "chain-1"], [4, MOMENT]),
    { title: "t", description: "d", chainId: "chain-1", stopTime: MOMENT_ISO },
  ],
  [
    "ConsumerModificationProposal",
    wire([1, "t"], [2, "d"], [3, "chain-1"], [4, 95], [5, 20], [6, 9], [7, "a"], [8, "b"], [9, 5n], [10, true]),
    { title: "t", description: "d", chainId: "chain-1", ...LEGACY_SHAPING_JSON },
  ],
  [
    "EquivocationProposal",
    wire([1, "t"], [2, "d"], [3, wire([1, 9n], [2, MOMENT], [3, 5n], [4, "valcons"])]),
    {
      title: "t",
      description: "d",
      equivocations: [{ height: "9", time: MOMENT_ISO, power: "5", consensusAddress: "valcons" }],
    },
  ],
  [
    "ChangeRewardDenomsProposal",
    wire([1, "t"], [2, "d"], [3, "ibc/A"], [4, "ibc/B"]),
    { title: "t", description: "d", denomsToAdd: ["ibc/A"], denomsToRemove: ["ibc/B"] },
  ],
];

test.each(CASES)("%s, from bytes written by hand", (name, bytes, fields) => {
  expect(decodeAny(`${PROVIDER}${name}`, bytes)).toEqual({ type: `${PROVIDER}${name}`, size: bytes.length, fields });
});

test("the consumer module's parameters", () => {
  const params = wire(
    [1, true],
    [2, 1_000n],
    [3, "channel-1"],
    [4, "pool"],
    [5, HOUR],
    [6, HOUR],
    [7, "0.75"],
    [8, 10_000n],
    [9, HOUR],
    [10, "0.05"],
    [11, "stake"],
    [12, "uatom"],
    [13, HOUR],
    [14, "2"],
  );
  const { fields } = decodeAny("/interchain_security.ccv.consumer.v1.MsgUpdateParams", wire([1, "gov"], [2, params]));
  expect(fields).toEqual({
    authority: "gov",
    params: {
      enabled: true,
      blocksPerDistributionTransmission: "1000",
      distributionTransmissionChannel: "channel-1",
      providerFeePoolAddrStr: "pool",
      ccvTimeoutPeriodNs: HOUR_NS,
      transferTimeoutPeriodNs: HOUR_NS,
      consumerRedistributionFraction: "0.75",
      historicalEntries: "10000",
      unbondingPeriodNs: HOUR_NS,
      softOptOutThreshold: "0.05",
      rewardDenoms: ["stake"],
      providerRewardDenoms: ["uatom"],
      retryDelayPeriodNs: HOUR_NS,
      consumerId: "2",
    },
  });
});

test("evidence inside: a light client attack, and a double vote", () => {
  const header = Header.encode(
    Header.fromPartial({ trustedHeight: { revisionNumber: 1n, revisionHeight: 42n } }),
  ).finish();
  const misbehaviour = Misbehaviour.encode(
    Misbehaviour.fromPartial({ clientId: "07-tendermint-2", header1: { trustedHeight: { revisionHeight: 41n } } }),
  ).finish();
  const evidence = DuplicateVoteEvidence.encode(
    DuplicateVoteEvidence.fromPartial({ totalVotingPower: 100n, validatorPower: 7n, voteA: { height: 12n } }),
  ).finish();
  expect(
    decodeAny(`${PROVIDER}MsgSubmitConsumerMisbehaviour`, wire([1, "who"], [2, misbehaviour], [3, "3"])).fields,
  ).toMatchObject({
    submitter: "who",
    consumerId: "3",
    misbehaviour: { clientId: "07-tendermint-2", header1: { trustedHeight: { revisionHeight: "41" } } },
  });
  expect(
    decodeAny(`${PROVIDER}MsgSubmitConsumerDoubleVoting`, wire([1, "who"], [2, evidence], [3, header], [4, "3"]))
      .fields,
  ).toMatchObject({
    consumerId: "3",
    duplicateVoteEvidence: { totalVotingPower: "100", validatorPower: "7", voteA: { height: "12" } },
    infractionBlockHeader: { trustedHeight: { revisionNumber: "1", revisionHeight: "42" } },
  });
});

test("a template client is decoded, and left out where the message has none", () => {
  const template = ClientState.encode(
    ClientState.fromPartial({ chainId: "hub", trustingPeriod: { seconds: 60n } }),
  ).finish();
  const withIt = decodeAny(`${PROVIDER}MsgUpdateParams`, wire([1, "gov"], [2, wire([1, template])]));
  expect(withIt.fields).toMatchObject({
    params: { templateClient: { chainId: "hub", trustingPeriodNs: "60000000000" } },
  });
  expect(decodeAny(`${PROVIDER}MsgUpdateParams`, wire([1, "gov"])).fields).toEqual({ authority: "gov" });
});

test("every type of the generated files has a decoder, and every message round-trips through its encoder", () => {
  const names = (module: object) =>
    Object.entries(module).flatMap(([name, codec]) =>
      typeof (codec as { encode?: unknown })?.encode === "function" && /^Msg|Proposal$/.test(name)
        ? [[name, codec as provider.MessageFns<object>] as const]
        : [],
    );
  expect(names(provider)).toHaveLength(20);
  for (const [name, codec] of names(provider))
    expect(MESSAGES.has(`${PROVIDER}${name}`), name).toBe(codec !== undefined);
  expect(names(consumer).map(([name]) => name)).toEqual(["MsgUpdateParams"]);
  for (const [name, bytes] of CASES) {
    const codec = names(provider).find(([one]) => one === name)?.[1];
    if (!codec) throw new Error(`no codec for ${name}`);
    const again = codec.encode(codec.decode(bytes)).finish();
    expect(decodeAny(`${PROVIDER}${name}`, again).fields, name).toEqual(decodeAny(`${PROVIDER}${name}`, bytes).fields);
  }
});

describe("what carries messages", () => {
  const removal = wire([1, "t"], [2, "d"], [3, "chain-1"], [4, MOMENT]);

  test("a legacy content inside MsgExecLegacyContent", () => {
    const bytes = MsgExecLegacyContent.encode({
      content: { typeUrl: `${PROVIDER}ConsumerRemovalProposal`, value: removal },
      authority: "gov",
    }).finish();
    const decoded = decodeAny("/cosmos.gov.v1.MsgExecLegacyContent", bytes);
    expect(decoded.fields).toEqual({ authority: "gov" });
    expect(decoded.inner).toMatchObject([
      { type: `${PROVIDER}ConsumerRemovalProposal`, fields: { chainId: "chain-1" } },
    ]);
  });

  test("a proposal inside authz inside a proposal", () => {
    const update = { typeUrl: `${PROVIDER}MsgUpdateConsumer`, value: wire([2, "3"]) };
    const submit = MsgSubmitProposal.encode(
      MsgSubmitProposal.fromPartial({ messages: [update], title: "in" }),
    ).finish();
    const exec = MsgExec.encode({
      grantee: "g",
      msgs: [{ typeUrl: "/cosmos.gov.v1.MsgSubmitProposal", value: submit }],
    }).finish();
    const decoded = decodeAny("/cosmos.authz.v1beta1.MsgExec", exec);
    expect(decoded.inner?.[0]?.fields).toMatchObject({ title: "in" });
    expect(decoded.inner?.[0]?.inner?.[0]?.fields).toMatchObject({ consumerId: "3" });
  });

  test("a hundred levels end after a few", () => {
    let value = wire([1, "g"]);
    for (let i = 0; i < 100; i += 1) value = wire([1, "g"], [2, ANY("/cosmos.authz.v1beta1.MsgExec", value)]);
    let depth = 0;
    for (let at = decodeAny("/cosmos.authz.v1beta1.MsgExec", value); at.inner?.[0]; at = at.inner[0]) depth += 1;
    expect(depth).toBe(6);
  });
});

test("messages of the SDK that proposals hold", () => {
  expect(
    decodeAny(
      "/cosmos.upgrade.v1beta1.MsgSoftwareUpgrade",
      MsgSoftwareUpgrade.encode(
        MsgSoftwareUpgrade.fromPartial({ authority: "gov", plan: { name: "v28", height: 26_000_000n } }),
      ).finish(),
    ).fields,
  ).toMatchObject({ authority: "gov", plan: { name: "v28", height: "26000000" } });
  expect(
    decodeAny(
      "/cosmos.slashing.v1beta1.MsgUpdateParams",
      SlashingUpdateParams.encode(
        SlashingUpdateParams.fromPartial({
          params: { signedBlocksWindow: 100n, slashFractionDowntime: text("10000000000000000") },
        }),
      ).finish(),
    ).fields,
  ).toMatchObject({ params: { signedBlocksWindow: "100", slashFractionDowntime: "0.01" } });
  expect(
    decodeAny(
      "/cosmos.gov.v1beta1.TextProposal",
      TextProposal.encode({ title: "<script>", description: "\u202eevil" }).finish(),
    ).fields,
  ).toEqual({ title: "<script>", description: "\u202eevil" });
});

describe("what is not known", () => {
  test("is shown as bytes and size, cut where it is long", () => {
    expect(decodeAny("/some.other.v1.MsgDo", Uint8Array.of(1, 2, 255))).toEqual({
      type: "/some.other.v1.MsgDo",
      raw: "0102ff",
      size: 3,
    });
    const long = decodeAny("/cosmwasm.wasm.v1.MsgStoreCode", new Uint8Array(500_000));
    expect(long.raw).toHaveLength(4_096);
    expect(long.size).toBe(500_000);
  });

  test("bytes that are not what their type says are bytes", () => {
    const broken = wire([6, SHAPING]).subarray(0, 9);
    expect(decodeAny(`${PROVIDER}MsgUpdateConsumer`, broken)).toEqual({
      type: `${PROVIDER}MsgUpdateConsumer`,
      raw: Buffer.from(broken).toString("hex"),
      size: 9,
    });
  });

  test("a NUL in a text cannot reach the store", () => {
    const { fields } = decodeAny(`${PROVIDER}MsgRemoveConsumer`, wire([1, "3\u0000"], [2, "a\u0000b"]));
    expect(JSON.stringify(fields)).toBe('{"consumerId":"3","owner":"ab"}');
  });

  test("times no calendar has do not throw", () => {
    const { fields } = decodeAny(
      `${PROVIDER}MsgConsumerRemoval`,
      wire([1, "chain-1"], [2, wire([1, 9_223_372_036_854_775_807n])]),
    );
    expect(fields).toEqual({ chainId: "chain-1", stopTime: "9223372036854775807 seconds since 1970", authority: "" });
  });
});

test("any bytes under any type come back as something that can be stored", () => {
  const types = fc.constantFrom(...MESSAGES.keys(), "/unknown.v1.Msg", "", "constructor");
  fc.assert(
    fc.property(types, fc.uint8Array({ maxLength: 400 }), (type, bytes) => {
      const decoded = decodeAny(type, bytes);
      const json = JSON.stringify(decoded);
      expect(json.includes("\\u0000")).toBe(false);
      expect(decoded.size).toBe(bytes.length);
      expect(decoded.fields !== undefined || decoded.raw !== undefined).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  // Bytes near the real ones reach deeper than noise does.
  fc.assert(
    fc.property(fc.constantFrom(...CASES), fc.nat(), fc.integer({ min: 0, max: 255 }), ([name, bytes], at, byte) => {
      const bent = Uint8Array.from(bytes);
      bent[at % bent.length] = byte;
      expect(JSON.stringify(decodeAny(`${PROVIDER}${name}`, bent)).length).toBeGreaterThan(0);
    }),
    { numRuns: 3_000 },
  );
});

import { expect, test } from "vitest";
import type { ChainClient, ChainEvent, DecodedBlock } from "@/lib/chain/types";
import { formatConsAddress } from "@/lib/ics/address";
import type { ConsHex, ConsumerId, Ed25519Hex, OperatorAddress } from "@/lib/ics/ids";
import type { ConsumerFacts, ProviderValidator } from "@/lib/ics/types";
import { CometTracker } from "./comet-tracker";
import { ProviderFacts } from "./provider-facts";
import type { ProviderContext } from "./provider-followers";
import { PunishmentFollower } from "./punishments";
import { StakingTracker } from "./staking-tracker";

/*
 * Blocks made by hand for what the recordings do not hold: packets against people who cannot be punished, two in one
 * transaction, keys in their pruning window, and joins that fail. The trackers around the follower are the real ones.
 */

const ANN = "aa".repeat(20) as ConsHex;
const BOB = "bb".repeat(20) as ConsHex;
const KEY = "cc".repeat(20) as ConsHex;
const BONDED_POOL = "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh";
const NOT_BONDED_POOL = "cosmos1tygms3xhhs3yv487phx3dw4a95jn7t7lpm470r";
const HOUR = "3600000000000";

const cons = (address: ConsHex) => formatConsAddress(address, "cosmos");

function aValidator(consAddress: ConsHex, more: Partial<ProviderValidator> = {}): ProviderValidator {
  return {
    operator: `op-${consAddress.slice(0, 2)}` as OperatorAddress,
    consAddress,
    pubKey: consAddress.padEnd(64, "0") as Ed25519Hex,
    moniker: "m",
    identity: "",
    website: "",
    details: "",
    commissionRate: "0.1",
    tokens: 1_000_000_000n,
    status: "bonded",
    jailed: false,
    ...more,
  };
}

function aConsumer(id: string, channelId: string, more: Partial<ConsumerFacts> = {}): ConsumerFacts {
  const terms = { slashFraction: "0.01", jailDurationNs: HOUR, tombstone: false };
  return {
    consumerId: id as ConsumerId,
    chainId: `chain-${id}` as never,
    phase: "launched",
    owner: "",
    metadata: { name: `c${id}`, description: "", metadata: "" },
    powerShaping: {} as never,
    allowlistedRewardDenoms: [],
    clientId: `client-${id}`,
    channelId,
    infraction: { downtime: terms, doubleSign: { ...terms, slashFraction: "0.05", tombstone: true } },
    ...more,
  };
}

/** A follower after a first, empty block, with two validators and two consumers. */
async function aFollower({
  jailed = [] as ConsHex[],
  consumers = [aConsumer("1", "channel-1"), aConsumer("2", "channel-2")],
} = {}) {
  const facts = new ProviderFacts();
  const staking = new StakingTracker(1_000_000n);
  const comet = new CometTracker();
  const members = [ANN, BOB].filter((address) => !jailed.includes(address));
  const set = members.map((address) => ({ address, pubKey: "" as Ed25519Hex, power: 1_000n }));
  comet.book.load(set.map((fact) => ({ fact, from: 1 })));
  staking.takeState(
    [ANN, BOB].map((one) => aValidator(one, { jailed: jailed.includes(one) })),
    set,
    1,
    true,
  );
  staking.settle(set, 1);
  for (const consumer of consumers) facts.consumers.set(consumer, 1);
  const context = { client: {} as ChainClient, dialect: {} as never, comet, facts, staking, afterGap: false };
  const follower = new PunishmentFollower();
  await follower.step(aBlock([], 9), context as ProviderContext);
  return {
    facts,
    follower,
    context: context as ProviderContext,
    step: async (events: readonly Partial<ChainEvent>[], height = 10, more: Partial<DecodedBlock> = {}) => {
      await follower.step({ ...aBlock(events, height), ...more }, context as ProviderContext);
      return follower.drain().punishment as Record<string, unknown>[];
    },
  };
}

function aBlock(events: readonly Partial<ChainEvent>[], height: number): DecodedBlock {
  return {
    chainId: "provider",
    height,
    timeNs: 1_000_000_000_000n,
    events: events.map((event, index) => ({
      attrs: {},
      origin: "tx",
      txIndex: 0,
      msgIndex: 0,
      txHash: "T",
      index,
      ...event,
    })),
    validatorUpdates: [],
    evidence: [],
    txs: [],
  } as unknown as DecodedBlock;
}

function aPacket(
  validator: ConsHex,
  { channel = "channel-1", sequence = "1", vscId = "7", msgIndex = 0, power = "1000" } = {},
) {
  const data = {
    type: "CONSUMER_PACKET_TYPE_SLASH",
    slashPacketData: {
      validator: { address: Buffer.from(validator, "hex").toString("base64"), power },
      valset_update_id: vscId,
      infraction: "INFRACTION_TYPE_DOWNTIME",
    },
  };
  return {
    type: "recv_packet",
    msgIndex,
    attrs: {
      packet_dst_port: "provider",
      packet_dst_channel: channel,
      packet_sequence: sequence,
      packet_data_hex: Buffer.from(JSON.stringify(data)).toString("hex"),
    },
  };
}

function anExecution(address: ConsHex, { vscId = "7", height = "31", msgIndex = 0 } = {}) {
  return {
    type: "execute_consumer_chain_slash",
    msgIndex,
    attrs: {
      validator_address: cons(address),
      infraction_type: "INFRACTION_DOWNTIME",
      infraction_height: height,
      valset_update_id: vscId,
    },
  };
}

const aBurn = (amount: string, burner = BONDED_POOL, msgIndex = 0) => ({
  type: "burn",
  msgIndex,
  attrs: { burner, amount: `${amount}uatom` },
});

test("a report is joined to the packet of its message, the packet's channel to its consumer", async () => {
  const { step } = await aFollower();
  expect(await step([aPacket(KEY), aBurn("10000000"), anExecution(ANN)])).toMatchObject([
    {
      cons_address: ANN,
      kind: "downtime",
      cause: "consumer",
      consumer_id: "1",
      consumer_chain_id: "chain-1",
      channel_id: "channel-1",
      sequence: "1",
      consumer_address: KEY,
      vsc_id: "7",
      infraction_height: 31,
      fraction: "0.01",
      jailed_until_ns: "4600000000000",
      amount: "10000000",
      amount_unbonding: "0",
      detail: { expected: "10000000" },
    },
  ]);
});

test("two slash packets in one transaction, of two consumers: each punishment has its own", async () => {
  const { step } = await aFollower();
  const rows = await step([
    aPacket(ANN, { sequence: "4" }),
    aBurn("1", BONDED_POOL, 0),
    anExecution(ANN),
    aPacket(BOB, { channel: "channel-2", sequence: "9", vscId: "8", msgIndex: 1 }),
    aBurn("2", NOT_BONDED_POOL, 1),
    aBurn("3", BONDED_POOL, 1),
    anExecution(BOB, { vscId: "8", msgIndex: 1 }),
  ]);
  expect(rows).toMatchObject([
    { ordinal: 0, cons_address: ANN, consumer_id: "1", sequence: "4", amount: "1", amount_unbonding: "0" },
    { ordinal: 1, cons_address: BOB, consumer_id: "2", sequence: "9", amount: "5", amount_unbonding: "2" },
  ]);
});

test("two packets in one transaction of a chain whose events name no message: the one received last before counts", async () => {
  const { step } = await aFollower();
  const without = (event: object) => ({ ...event, msgIndex: undefined }) as never;
  const rows = await step([
    without(aPacket(ANN, { sequence: "4" })),
    without(anExecution(ANN)),
    without(aPacket(BOB, { channel: "channel-2", sequence: "9", vscId: "8" })),
    without(anExecution(BOB, { vscId: "8" })),
  ]);
  expect(rows.map(({ consumer_id, sequence }) => [consumer_id, sequence])).toEqual([
    ["1", "4"],
    ["2", "9"],
  ]);
});

test("the event also fires for somebody in jail already: nobody is punished", async () => {
  const { step } = await aFollower({ jailed: [ANN] });
  expect(await step([aPacket(ANN), anExecution(ANN)])).toEqual([]);
});

test("a second report after the first jailed it punishes nobody", async () => {
  const { step } = await aFollower();
  expect(await step([aPacket(ANN), anExecution(ANN)])).toHaveLength(1);
  expect(await step([aPacket(ANN, { sequence: "2" }), anExecution(ANN)], 11)).toEqual([]);
});

test("a packet about nobody we know, for a stopped consumer, bounced, or refused: no event, so no punishment", async () => {
  const stopped = aConsumer("2", "channel-2", { phase: "stopped" });
  const { step } = await aFollower({ consumers: [aConsumer("1", "channel-1"), stopped] });
  const ack = (hex: string) => ({ type: "write_acknowledgement", attrs: { packet_ack_hex: hex } });
  expect(
    await step([aPacket("ee".repeat(20) as ConsHex), ack(""), aPacket(ANN, { channel: "channel-2" }), ack("")]),
  ).toEqual([]);
  const refused = { type: "ibccallbackerror-ccv_packet", attrs: { success: "false" } };
  expect(await step([aPacket(ANN, { vscId: "999" }), refused, ack("7b226572726f72223a22")], 11)).toEqual([]);
});

test("origin unknown, and why: no packet in the message, another packet, a channel of nobody", async () => {
  const noPacket = await aFollower();
  expect(await noPacket.step([anExecution(ANN)])).toMatchObject([
    { because: "no-packet-in-message", cons_address: ANN },
  ]);
  const other = await aFollower();
  expect(await other.step([aPacket(ANN, { vscId: "6" }), anExecution(ANN)])).toMatchObject([
    { because: "packet-does-not-match" },
  ]);
  const stray = await aFollower();
  const [row] = await stray.step([aPacket(ANN, { channel: "channel-77" }), anExecution(ANN)]);
  expect(row).toMatchObject({ because: "channel-of-no-consumer", channel_id: "channel-77", sequence: "1" });
  expect(row).not.toHaveProperty("consumer_id");
  const elsewhere = await aFollower();
  expect(await elsewhere.step([aPacket(ANN, { msgIndex: 1 }), anExecution(ANN)])).toMatchObject([
    { because: "no-packet-in-message" },
  ]);
});

test("a fraction without a burn: the amount is not known, and is no zero", async () => {
  const { step } = await aFollower();
  const [row] = await step([aPacket(ANN), anExecution(ANN)]);
  expect(row).toMatchObject({ amount_because: "no-burn-event" });
  expect(row).not.toHaveProperty("amount");
});

test("a fraction of zero without a burn: nothing was burnt", async () => {
  const terms = { slashFraction: "0", jailDurationNs: HOUR, tombstone: false };
  const { step } = await aFollower({
    consumers: [aConsumer("1", "channel-1", { infraction: { downtime: terms, doubleSign: terms } })],
  });
  expect(await step([aPacket(ANN), anExecution(ANN)])).toMatchObject([{ amount: "0", fraction: "0" }]);
});

test("an old consumer without terms of its own: fraction and jail are not in our record", async () => {
  const { infraction: _none, ...old } = aConsumer("1", "channel-1");
  const { step } = await aFollower({ consumers: [old] });
  const [row] = await step([aPacket(ANN), anExecution(ANN)]);
  expect(row).toMatchObject({ consumer_id: "1" });
  expect(row).not.toHaveProperty("fraction");
  expect(row).not.toHaveProperty("jailed_until_ns");
});

/** A transaction with evidence against the holder of a key on consumer 1, as the wire has it (ics-protocol.md §8.1). */
function doubleVoteTx(address: ConsHex, consumerId = "1"): string {
  const field = (no: number, bytes: Uint8Array) => Buffer.concat([varint((no << 3) | 2), varint(bytes.length), bytes]);
  const number = (no: number, value: number) => Buffer.concat([varint(no << 3), varint(value)]);
  const vote = (hash: string) =>
    Buffer.concat([
      number(1, 2),
      number(2, 115),
      field(4, field(1, Buffer.from(hash.repeat(32), "hex"))),
      field(6, Buffer.from(address, "hex")),
    ]);
  const evidence = Buffer.concat([field(1, vote("01")), field(2, vote("02"))]);
  const message = Buffer.concat([
    field(1, Buffer.from("cosmos1submitter")),
    field(2, evidence),
    field(4, Buffer.from(consumerId)),
  ]);
  const any = Buffer.concat([
    field(1, Buffer.from("/interchain_security.ccv.provider.v1.MsgSubmitConsumerDoubleVoting")),
    field(2, message),
  ]);
  return field(1, field(1, any)).toString("base64");
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) return Buffer.from(bytes);
  }
}

const doubleVoting = {
  type: "submit_consumer_double_voting",
  attrs: { consumer_id: "1", consumer_chain_id: "chain-1", submitter_address: "cosmos1submitter" },
};

test("a double vote under a key that has been replaced still names its validator", async () => {
  const { facts, step } = await aFollower();
  const consumerId = "1" as ConsumerId;
  const key = (consumerAddress: ConsHex) => ({ consAddress: ANN, consumerAddress, pubKey: "" as Ed25519Hex });
  facts.setAssignedKeys(consumerId, [key(KEY)], 10);
  await step([{ type: "assign_consumer_key", attrs: {} }], 10);
  facts.setAssignedKeys(consumerId, [key("dd".repeat(20) as ConsHex)], 11);
  await step([{ type: "assign_consumer_key", attrs: {} }], 11);
  const rows = await step([aBurn("50000000"), doubleVoting], 12, { txs: [doubleVoteTx(KEY)] });
  expect(rows).toMatchObject([
    {
      cons_address: ANN,
      consumer_address: KEY,
      kind: "double-sign",
      consumer_id: "1",
      submitter: "cosmos1submitter",
      tombstoned: true,
      amount: "50000000",
      detail: { consumerHeight: 115, blocks: ["01".repeat(32), "02".repeat(32)] },
    },
  ]);
});

test("evidence that cannot be read: whoever left the set in that block was jailed in it", async () => {
  const { step } = await aFollower();
  const rows = await step([aBurn("50000000"), doubleVoting], 12, {
    txs: ["not a transaction"],
    validatorUpdates: [{ pubKey: BOB.padEnd(64, "0") as Ed25519Hex, power: 0n }],
  });
  expect(rows).toMatchObject([{ cons_address: BOB, detail: { evidence: "undecodable" } }]);
});

test("killed in between, it still knows who is in jail", async () => {
  const { context, follower, step } = await aFollower();
  await step([aPacket(ANN), anExecution(ANN)]);
  const next = new PunishmentFollower();
  next.resume({ open: {}, memory: undefined }, JSON.parse(JSON.stringify(follower.memory())));
  await next.step(
    aBlock([aPacket(ANN, { sequence: "2" }), anExecution(ANN), aPacket(BOB), anExecution(BOB)], 11),
    context,
  );
  expect(next.drain().punishment).toMatchObject([{ cons_address: BOB }]);
});

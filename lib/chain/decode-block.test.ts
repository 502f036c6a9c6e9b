import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBlock } from "./decode-block";
import { ChainError } from "./errors";

const HASH = "AB".repeat(32);
const header = (height: number) => ({
  chain_id: "c-1",
  height: String(height),
  time: "2026-03-02T10:08:51.966237476Z",
  app_hash: HASH,
  validators_hash: HASH,
  next_validators_hash: HASH,
  proposer_address: "CD".repeat(20),
});
const block = (height: number, txs: string[] | null = null) => ({
  block_id: { hash: HASH },
  block: {
    header: header(height),
    data: { txs },
    evidence: { evidence: null },
    last_commit: {
      height: String(height - 1),
      signatures: [{ block_id_flag: 2 }, { block_id_flag: 1 }, { block_id_flag: 3 }],
    },
  },
});
const attributes = (attrs: Record<string, string>) =>
  Object.entries(attrs).map(([key, value]) => ({ key, value, index: true }));
const event = (type: string, attrs: Record<string, string>) => ({ type, attributes: attributes(attrs) });

test("a block of CometBFT 0.38: origins, transaction hashes, failed transactions left out", () => {
  const tx = Buffer.from("a transaction").toString("base64");
  const decoded = decodeBlock(
    block(90, [tx, tx]),
    {
      height: "90",
      txs_results: [
        { code: 5, gas_used: "7", gas_wanted: "9", events: [event("opt_in", { consumer_id: "1" })] },
        { code: 0, gas_used: "10", gas_wanted: "20", events: [event("opt_in", { consumer_id: "2", msg_index: "1" })] },
      ],
      finalize_block_events: [
        event("coin_spent", { amount: "1" }),
        event("send_packet", { packet_sequence: "4", mode: "EndBlock" }),
        event("consumer_client_created", { consumer_id: "3", mode: "BeginBlock" }),
        event("channel_close_init", { channel_id: "channel-0" }),
      ],
      validator_updates: [
        {
          pub_key: {
            Sum: {
              type: "tendermint.crypto.PublicKey_Ed25519",
              value: { ed25519: Buffer.alloc(32, 7).toString("base64") },
            },
          },
          power: "5",
        },
        {
          pub_key: {
            Sum: {
              type: "tendermint.crypto.PublicKey_Ed25519",
              value: { ed25519: Buffer.alloc(32, 8).toString("base64") },
            },
          },
        },
      ],
    },
    90,
  );
  expect(decoded).toMatchObject({
    height: 90,
    failedTxs: 1,
    txCount: 2,
    txBytes: 26,
    gasUsed: 17n,
    gasWanted: 29n,
    lastCommitHeight: 89,
  });
  expect([...decoded.commitFlags]).toEqual([2, 1, 3]);
  expect(decoded.events.map(({ type, origin, index }) => [type, origin, index])).toEqual([
    ["opt_in", "tx", 0],
    ["send_packet", "end-block", 1],
    ["consumer_client_created", "begin-block", 2],
    ["channel_close_init", "block", 3],
  ]);
  expect(decoded.events[0]).toMatchObject({ txIndex: 1, msgIndex: 1, attrs: { consumer_id: "2" } });
  // printf 'a transaction' | sha256sum
  expect(decoded.events[0]?.txHash).toBe("6BC9E91ED170A2E2D97883EBEE8849C7A5AB0DE48EF6287CE17470205EA2E6FF");
  expect(decoded.validatorUpdates).toEqual([
    { pubKey: "07".repeat(32), power: 5n },
    { pubKey: "08".repeat(32), power: 0n },
  ]);
});

test("what blocks may hold is taken where a block tells it, and is an int64", () => {
  const told = (params: unknown) =>
    decodeBlock(block(90), { height: "90", consensus_param_updates: params }, 90).limits;
  expect(told({ block: { max_bytes: "2000000", max_gas: "-1" } })).toEqual({ maxBytes: 2_000_000n, maxGas: -1n });
  expect(told({ block: { max_bytes: "5" } })).toEqual({ maxBytes: 5n, maxGas: 0n });
  expect([told(null), told(undefined), told({ evidence: {} })]).toEqual([undefined, undefined, undefined]);
  expect(() => told({ block: { max_gas: "9223372036854775808" } })).toThrow(ChainError);
  expect(() => told({ block: { max_gas: "much" } })).toThrow(ChainError);
});

test("a block of CometBFT 0.34: base64 attributes, begin and end of block apart", () => {
  const b64 = (text: string) => Buffer.from(text).toString("base64");
  const decoded = decodeBlock(
    block(7),
    {
      height: "7",
      txs_results: null,
      begin_block_events: [{ type: "slash", attributes: [{ key: b64("reason"), value: b64("missing_signature") }] }],
      end_block_events: [{ type: "send_packet", attributes: [{ key: b64("packet_sequence"), value: b64("12") }] }],
    },
    7,
  );
  expect(decoded.events.map(({ type, origin, attrs }) => [type, origin, { ...attrs }])).toEqual([
    ["slash", "begin-block", { reason: "missing_signature" }],
    ["send_packet", "end-block", { packet_sequence: "12" }],
  ]);
});

test("an answer for another height, or with parts missing, is loud", () => {
  const results = { height: "90", txs_results: null };
  expect(() => decodeBlock(block(91), results, 90)).toThrow(/height 91/);
  expect(() => decodeBlock(block(90), { height: "89" }, 90)).toThrow(/results of block 90/);
  expect(() => decodeBlock(block(90, ["AA=="]), results, 90)).toThrow(/1 txs but 0 results/);
  expect(() => decodeBlock({}, results, 90)).toThrow(/header of block 90/);
});

test("whatever a node sends, the answer is a block or a ChainError", () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), (a, b) => {
      try {
        decodeBlock(a, b, 5);
      } catch (error) {
        expect(error).toBeInstanceOf(ChainError);
      }
    }),
    { numRuns: 500 },
  );
});

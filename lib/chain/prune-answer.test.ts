import fc from "fast-check";
import { expect, test } from "vitest";
import { INDEXED_EVENT_TYPES, UNJAIL_ACTION } from "./indexed-events";
import { pruneAnswer } from "./prune-answer";

const attribute = (key: string, value: string) => ({ key, value, index: true });
const event = (type: string, ...values: string[]) => ({
  type,
  attributes: values.map((value, i) => attribute(`k${i}`, value)),
});

/** What is left when the same is done to the parsed answer. */
function prunedByHand(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => !isUnwanted(entry)).map(prunedByHand);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, prunedByHand(inner)]));
}

function isUnwanted(entry: unknown): boolean {
  const { type, attributes } = (entry ?? {}) as { type?: string; attributes?: { value: string }[] };
  if (type === undefined || attributes === undefined || INDEXED_EVENT_TYPES.has(type)) return false;
  return type !== "message" || !attributes.some(({ value }) => value.includes(UNJAIL_ACTION));
}

test("takes out what nobody indexes, wherever in the list it stands", () => {
  const answer = {
    txs_results: [
      { code: 0, events: [event("coin_spent", "a"), event("opt_in", "b"), event("transfer", "c")], codespace: "" },
      { code: 0, events: [event("tx", "x")] },
      { code: 5, events: [] },
    ],
    finalize_block_events: [
      event("rewards", "r"),
      event("commission", "c"),
      event("send_packet", "p"),
      event("mint", "m"),
    ],
    validator_updates: [
      { pub_key: { Sum: { type: "tendermint.crypto.PublicKey_Ed25519", value: { ed25519: "AA==" } } }, power: "5" },
    ],
  };
  const pruned = JSON.parse(pruneAnswer(JSON.stringify(answer)));
  expect(pruned.txs_results[0].events.map((one: { type: string }) => one.type)).toEqual(["opt_in"]);
  expect(pruned.txs_results[1].events).toEqual([]);
  expect(pruned.finalize_block_events.map((one: { type: string }) => one.type)).toEqual(["send_packet"]);
  expect(pruned.validator_updates).toEqual(answer.validator_updates);
});

test("keeps the one message event that says something nothing else does", () => {
  const answer = {
    finalize_block_events: [event("message", "/x"), event("message", UNJAIL_ACTION), event("message", "/y")],
  };
  expect(JSON.parse(pruneAnswer(JSON.stringify(answer))).finalize_block_events).toEqual([
    event("message", UNJAIL_ACTION),
  ]);
});

test("events in events in events are read in the time that their length takes, and leave JSON behind", () => {
  const depth = 60_000;
  const text = `{"events":[${'{"type":"x","attributes":['.repeat(depth)}${"]}".repeat(depth)}]}`;
  const started = performance.now();
  const pruned = pruneAnswer(text);
  // Each looked through to its own end took two minutes.
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(pruned).toBe('{"events":[]}');
});

test("an answer in another form comes back as it was", () => {
  const spaced = JSON.stringify({ finalize_block_events: [event("rewards", "r")] }, undefined, 1);
  expect(pruneAnswer(spaced)).toBe(spaced);
});

test("whatever the attributes hold, the rest is the same as if it had been parsed first", () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom('{"type":"x","attributes":[', '"}]},{"type":"', "\\", '\\"', "]}", UNJAIL_ACTION),
  );
  const anyEvent = fc.tuple(
    fc.constantFrom("rewards", "message", "send_packet", "opt_in", "tx", ""),
    fc.array(hostile, { maxLength: 3 }),
  );
  const events = fc.array(anyEvent, { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(events, { maxLength: 3 }), events, (txs, block) => {
      const build = (list: [string, string[]][]) => list.map(([type, values]) => event(type, ...values));
      const answer = [
        {
          id: 1,
          result: {
            txs_results: txs.map((list) => ({ code: 0, events: build(list), log: "" })),
            finalize_block_events: build(block),
          },
        },
      ];
      const text = JSON.stringify(answer);
      expect(JSON.parse(pruneAnswer(text))).toEqual(prunedByHand(JSON.parse(text)));
    }),
    { numRuns: 2_000 },
  );
});

test("of a commit the flags stay, and nothing of a transaction is touched", () => {
  const signature = (flag: number, value: string | null) => ({
    block_id_flag: flag,
    validator_address: "AB12",
    timestamp: "2026-03-02T10:08:51.8Z",
    signature: value,
  });
  const answer = {
    block: {
      data: { txs: ["eyJibG9ja19pZF9mbGFnIjoxfQ=="] },
      last_commit: { signatures: [signature(2, "q+Z/=="), signature(1, null)] },
    },
  };
  expect(JSON.parse(pruneAnswer(JSON.stringify(answer)))).toEqual({
    block: {
      data: { txs: ["eyJibG9ja19pZF9mbGFnIjoxfQ=="] },
      last_commit: { signatures: [2, 1] },
    },
  });
});

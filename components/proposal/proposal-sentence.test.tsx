import { expect, test } from "vitest";
import type { ProposalView } from "@/lib/api/contracts/proposal";
import { proposalSentence } from "./proposal-sentence";
import { aMember, aMessage, anEffect, aProposal } from "./test-proposals";

const said = (more: Partial<ProposalView>) => proposalSentence(aProposal(more)).replaceAll("\u202f", " ");

test("in voting: what would follow, and when voting ends", () => {
  expect(said({ effects: [anEffect({ released: [aMember("a"), aMember("b")] })] })).toBe(
    "Proposal 5 would make orbit-1 a Top 70 % chain: its set stays as it is, but 2 validators would be free to leave; voting ends 2 Mar 2026 10:10:00 UTC.",
  );
});

test("carried out: what came of it", () => {
  const stored = { height: 130, validators: 27, power: "700" };
  expect(said({ status: "passed", effects: [anEffect({ stored })] })).toBe(
    "Proposal 5 made orbit-1 a Top 70 % chain: 27 validators with 80.0 % of the provider's power, in its set from block 130.",
  );
});

test("passed and failed: why nothing changed", () => {
  const reason =
    "passed, but msg 0 (/a.MsgUpdateConsumer) failed on execution: expected owner address cosmos1a, got cosmos1b: unauthorized";
  expect(said({ status: "failed", reason })).toBe(
    "Proposal 5 would have made orbit-1 a Top 70 % chain; it passed its vote, but nothing changed: orbit-1 does not belong to governance, so governance may not change it.",
  );
  expect(said({ status: "failed", reason: "out of gas" })).toContain("carrying it out failed");
});

test("rejected, with several messages", () => {
  const messages = ["a-1", "b-1", "c-1", "d-1"].map((chainId) => aMessage("MsgRemoveConsumer", [], { chainId }));
  expect(said({ status: "rejected", messages })).toBe(
    "Proposal 5 would have stopped securing a-1 and stopped securing b-1 and done 2 more; it was rejected.",
  );
});

test.each([
  ["MsgCreateConsumer", [], "would register orbit-1 as a consumer"],
  ["ConsumerAdditionProposal", [], "would add orbit-1 as a consumer"],
  [
    "MsgChangeRewardDenoms",
    [{ field: "registeredRewardDenoms", before: ["x"], after: ["y", "z"] }],
    "would accept 2 reward denoms and drop 1 reward denom",
  ],
  [
    "MsgUpdateParams",
    [{ field: "params.blocksPerEpoch", before: "600", after: "300" }],
    "would change 1 parameter of the provider module",
  ],
  ["MsgUpdateConsumer", [{ field: "owner", before: "a", after: "b" }], "would hand orbit-1 over to another owner"],
  ["MsgUpdateConsumer", [{ field: "powerShaping.topN", before: 60, after: 0 }], "would make orbit-1 an opt-in chain"],
  ["MsgUpdateConsumer", [], "would change nothing about orbit-1"],
  ["EquivocationProposal", [], "would punish validators for signing twice"],
])("%s in words", (name, changes, words) => {
  expect(said({ messages: [aMessage(name, changes)] })).toContain(words);
});

test("a text changes nothing; a legacy content speaks for its carrier", () => {
  expect(said({ messages: [], status: "passed" })).toBe(
    "Proposal 5 is a text and changes nothing by itself; it passed.",
  );
  const carrier = aMessage("MsgExecLegacyContent", [], { chainId: undefined });
  expect(said({ messages: [carrier, aMessage("ConsumerRemovalProposal", [], { depth: 1 })] })).toContain(
    "would stop securing orbit-1",
  );
});

test("a chain id that turns text around is neutralised", () => {
  const messages = [aMessage("MsgRemoveConsumer", [], { chainId: "\u202eevil\u0007" })];
  expect(said({ messages })).not.toMatch(/[\p{Cc}\u202e]/u);
});

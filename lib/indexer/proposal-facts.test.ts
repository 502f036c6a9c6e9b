import { expect, test } from "vitest";
import { addDeposit, parseVoteOptions } from "./proposal-facts";

test("votes as SDK 0.50 writes them, whole and split", () => {
  expect(parseVoteOptions('[{"option":1,"weight":"1.000000000000000000"}]')).toEqual([
    { option: "yes", weight: "1.000000000000000000" },
  ]);
  expect(parseVoteOptions('[{"option":3,"weight":"0.7"},{"option":4,"weight":"0.3"}]')).toEqual([
    { option: "no", weight: "0.7" },
    { option: "no-with-veto", weight: "0.3" },
  ]);
});

test("votes as SDK 0.45 writes them", () => {
  expect(parseVoteOptions('option:VOTE_OPTION_ABSTAIN weight:"1.000000000000000000" ')).toEqual([
    { option: "abstain", weight: "1.000000000000000000" },
  ]);
  expect(parseVoteOptions("option:VOTE_OPTION_YES")).toEqual([{ option: "yes", weight: "1" }]);
});

test("what is no vote is none", () => {
  for (const text of [
    "",
    "[]",
    "null",
    "[null]",
    '[{"option":9,"weight":"1"}]',
    '[{"option":1,"weight":"-1"}]',
    "{",
    '[{"option":"constructor","weight":"1"}]',
  ])
    expect(parseVoteOptions(text)).toEqual([]);
});

test("deposits of several denoms add up; what is no amount adds nothing", () => {
  const once = addDeposit([], "5uatom,3ibc/AB12");
  expect(once).toEqual([
    { denom: "uatom", amount: "5" },
    { denom: "ibc/AB12", amount: "3" },
  ]);
  expect(addDeposit(once, "18446744073709551616uatom")[0]).toEqual({ denom: "uatom", amount: "18446744073709551621" });
  expect(addDeposit(once, "")).toEqual(once);
  expect(addDeposit(once, "uatom")).toEqual(once);
});

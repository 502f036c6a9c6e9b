import { expect, test } from "vitest";
import { countVotes } from "./count-votes";

test("whole and split votes, cut to whole units once at the end", () => {
  expect(
    countVotes([
      { tokens: 10n, options: [{ option: "yes", weight: "1.000000000000000000" }] },
      {
        tokens: 3n,
        options: [
          { option: "no", weight: "0.5" },
          { option: "no-with-veto", weight: "0.5" },
        ],
      },
      {
        tokens: 1n,
        options: [
          { option: "no", weight: "0.5" },
          { option: "abstain", weight: "0.5" },
        ],
      },
      { tokens: 0n, options: [{ option: "abstain", weight: "1" }] },
    ]),
  ).toEqual({ yes: 10n, no: 2n, abstain: 0n, noWithVeto: 1n });
});

test("stake beyond what a float holds is exact", () => {
  const tokens = 2n ** 70n + 1n;
  expect(countVotes([{ tokens, options: [{ option: "yes", weight: "1" }] }]).yes).toBe(tokens);
});

test("nobody voted", () => {
  expect(countVotes([])).toEqual({ yes: 0n, no: 0n, abstain: 0n, noWithVeto: 0n });
});

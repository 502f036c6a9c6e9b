import { describe, expect, test } from "vitest";
import type { VerificationItem, VerificationView } from "@/lib/api/contracts/verification";
import { howKnown, howSaid, verificationSentence } from "./how-known";

const item = (more: Partial<VerificationItem>): VerificationItem => ({
  chainId: "p-1",
  subject: "phase",
  height: 900,
  outcome: "proven",
  says: "phase launched",
  rows: 1,
  checkedAt: "2026-03-02T11:00:00Z",
  ...more,
});
const view = (...results: VerificationItem[]): VerificationView => ({ roots: [], results, disagreements: [] });

describe("how a figure is known", () => {
  test("a proof is named with its height, a contradiction too", () => {
    expect(howKnown(view(item({})), "phase")).toEqual({ state: "proven", words: "proven at 900" });
    expect(howKnown(view(item({ outcome: "contradicted" })), "phase").words).toBe("contradicted at 900");
  });

  test("without a proof it is told how many nodes gave the same header", () => {
    const unproven = item({ outcome: "unproven", because: "the node gives no proof" });
    const header = item({ subject: "header", nodes: { asked: 3, agree: 2 } });
    expect(howKnown(view(unproven, header), "phase")).toEqual({ state: "agreed", words: "2 of 3 nodes agree" });
    const other = item({ subject: "header", chainId: "c-1", nodes: { asked: 3, agree: 3 } });
    expect(howKnown(view(unproven, other), "phase").words).toBe("one node says");
  });

  test("what no proof covers is told by the nodes of its own chain", () => {
    const headers = [
      item({ subject: "header", nodes: { asked: 2, agree: 2 } }),
      item({ subject: "header", chainId: "c-1", nodes: { asked: 1, agree: 1 } }),
    ];
    expect(howSaid(view(...headers), "p-1")).toEqual({ state: "agreed", words: "2 of 2 nodes agree" });
    expect(howSaid(view(...headers), "c-1")).toEqual({ state: "said", words: "one node says" });
    expect(howSaid(undefined, "p-1").words).toBe("one node says");
  });

  test("what was never checked is what one node says", () => {
    expect(howKnown(view(), "phase")).toEqual({ state: "said", words: "one node says" });
    expect(howKnown(undefined, "phase").state).toBe("said");
  });
});

test("the sentence puts a contradiction before everything else, and headers are no figures", () => {
  expect(verificationSentence(view(item({ subject: "header" })))).toContain("None of these figures");
  expect(verificationSentence(view(item({}), item({ subject: "owner" })))).toBe("All 2 figures checked are proven.");
  expect(verificationSentence(view(item({}), item({ subject: "owner", outcome: "unproven" })))).toContain("1 of 2");
  expect(verificationSentence(view(item({}), item({ outcome: "contradicted" })))).toBe(
    "1 of these figures is contradicted by a proof.",
  );
});

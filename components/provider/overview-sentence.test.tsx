import { expect, test } from "vitest";
import { overviewSentence } from "./overview-sentence";

const phases = { registered: 3, initialized: 1, launched: 5, stopped: 0, deleted: 0 };
const finding = (consumerId: string, severity: "bad" | "warn" | "info") => ({
  code: "x",
  severity,
  sentence: "",
  link: "/",
  consumerId,
});

test("says how many are in sync and how many consumers need attention", () => {
  const findings = [finding("3", "bad"), finding("3", "warn"), finding("10", "warn"), finding("2", "info")];
  expect(overviewSentence({ consumersByPhase: phases, findings, inSync: { launched: 5, inSync: 3, unknown: 0 } })).toBe(
    "Three of five launched consumers are in sync; two need attention.",
  );
});

test("what cannot be told is not counted as out of sync without a word", () => {
  expect(
    overviewSentence({ consumersByPhase: phases, findings: [], inSync: { launched: 5, inSync: 1, unknown: 2 } }),
  ).toBe("One of five launched consumers is in sync, of two it cannot be told; nothing needs attention.");
});

test("all well", () => {
  expect(
    overviewSentence({ consumersByPhase: phases, findings: [], inSync: { launched: 5, inSync: 5, unknown: 0 } }),
  ).toBe("All five launched consumers are in sync; nothing needs attention.");
});

test("before the first launch", () => {
  expect(
    overviewSentence({
      consumersByPhase: { ...phases, launched: 0 },
      findings: [],
      inSync: { launched: 0, inSync: 0, unknown: 0 },
    }),
  ).toBe("No consumer is launched; four are on the way.");
});

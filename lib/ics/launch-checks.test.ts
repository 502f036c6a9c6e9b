import { expect, test } from "vitest";
import { deriveLaunchChecks, type LaunchInput } from "./launch-checks";
import type { InitializationParameters, PowerShaping } from "./types";

const initParams = {
  initialHeight: { revisionNumber: "1", revisionHeight: "1" },
  genesisHash: "aa",
  binaryHash: "bb",
  spawnTime: "2026-03-02T13:31:30.5Z",
  connectionId: "",
} as InitializationParameters;
const shaping = { topN: 0 } as PowerShaping;
const ready: LaunchInput = {
  phase: "initialized",
  now: "2026-03-02T12:00:00Z",
  isOwnedByGovernance: false,
  initParams,
  powerShaping: shaping,
  optedIn: 2,
  next: { members: 2, hasActiveMember: true },
};
const missing = (changes: Partial<LaunchInput>) =>
  deriveLaunchChecks({ ...ready, ...changes })
    .filter(({ state }) => state === "missing")
    .map(({ code }) => code);
const sentence = (changes: Partial<LaunchInput>, code: string) =>
  deriveLaunchChecks({ ...ready, ...changes }).find((check) => check.code === code)?.sentence;

test("a launch that has everything misses nothing", () => {
  expect(missing({})).toEqual([]);
  expect(sentence({}, "spawn-time")).toBe(
    "Its spawn time is 2026-03-02T13:31:30Z; the first block at or after it launches the chain.",
  );
});

test("after the launch there is nothing to check", () => {
  for (const phase of ["launched", "stopped", "deleted"] as const)
    expect(deriveLaunchChecks({ ...ready, phase })).toEqual([]);
});

test("without a spawn time nothing launches: unset, or forgotten by a failed launch", () => {
  const { spawnTime: _none, ...unset } = initParams;
  expect(missing({ phase: "registered", initParams: unset as InitializationParameters })).toEqual(["spawn-time"]);
});

test("a validator to start with, and one who is active on the provider (since ICS v6.4)", () => {
  expect(missing({ optedIn: 0, next: { members: 0, hasActiveMember: false } })).toEqual(["opt-ins", "members"]);
  expect(sentence({ next: { members: 0, hasActiveMember: false } }, "members")).toBe(
    "Nobody who opted in may validate under its lists, minimum stake and caps: a launch now would fail.",
  );
  expect(missing({ next: { members: 1, hasActiveMember: false } })).toEqual(["active-validator"]);
});

test("Top N draws validators in, and must be owned by governance", () => {
  const topN = { powerShaping: { ...shaping, topN: 80 }, optedIn: 0 };
  expect(missing({ ...topN, isOwnedByGovernance: true })).toEqual([]);
  expect(missing(topN)).toEqual(["top-n-owner"]);
});

test("an initial height of zero is none; hashes that are not given are to be minded, and stop nothing", () => {
  const zero = { ...initParams, initialHeight: { revisionNumber: "0", revisionHeight: "0" }, genesisHash: "" };
  expect(missing({ initParams: zero })).toEqual(["initial-height"]);
  expect(deriveLaunchChecks({ ...ready, initParams: zero }).find(({ code }) => code === "genesis-hash")?.state).toBe(
    "advice",
  );
});

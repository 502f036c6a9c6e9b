import { describe, expect, test } from "vitest";
import { computeNextSet, type NextSetInput } from "./next-set";
import { aValidator, consOf, keyOf, someShaping } from "./test-validators";

function next(more: Partial<NextSetInput>) {
  return computeNextSet({
    providerHeight: 90,
    validators: [aValidator(1, 40n), aValidator(2, 30n), aValidator(3, 20n), aValidator(4, 10n)],
    maxProviderConsensusValidators: 100,
    powerShaping: someShaping(),
    optedIn: new Set([1, 2, 3, 4].map(consOf)),
    assignedKeys: new Map(),
    previousSet: [],
    ...more,
  });
}
const members = (more: Partial<NextSetInput>) =>
  next(more).set.map(({ consAddress, power }) => [consAddress.slice(0, 2), power]);
const reasons = (more: Partial<NextSetInput>) => next(more).eligibility.map((entry) => entry.excludedBecause ?? "in");

describe("who gets in", () => {
  test("on an opt-in consumer only those who opted in, with their provider power", () => {
    expect(members({ optedIn: new Set([consOf(2), consOf(4)]) })).toEqual([
      ["02", 30n],
      ["04", 10n],
    ]);
    expect(reasons({ optedIn: new Set([consOf(2)]) })).toEqual(["not-opted-in", "in", "not-opted-in", "not-opted-in"]);
  });

  test("a jailed or unbonded validator is out, whatever else holds", () => {
    const validators = [
      aValidator(1, 0n, { status: "unbonding", jailed: true }),
      aValidator(2, 0n, { status: "unbonding" }),
      aValidator(3, 0n, { status: "unbonded" }),
      aValidator(4, 10n),
    ];
    expect(reasons({ validators })).toEqual(["jailed", "not-bonded", "not-bonded", "in"]);
  });

  test("inactive validators are out unless the consumer allows them", () => {
    expect(reasons({ maxProviderConsensusValidators: 2 })).toEqual(["in", "in", "inactive", "inactive"]);
    const powerShaping = someShaping({ allowInactiveVals: true });
    expect(reasons({ maxProviderConsensusValidators: 2, powerShaping })).toEqual(["in", "in", "in", "in"]);
  });

  test("lists and minimum stake apply in that order", () => {
    const powerShaping = someShaping({
      allowlist: [consOf(2), consOf(3), consOf(4)],
      denylist: [consOf(1), consOf(3)],
      minStake: "10000001",
    });
    expect(reasons({ powerShaping })).toEqual(["not-allowlisted", "in", "denylisted", "below-min-stake"]);
  });

  test("the set cap keeps the strongest, and those with priority before them", () => {
    expect(reasons({ powerShaping: someShaping({ validatorSetCap: 2 }) })).toEqual([
      "in",
      "in",
      "beyond-set-cap",
      "beyond-set-cap",
    ]);
    expect(reasons({ powerShaping: someShaping({ validatorSetCap: 2, prioritylist: [consOf(4)] }) })).toEqual([
      "in",
      "beyond-set-cap",
      "beyond-set-cap",
      "in",
    ]);
  });

  test("nobody opted in gives an empty set without anybody active", () => {
    expect(next({ optedIn: new Set() })).toMatchObject({ set: [], hasActiveMember: false, ties: [] });
  });

  test("a set of inactive validators alone cannot launch", () => {
    const powerShaping = someShaping({ allowInactiveVals: true });
    const inactiveOnly = next({ powerShaping, maxProviderConsensusValidators: 1, optedIn: new Set([consOf(4)]) });
    expect(inactiveOnly.set).toHaveLength(1);
    expect(inactiveOnly.hasActiveMember).toBe(false);
  });
});

describe("Top N", () => {
  test("the strongest are drawn in, others may opt in, and the set cap does not apply", () => {
    const result = next({ powerShaping: someShaping({ topN: 70, validatorSetCap: 1 }), optedIn: new Set([consOf(4)]) });
    expect(result.minPower).toBe(30n);
    expect(result.autoOptedIn).toEqual([consOf(1), consOf(2)]);
    expect(result.set.map(({ consAddress }) => consAddress)).toEqual([1, 2, 4].map(consOf));
  });

  test("an opt-in consumer has no threshold", () => {
    expect(next({}).minPower).toBeUndefined();
    expect(next({}).autoOptedIn).toEqual([]);
  });

  test("only active validators make up the total", () => {
    const powerShaping = someShaping({ topN: 70 });
    // 40 + 30 of 70: 40 is 57 %, so the line is at 30
    expect(next({ powerShaping, maxProviderConsensusValidators: 2 }).minPower).toBe(30n);
    expect(next({ powerShaping, maxProviderConsensusValidators: 1 }).minPower).toBe(40n);
  });

  test("who is denied is drawn in but stays out of the set", () => {
    const result = next({ powerShaping: someShaping({ topN: 70, denylist: [consOf(1)] }), optedIn: new Set() });
    expect(result.autoOptedIn).toEqual([consOf(1), consOf(2)]);
    expect(result.set.map(({ consAddress }) => consAddress)).toEqual([consOf(2)]);
  });
});

describe("what is stored", () => {
  test("an assigned key replaces the provider key", () => {
    const [first, second] = next({ assignedKeys: new Map([[consOf(1), keyOf(0xaa)]]) }).set;
    expect(first?.pubKey).toBe(keyOf(0xaa));
    expect(second?.pubKey).toBe(keyOf(2));
  });

  test("the join height stays while a member stays, and is this height for the new", () => {
    const previousSet = [{ consAddress: consOf(1), power: 1n, pubKey: keyOf(9), joinHeight: 60 }];
    expect(next({ previousSet }).set.map(({ joinHeight }) => joinHeight)).toEqual([60, 90, 90, 90]);
  });

  test("the power cap changes powers only", () => {
    // sum 100, cap 30: 10 over, of which 20 takes 5 and 10 takes 5
    expect(members({ powerShaping: someShaping({ validatorsPowerCap: 30 }) })).toEqual([
      ["01", 30n],
      ["02", 30n],
      ["03", 25n],
      ["04", 15n],
    ]);
  });
});

describe("ties", () => {
  const equals = [aValidator(1, 40n), aValidator(2, 20n), aValidator(3, 20n), aValidator(4, 20n)];

  test("equals on both sides of the set cap are named", () => {
    expect(next({ validators: equals, powerShaping: someShaping({ validatorSetCap: 2 }) }).ties).toEqual(
      [2, 3, 4].map(consOf),
    );
    expect(next({ validators: equals, powerShaping: someShaping({ validatorSetCap: 1 }) }).ties).toEqual([]);
  });

  test("equals on both sides of the active cut are named, unless inactive ones may join", () => {
    expect(next({ validators: equals, maxProviderConsensusValidators: 3 }).ties).toEqual([2, 3, 4].map(consOf));
    const powerShaping = someShaping({ allowInactiveVals: true });
    expect(next({ validators: equals, maxProviderConsensusValidators: 3, powerShaping }).ties).toEqual([]);
  });

  test("equals that leave the power cap one apart are named", () => {
    // sum 101, cap 34: 7 over for three of 20: 2, 2, 3
    const validators = [aValidator(1, 41n), ...equals.slice(1)];
    expect(next({ validators, powerShaping: someShaping({ validatorsPowerCap: 34 }) }).ties).toEqual(
      [2, 3, 4].map(consOf),
    );
  });
});

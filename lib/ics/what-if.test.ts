import fc from "fast-check";
import { expect, test } from "vitest";
import { formatConsAddress } from "./address";
import { admittingChange, oneDelegationAway } from "./admitting-change";
import { aValidator, consOf, keyOf, someShaping } from "./test-validators";
import { computeWhatIf, NO_CHANGES, type WhatIfBase, type WhatIfChanges } from "./what-if";
import { readWhatIfMessage, whatIfMessage } from "./what-if-message";
import { formatWhatIf, parseWhatIf } from "./what-if-url";

/** Four validators of power 50, 30, 15 and 5; all but the last opted in and stored; one below them unbonded. */
function aBase(more: Partial<WhatIfBase> = {}): WhatIfBase {
  const powers = [50n, 30n, 15n, 5n];
  return {
    providerHeight: 300,
    validators: [
      ...powers.map((power, i) => aValidator(i + 1, power)),
      aValidator(9, 0n, { status: "unbonded", tokens: 2_000_000n }),
    ],
    maxProviderConsensusValidators: 4,
    powerShaping: someShaping(),
    optedIn: new Set([consOf(1), consOf(2), consOf(3)]),
    storedSet: [1, 2, 3].map((byte, i) => ({
      consAddress: consOf(byte),
      power: powers[i] ?? 0n,
      pubKey: keyOf(byte),
      joinHeight: 30,
    })),
    powerReduction: 1_000_000n,
    ...more,
  };
}

const changed = (more: Partial<WhatIfChanges>): WhatIfChanges => ({ ...NO_CHANGES, ...more });
const rowOf = (base: WhatIfBase, changes: WhatIfChanges, byte: number) =>
  computeWhatIf(base, changes).rows.find(({ consAddress }) => consAddress === consOf(byte));

test("nothing changed, nothing moves", () => {
  const { rows, next } = computeWhatIf(aBase(), NO_CHANGES);
  expect(rows.map(({ change }) => change)).toEqual(["stays", "stays", "stays", "out", "out"]);
  expect(next.set.map(({ power }) => power)).toEqual([50n, 30n, 15n]);
});

test("an opt-in enters, an opt-out leaves, a denied one leaves with its reason", () => {
  expect(rowOf(aBase(), changed({ optIn: [consOf(4)] }), 4)).toMatchObject({ change: "enters", next: 5n });
  expect(rowOf(aBase(), changed({ optOut: [consOf(2)] }), 2)).toMatchObject({
    change: "leaves",
    today: 30n,
    excludedBecause: "not-opted-in",
  });
  expect(rowOf(aBase(), changed({ rules: { denylist: [consOf(1)] } }), 1)).toMatchObject({
    change: "leaves",
    excludedBecause: "denylisted",
  });
});

test("a delegation moves power by whole units, and takes nobody below nothing", () => {
  const give = (amount: bigint) => rowOf(aBase(), changed({ delegations: [{ consAddress: consOf(3), amount }] }), 3);
  expect(give(1_999_999n)).toMatchObject({ change: "moves", today: 15n, next: 16n });
  expect(give(999_999n)).toMatchObject({ change: "stays" });
  expect(give(-(10n ** 30n))?.next).toBe(0n);
});

test("a million-fold delegation gives exact figures, and is said to be impossible", () => {
  const amount = 50_000_000n * 1_000_000n ** 3n;
  const params = { delegate: `${aValidator(1, 1n).operator}:${amount}` };
  const { changes, faults } = parseWhatIf(params, aBase());
  expect(rowOf(aBase(), changes, 1)?.next).toBe(50n + 50_000_000_000_000_000_000n);
  expect(faults).toEqual([expect.stringContaining("CometBFT takes 1152921504606846975 at most")]);
});

test("Top N switched on opts the strong in, and the cap cuts and gives", () => {
  const base = aBase({ optedIn: new Set(), storedSet: [] });
  const { next } = computeWhatIf(base, changed({ rules: { topN: 80, validatorsPowerCap: 60 } }));
  // 50 + 30 reach 80 of 100; a cap of 60 % of 80 is 48, and the 2 above it go to the other.
  expect(next.minPower).toBe(30n);
  expect(next.autoOptedIn).toEqual([consOf(1), consOf(2)]);
  expect(next.set.map(({ power }) => power)).toEqual([48n, 32n]);
});

test("what would admit a validator does admit it", () => {
  const admitted = (base: WhatIfBase, byte: number) =>
    admittingChange(computeWhatIf(base, NO_CHANGES).input, consOf(byte), base.powerReduction);
  expect(admitted(aBase(), 1)).toBeUndefined();
  expect(admitted(aBase(), 4)).toEqual({ kind: "opt-in" });
  expect(admitted(aBase(), 9)).toEqual({ kind: "several" });
  expect(admitted(aBase({ powerShaping: someShaping({ validatorSetCap: 1 }) }), 3)).toEqual({
    kind: "raise-set-cap",
    to: 3,
  });
  expect(admitted(aBase({ powerShaping: someShaping({ minStake: "20000000" }) }), 3)).toEqual({
    kind: "delegate",
    amount: 5_000_000n,
  });
  expect(admitted(aBase({ powerShaping: someShaping({ denylist: [consOf(2)] }) }), 2)).toEqual({
    kind: "remove-from-denylist",
  });
  expect(admitted(aBase({ powerShaping: someShaping({ allowlist: [consOf(2)] }) }), 3)).toEqual({
    kind: "add-to-allowlist",
  });
  expect(admitted(aBase({ maxProviderConsensusValidators: 2 }), 3)).toEqual({ kind: "allow-inactive" });
});

test("one delegation away: the least amount, to the unit of power, that the line itself does not outrun", () => {
  const base = aBase({ powerShaping: someShaping({ topN: 80 }) });
  const { input } = computeWhatIf(base, NO_CHANGES);
  const [nearest] = oneDelegationAway(input, base.powerReduction, 1);
  expect(nearest?.consAddress).toBe(consOf(3));
  const isForced = (amount: bigint) => {
    const { next, input: after } = computeWhatIf(base, changed({ delegations: [{ consAddress: consOf(3), amount }] }));
    const power = after.validators.find(({ consAddress }) => consAddress === consOf(3))?.power ?? 0n;
    return power >= (next.minPower ?? 10n ** 30n);
  };
  const amount = nearest?.amount ?? 0n;
  expect(isForced(amount)).toBe(true);
  expect(isForced(amount - 1_000_000n)).toBe(false);
});

test("changes survive the address they are written into", () => {
  const base = aBase();
  const changes = changed({
    rules: {
      topN: 60,
      validatorSetCap: 9,
      validatorsPowerCap: 34,
      minStake: "7",
      allowInactiveVals: true,
      denylist: [],
    },
    optIn: [consOf(4)],
    optOut: [consOf(1)],
    delegations: [{ consAddress: consOf(2), amount: -5n }],
  });
  const query = formatWhatIf(changes, base);
  const params = Object.fromEntries([...query.keys()].map((key) => [key, query.getAll(key)]));
  expect(parseWhatIf(params, base)).toEqual({ changes, faults: [] });
});

test("what cannot be is said in a sentence and left out", () => {
  const say = (params: Record<string, string>) => parseWhatIf(params, aBase());
  expect(say({ topN: "42" }).faults).toEqual(['Top N is 0, or 50 to 100; "42" is not, and was left out.']);
  expect(say({ topN: "-1" }).changes).toEqual(NO_CHANGES);
  expect(say({ powerCap: "101" }).faults).toHaveLength(1);
  expect(say({ minStake: "1.5" }).faults).toHaveLength(1);
  expect(say({ optIn: "nobody" }).faults).toEqual([
    '"nobody" is no validator of the provider at this height, and was left out.',
  ]);
  expect(say({ delegate: "x" }).faults).toHaveLength(1);
  expect(say({ inactive: "maybe" }).faults).toHaveLength(1);
});

test("whatever stands in the address, nothing throws and no figure is NaN", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("80", "0", "34", aValidator(2, 1n).operator, "1e9", "∞"));
  const names = [
    "topN",
    "setCap",
    "powerCap",
    "minStake",
    "allow",
    "deny",
    "priority",
    "inactive",
    "optIn",
    "optOut",
    "delegate",
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), text), (params) => {
      const { changes } = parseWhatIf(params, aBase());
      const { next } = computeWhatIf(aBase(), changes);
      for (const { power } of next.set) expect(typeof power).toBe("bigint");
    }),
  );
});

test("a message carries all rules, and they are read back from it, from a proposal too", () => {
  const rules = someShaping({
    topN: 0,
    validatorSetCap: 9,
    validatorsPowerCap: 34,
    prioritylist: [consOf(2)],
    minStake: "5",
  });
  const text = whatIfMessage(rules, { consumerId: "1" }, "cosmos");
  expect(JSON.parse(text)).toEqual({
    consumer_id: "1",
    power_shaping_parameters: {
      top_N: 0,
      validators_power_cap: 34,
      validator_set_cap: 9,
      allowlist: [],
      denylist: [],
      min_stake: "5",
      allow_inactive_vals: false,
      prioritylist: [formatConsAddress(consOf(2), "cosmos")],
    },
  });
  expect(readWhatIfMessage(text)).toEqual({ rules, unread: [] });
  expect(readWhatIfMessage(JSON.stringify({ messages: [JSON.parse(text)] }))).toEqual({ rules, unread: [] });
  expect(readWhatIfMessage('{"power_shaping_parameters":{"top_N":-1,"allowlist":["x"]}}')).toEqual({
    rules: { allowlist: [] },
    unread: ["top_N", "allowlist: x"],
  });
  expect(readWhatIfMessage("[")).toBeUndefined();
});

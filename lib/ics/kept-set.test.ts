import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareProducts } from "./compare-products";
import { KeptSet } from "./kept-set";
import { capPower, capWhole } from "./power-cap";
import { deriveSetFigures } from "./set-figures";
import { settle } from "./settle";
import { Slots, type StakeRow, StakeTable } from "./stake-table";

/** Few different numbers make equals; large ones need every digit of a double; and nothing at all is a number too. */
const tokens = fc.oneof(
  fc.bigInt(0n, 4n),
  fc.bigInt(0n, 10n ** 14n),
  fc.bigInt(1n, 50n).map((power) => power * 1_000_000n),
  fc.bigInt(2n ** 44n - 3n, 2n ** 44n),
);
const power = fc.oneof(fc.bigInt(0n, 4n), fc.bigInt(1n, 1_000_000n), fc.bigInt(2n ** 38n - 3n, 2n ** 38n));
const NAMES = Array.from({ length: 24 }, (_, i) => `v${i}`);

/** Stakes of everybody at one moment; some are not there at it. */
const moment = fc.array(fc.record({ power, tokens, isThere: fc.boolean() }), { minLength: 24, maxLength: 24 });
const members = fc
  .uniqueArray(fc.record({ key: fc.constantFrom(...NAMES), power }), { maxLength: 24, selector: ({ key }) => key })
  .map((set) => set.toSorted((a, b) => (a.key < b.key ? -1 : 1)));

const rowsOf = (stakes: readonly { power: bigint; tokens: bigint; isThere: boolean }[]): StakeRow[] =>
  stakes.flatMap(({ isThere, ...stake }, i) => (isThere || i % 2 === 0 ? [{ key: `v${i}`, ...stake }] : []));

test("a kept set says after every block what is said when all is counted anew", () => {
  let counted = 0;
  fc.assert(
    fc.property(
      fc.array(members, { minLength: 1, maxLength: 3 }),
      fc.array(moment, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(0, 0, 1, 5, 10, 33, 60, 100),
      (sets, moments, cap) => {
        const slots = new Slots();
        const kept = sets.map((set) => new KeptSet(set, slots));
        for (const stakes of moments) {
          const rows = rowsOf(stakes);
          const byKey = new Map(rows.map((row) => [row.key, row]));
          const table = new StakeTable(rows, slots);
          const memberships = new Uint32Array(slots.count);
          for (const { slots: own } of kept) for (const slot of own) memberships[slot] = (memberships[slot] ?? 0) + 1;
          for (const [i, set] of sets.entries()) {
            expect(kept[i]?.isExactWith(table)).toBe(true);
            const plain = deriveSetFigures(
              set.map((member) => ({
                ...member,
                providerPower: byKey.get(member.key)?.power ?? 0n,
                tokens: byKey.get(member.key)?.tokens ?? 0n,
              })),
              cap,
              (key) => sets.filter((other) => other.some((member) => member.key === key)).length > 1,
            );
            expect(kept[i]?.figures(table, cap, memberships)).toEqual(plain);
            if (plain.strength && plain.largest?.after) counted += 1;
          }
        }
      },
    ),
    { numRuns: 600 },
  );
  expect(counted).toBeGreaterThan(800);
});

test("what a double cannot count is left to big numbers", () => {
  const slots = new Slots();
  const set = new KeptSet([{ key: "a", power: 5n }], slots);
  const exact = new StakeTable([{ key: "a", power: 5n, tokens: 2n ** 51n - 1n }], slots);
  const beyond = new StakeTable([{ key: "a", power: 5n, tokens: 2n ** 51n }], slots);
  const strong = new StakeTable([{ key: "a", power: 2n ** 46n, tokens: 1n }], slots);
  expect([exact, beyond, strong].map((table) => set.isExactWith(table))).toEqual([true, false, false]);
  expect(new KeptSet([{ key: "a", power: 2n ** 46n }], slots).isExactWith(exact)).toBe(false);
});

test("products are compared exactly, also where they round to one double", () => {
  // 94906267 · 94906265 is 94906266² − 1, both beyond 2^53.
  expect(compareProducts(94_906_267, 94_906_265, 94_906_266, 94_906_266)).toBeLessThan(0);
  const whole = fc.oneof(fc.bigInt(0n, 2n ** 51n - 1n), fc.bigInt(2n ** 51n - 9n, 2n ** 51n - 1n), fc.bigInt(0n, 9n));
  fc.assert(
    fc.property(whole, whole, whole, whole, (a, b, c, d) => {
      const [exact, wanted] = [compareProducts(Number(a), Number(b), Number(c), Number(d)), a * b - c * d];
      expect(Math.sign(exact) === Math.sign(Number(wanted))).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test("capping with doubles is capping", () => {
  fc.assert(
    fc.property(
      fc.array(power, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 100 }),
      (powers, percent) => {
        const descending = powers.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0));
        const sum = Number(powers.reduce((a, b) => a + b, 0n));
        const wanted = capPower(
          descending.map((own) => ({ power: own })),
          percent,
        ).map((own) => Number(own.power));
        expect([...capWhole(Float64Array.from(descending.map(Number)), sum, percent)]).toEqual(wanted);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("settling sorts, from an order that was nearly right and from one that was not", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 120 }), fc.boolean(), (values, isNear) => {
      const key = Float64Array.from(values);
      const wanted = [...key.keys()].sort((a, b) => (key[a] ?? 0) - (key[b] ?? 0) || b - a);
      const order = Int32Array.from(isNear ? [...wanted.slice(1), ...wanted.slice(0, 1)] : key.keys());
      settle(order, key, (a, b) => b - a);
      expect([...order]).toEqual(wanted);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { capPower } from "./power-cap";

const powers = (...list: bigint[]) => list.map((power) => ({ power }));
const capped = (list: bigint[], percent: number) => capPower(powers(...list), percent).map(({ power }) => power);
const sumOf = (list: readonly bigint[]) => list.reduce((sum, power) => sum + power, 0n);

test("what is cut from the strong goes to the weak", () => {
  // sum 100, cap 40: 60 gives 20 away; two below get 10 each
  expect(capped([60n, 30n, 10n], 40)).toEqual([40n, 40n, 20n]);
});

test("a validator that would pass the cap stops at it, and the rest goes on", () => {
  // sum 100, cap 35: extra 25 for three; 30 takes only 5, the others share 20
  expect(capped([60n, 30n, 6n, 4n], 35)).toEqual([35n, 35n, 16n, 14n]);
});

test("an impossible cap ends with everybody at it", () => {
  expect(capped([50n, 30n, 20n], 20)).toEqual([20n, 20n, 20n]);
});

test("a cap below one unit of power becomes one unit", () => {
  expect(capped([2n, 1n], 1)).toEqual([1n, 1n]);
});

test("nothing changes while nobody is above the cap, and nobody stays nobody", () => {
  expect(capped([30n, 30n, 40n], 40)).toEqual([40n, 30n, 30n]);
  expect(capped([], 20)).toEqual([]);
  expect(() => capped([1n], 0)).toThrow(RangeError);
});

const anySet = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1, maxLength: 200 });

test("nobody is above the cap, and the sum is kept unless the cap is impossible", () => {
  fc.assert(
    fc.property(anySet, fc.integer({ min: 1, max: 100 }), (list, percent) => {
      const out = capped(list, percent);
      const floor = (sumOf(list) * BigInt(percent)) / 100n;
      const max = floor === 0n ? 1n : floor;
      expect(out.every((power) => power <= max)).toBe(true);
      const possible = max * BigInt(list.length) >= sumOf(list);
      expect(sumOf(out)).toBe(possible ? sumOf(list) : max * BigInt(list.length));
    }),
  );
});

test("a validator below the cap never loses power by it", () => {
  fc.assert(
    fc.property(anySet, fc.integer({ min: 1, max: 100 }), (list, percent) => {
      const before = list.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0));
      const floor = (sumOf(list) * BigInt(percent)) / 100n;
      capped(list, percent).forEach((power, i) => {
        const was = before[i] ?? 0n;
        expect(power >= (was < floor ? was : floor)).toBe(true);
      });
    }),
  );
});

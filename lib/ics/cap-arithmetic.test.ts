import { expect, test } from "vitest";
import { explainCap } from "./cap-arithmetic";

const candidate = (key: string, power: bigint, isPriority = false) => ({ key, power, isPriority });

test("a priority listing beats more power for the last place, and does not change its power", () => {
  const { places, members, sum } = explainCap(
    [candidate("a", 50n), candidate("b", 30n), candidate("c", 20n, true)],
    2,
    0,
  );
  expect(places).toEqual([
    { key: "c", isPriority: true, place: 1 },
    { key: "a", isPriority: false, place: 2 },
  ]);
  expect(sum).toBe(70n);
  expect(members).toEqual([
    { key: "a", before: 50n, after: 50n },
    { key: "c", before: 20n, after: 20n },
  ]);
});

test("what is cut from the strong is shared by the weak, with its figures", () => {
  // 40 % of 100 is 40: 20 are cut from one and shared by four, 5 each.
  const { cap, members } = explainCap(
    [candidate("a", 60n), candidate("b", 10n), candidate("c", 10n), candidate("d", 10n), candidate("e", 10n)],
    0,
    40,
  );
  expect(cap).toEqual({ percent: 40, max: 40n, extra: 20n, below: 4, each: 5n, isImpossible: false });
  expect(members.map(({ after }) => after)).toEqual([40n, 15n, 15n, 15n, 15n]);
});

test("a cap that cannot be met says so", () => {
  const { cap, members } = explainCap([candidate("a", 60n), candidate("b", 40n)], 0, 20);
  expect(cap).toMatchObject({ max: 20n, isImpossible: true });
  expect(members.map(({ after }) => after)).toEqual([20n, 20n]);
});

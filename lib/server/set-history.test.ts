import { expect, test } from "vitest";
import { SetHistory } from "./set-history";

const CHANGES = [
  { height: 10, validators: 3, power: 300n },
  { height: 20, validators: 0, power: -50n },
  { height: 40, validators: -1, power: -100n },
  { height: 50, validators: 2, power: 7n },
];
const SIZES = [
  { height: 10, validators: 3, power: 300n },
  { height: 20, validators: 3, power: 250n },
  { height: 40, validators: 2, power: 150n },
  { height: 50, validators: 4, power: 157n },
];

function watched() {
  const asked: [after: number, height: number][] = [];
  const history = new SetHistory();
  const upTo = (height: number) =>
    history.upTo(height, async (after) => {
      asked.push([after, height]);
      return CHANGES.filter((change) => change.height > after && change.height <= height);
    });
  return { asked, upTo };
}

test("sizes add up what changed; only what nobody has counted yet is read", async () => {
  const { asked, upTo } = watched();
  expect(await upTo(9)).toEqual([]);
  expect(await upTo(20)).toEqual(SIZES.slice(0, 2));
  expect(await upTo(15)).toEqual(SIZES.slice(0, 1));
  expect(await upTo(99)).toEqual(SIZES);
  expect(await upTo(45)).toEqual(SIZES.slice(0, 3));
  expect(asked).toEqual([
    [0, 9],
    [9, 20],
    [20, 99],
  ]);
});

test("several at once are counted once, and one that fails is no harm to the next", async () => {
  const { asked, upTo } = watched();
  expect(await Promise.all([upTo(40), upTo(20), upTo(99)])).toEqual([SIZES.slice(0, 3), SIZES.slice(0, 2), SIZES]);
  expect(asked).toEqual([
    [0, 40],
    [40, 99],
  ]);
  const history = new SetHistory();
  const fails = history.upTo(20, () => Promise.reject(new Error("gone")));
  const next = history.upTo(20, async () => CHANGES.slice(0, 2));
  await expect(fails).rejects.toThrow("gone");
  expect(await next).toEqual(SIZES.slice(0, 2));
});

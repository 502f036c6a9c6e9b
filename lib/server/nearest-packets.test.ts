import { expect, test } from "vitest";
import type { LaneRange } from "@/lib/store/read-lanes";
import { findNearest } from "./nearest-packets";

/** Packets are their moments here; channel `i` has those of `MOMENTS[i]`, its sequences counting from 1. */
const MOMENTS = [
  ...Array.from({ length: 200 }, (_, i) => [i * 10, i * 10 + 3, 5_000 + i]),
  Array.from({ length: 90 }, (_, i) => 15 + i * 0.1),
  [],
];

function watched() {
  let read = 0;
  const ask = (order: "asc" | "desc") => async (ranges: readonly LaneRange[], n: number) =>
    ranges.flatMap(({ lane, channelId, after, upTo }) => {
      const own = MOMENTS[Number(channelId.slice("channel-".length))]?.slice(Number(after), Number(upTo)) ?? [];
      const first = (order === "asc" ? own : own.toReversed()).slice(0, n);
      read += first.length;
      return first.map((moment) => ({ lane, packet: moment }));
    });
  return { ask, read: () => read };
}

const RANGES = MOMENTS.map((moments, lane) => {
  const end = { chainId: "p-1", channelId: `channel-${lane}`, height: 9, hop: "send" as const };
  return { ...end, lane, after: 0n, upTo: BigInt(moments.length) };
});
const ALL = MOMENTS.flat();
const up = (a: number, b: number) => a - b;
const down = (a: number, b: number) => b - a;

test.each([1, 7, 51, 150, 400, 1_000])("the first %i packets of all lanes, in either order", async (limit) => {
  const { ask } = watched();
  expect(await findNearest(RANGES, limit, ask("asc"), up)).toEqual(ALL.toSorted(up).slice(0, limit));
  expect(await findNearest(RANGES, limit, ask("desc"), down)).toEqual(ALL.toSorted(down).slice(0, limit));
});

test("a lane in two runs", async () => {
  const halves = RANGES.flatMap((range) => [
    { ...range, upTo: range.upTo / 2n },
    { ...range, lane: range.lane + 1_000, after: range.upTo / 2n },
  ]);
  const { ask } = watched();
  expect(await findNearest(halves, 51, ask("asc"), up)).toEqual(ALL.toSorted(up).slice(0, 51));
  expect(await findNearest(halves, 51, ask("desc"), down)).toEqual(ALL.toSorted(down).slice(0, 51));
});

test("a page of two hundred lanes reads little more than their first ones", async () => {
  const { ask, read } = watched();
  await findNearest(RANGES, 51, ask("desc"), down);
  expect(read()).toBeLessThan(450);
});

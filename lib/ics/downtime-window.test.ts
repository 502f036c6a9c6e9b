import { expect, test } from "vitest";
import { downtimeWindow, without } from "./downtime-window";

const params = { signedBlocksWindow: 10, minSignedPerWindow: "0.5" };
const always = { watched: [{ from: 1, until: 100 }], missed: [], startHeight: 0 };

test("who signed everything may miss as many as the window allows, and is jailed by the next", () => {
  expect(downtimeWindow(params, always, 100)).toEqual({
    window: 10,
    watched: 10,
    missed: 0,
    maxMissed: 5,
    missesLeft: 5,
    jailAtEarliest: 106,
  });
});

test("only misses of the window count; those about to leave it give room", () => {
  // The window is 90..99; of 88..92 three are in it and the first three that come push them out again.
  const history = { ...always, missed: [{ from: 88, until: 93 }] };
  expect(downtimeWindow(params, history, 100)).toMatchObject({ missed: 3, missesLeft: 5, jailAtEarliest: 106 });
  const fresh = { ...always, missed: [{ from: 97, until: 100 }] };
  expect(downtimeWindow(params, fresh, 100)).toMatchObject({ missed: 3, missesLeft: 2, jailAtEarliest: 103 });
});

test("nobody is jailed within a window of being bonded", () => {
  const newcomer = { watched: [{ from: 98, until: 100 }], missed: [{ from: 98, until: 100 }], startHeight: 96 };
  expect(downtimeWindow(params, newcomer, 100)).toMatchObject({
    watched: 2,
    missed: 2,
    missesLeft: 6,
    jailAtEarliest: 107,
  });
});

test("a window that must be signed in part of a block is rounded as Go does: halves to even", () => {
  expect(downtimeWindow({ signedBlocksWindow: 5, minSignedPerWindow: "0.5" }, always, 100).maxMissed).toBe(3);
  expect(downtimeWindow({ signedBlocksWindow: 7, minSignedPerWindow: "0.5" }, always, 100).maxMissed).toBe(3);
});

test("a window that need not be signed at all jails nobody before all of it is missed, and then only beyond", () => {
  const figures = downtimeWindow({ signedBlocksWindow: 10, minSignedPerWindow: "0" }, always, 100);
  expect(figures.maxMissed).toBe(10);
});

test("ranges without what covers them", () => {
  const range = [{ from: 10, until: 20 }];
  expect(without(range, [{ from: 12, until: 14 }])).toEqual([
    { from: 10, until: 12 },
    { from: 14, until: 20 },
  ]);
  expect(without(range, [{ from: 0, until: 30 }])).toEqual([]);
  expect(without(range, [{ from: 0, until: 12 }])).toEqual([{ from: 12, until: 20 }]);
});

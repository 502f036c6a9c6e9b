import { expect, test } from "vitest";
import { nextHeight } from "./next-height";

const chain = { firstHeight: 1, nextHeight: 1_001, headHeight: 1_000 };
const never = () => false;
const cadence = { everyBlocks: 100, heights: [], lastChecked: 0 };

test("the last height that can be proven is the one whose next header names a set we can ask for", () => {
  expect(nextHeight(chain, cadence, never)).toBe(998);
  expect(nextHeight({ ...chain, nextHeight: 996 }, cadence, never)).toBe(994);
});

test("the cadence waits until it has come round, and 0 is never", () => {
  expect(nextHeight(chain, { ...cadence, lastChecked: 900 }, never)).toBeUndefined();
  expect(nextHeight(chain, { ...cadence, lastChecked: 898 }, never)).toBe(998);
  expect(nextHeight(chain, { ...cadence, everyBlocks: 0 }, never)).toBeUndefined();
});

test("given heights come first, oldest first, once each, and not before they are indexed", () => {
  const given = { everyBlocks: 0, heights: [400, 900, 1_510], lastChecked: 0 };
  expect(nextHeight(chain, given, never)).toBe(400);
  expect(nextHeight(chain, given, (height) => height === 400)).toBe(900);
  expect(nextHeight(chain, given, (height) => height < 1_000)).toBeUndefined();
});

test("a chain that is being caught up with, or of which nothing is known, is not verified by cadence", () => {
  expect(nextHeight({ ...chain, nextHeight: 500 }, cadence, never)).toBeUndefined();
  expect(nextHeight({}, cadence, never)).toBeUndefined();
});

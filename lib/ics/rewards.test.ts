import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { ConsHex } from "./ids";
import {
  commissionOf,
  denomOfTrace,
  isRewardEligible,
  parseCoins,
  receivedTrace,
  shareReward,
  wholeUnits,
} from "./rewards";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

test("coins of events are read, and nothing else", () => {
  expect(parseCoins("")).toEqual([]);
  expect(parseCoins("535212ibc/6B2A,10uatom")).toEqual([
    { denom: "ibc/6B2A", amount: 535_212n },
    { denom: "uatom", amount: 10n },
  ]);
  expect(parseCoins("546135.000000000000000000ibc/6B2A")).toEqual([{ denom: "ibc/6B2A", amount: 546_135n }]);
  for (const bad of ["-1uatom", "uatom", "1", "1 uatom", "1uatom,", "1<b>"]) expect(parseCoins(bad)).toBeUndefined();
});

test("a foreign denom gains the receiver's end of the channel, one that comes home loses the sender's", () => {
  const path = { srcPort: "transfer", srcChannel: "channel-1", dstPort: "transfer", dstChannel: "channel-5" };
  expect(receivedTrace("uagora", path)).toBe("transfer/channel-5/uagora");
  expect(receivedTrace("transfer/channel-1/uatom", path)).toBe("uatom");
  expect(receivedTrace("transfer/channel-9/uosmo", path)).toBe("transfer/channel-5/transfer/channel-9/uosmo");
});

test("the hash of a path is the denom the chain books it under", () => {
  // Recorded: reward_denom of consumer 1, whose `denomination` event names this path.
  expect(denomOfTrace("transfer/channel-1/uorbit", sha256)).toBe(
    "ibc/6B2A4B81E589C22CDCD274755722D5BB583654C82938C786BDCA54DEB472A449",
  );
  expect(denomOfTrace("uatom", sha256)).toBe("uatom");
  expect(denomOfTrace("factory/addr/sub", sha256)).toBe("factory/addr/sub");
});

test("shares follow power, and together never exceed what was paid", () => {
  const member = (name: string, power: bigint) => ({ consAddress: name as ConsHex, power, joinHeight: 1 });
  const shares = shareReward(100n, [member("a", 1n), member("b", 2n)]);
  expect([...shares.values()].map(wholeUnits)).toEqual([33n, 66n]);
  expect([...shares.values()].reduce((a, b) => a + b, 0n)).toBeLessThanOrEqual(100n * 10n ** 18n);
  expect(wholeUnits(commissionOf(50n * 10n ** 18n, "0.1"))).toBe(5n);
  expect(shareReward(5n, []).size).toBe(0);
});

test("who joined less than the required epochs ago is not paid yet", () => {
  expect(isRewardEligible(60, 119, 2, 30)).toBe(false);
  expect(isRewardEligible(60, 120, 2, 30)).toBe(true);
});

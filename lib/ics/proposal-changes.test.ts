import { toBech32 } from "@cosmjs/encoding";
import { expect, test } from "vitest";
import type { MessageValue } from "./message";
import { consumerOf, fieldsSetBy, isSameValue, isUnknownValue, valueAfter, valueAt } from "./proposal-changes";
import type { ConsumerFacts } from "./types";

const TYPE = "/interchain_security.ccv.provider.v1.";
const message = (name: string, fields: Record<string, MessageValue>) => ({ type: `${TYPE}${name}`, fields, size: 1 });
const SHAPING = {
  topN: 80,
  validatorsPowerCap: 0,
  validatorSetCap: 0,
  allowlist: [],
  denylist: [],
  prioritylist: [],
  minStake: "0",
  allowInactiveVals: false,
};
/** Bytes 0x00…00 as consensus address of cosmos. */
const ZEROS = toBech32("cosmosvalcons", new Uint8Array(20));
const consumer = (consumerId: string, chainId: string, more: object = {}) =>
  ({
    consumerId,
    chainId,
    owner: "alice",
    phase: "launched",
    metadata: { name: "Orbit", description: "", metadata: "" },
    powerShaping: { ...SHAPING, topN: 0, denylist: ["00".repeat(20)] },
    initParams: { initialHeight: { revisionNumber: "1", revisionHeight: "7" }, unbondingPeriodNs: "5" },
    allowlistedRewardDenoms: [],
    ...more,
  }) as unknown as ConsumerFacts;
const state = {
  consumers: [consumer("1", "orbit-1"), consumer("8", "twin-1"), consumer("9", "twin-1")],
  params: { blocksPerEpoch: 600, registeredRewardDenoms: ["ibc/A", "ibc/B"] },
};

test("a sub-message that is absent changes nothing; one that is present replaces the whole", () => {
  const named = fieldsSetBy(message("MsgUpdateConsumer", { consumerId: "1", newOwnerAddress: "", newChainId: "" }));
  expect(named).toEqual([]);
  const shaped = fieldsSetBy(message("MsgUpdateConsumer", { consumerId: "1", powerShapingParameters: SHAPING }));
  expect(shaped.map(({ field }) => field)).toEqual(
    Object.keys(SHAPING)
      .map((name) => `powerShaping.${name}`)
      .sort(byListed),
  );
  expect(shaped[0]).toEqual({ field: "powerShaping.topN", after: 80 });
});
const ORDER =
  "topN validatorsPowerCap validatorSetCap allowlist denylist prioritylist minStake allowInactiveVals".split(" ");
const byListed = (a: string, b: string) => ORDER.indexOf(a.slice(13)) - ORDER.indexOf(b.slice(13));

test("a spawn time left out of parameters that are there is unset by them", () => {
  const init = { unbondingPeriodNs: "5", initialHeight: { revisionNumber: "2", revisionHeight: "1" } };
  const sets = fieldsSetBy(message("MsgUpdateConsumer", { consumerId: "1", initializationParameters: init }));
  expect(sets.find(({ field }) => field === "initParams.spawnTime")).toEqual({ field: "initParams.spawnTime" });
  expect(sets.find(({ field }) => field === "initParams.initialHeight")?.after).toBe("2-1");
});

test("messages of v5 and before name a chain; a chain id that two consumers have names neither", () => {
  const removal = (chainId: string) =>
    message("ConsumerRemovalProposal", { chainId, stopTime: "2026-03-02T10:12:48Z" });
  expect(consumerOf(removal("orbit-1"), state)).toBe("1");
  expect(consumerOf(removal("twin-1"), state)).toBeUndefined();
  expect(consumerOf(removal("nobody-1"), state)).toBeUndefined();
  expect(fieldsSetBy(removal("orbit-1"))).toEqual([
    { field: "phase", after: "deleted" },
    { field: "stopTime", after: "2026-03-02T10:12:48Z" },
  ]);
  expect(
    fieldsSetBy(message("MsgConsumerModification", { chainId: "orbit-1", topN: 95 })).map(({ field }) => field),
  ).not.toContain("powerShaping.prioritylist");
});

test("reward denoms are added to and taken from what is there", () => {
  const [set] = fieldsSetBy(
    message("MsgChangeRewardDenoms", { denomsToAdd: ["ibc/C", "ibc/A"], denomsToRemove: ["ibc/B"] }),
  );
  if (!set) throw new Error("nothing set");
  const before = valueAt(state, undefined, set.field, "cosmos");
  expect(valueAfter(set, before as MessageValue, "cosmos")).toEqual(["ibc/A", "ibc/C"]);
});

test("lists are compared as addresses, whatever prefix they were written with, and in any order", () => {
  const before = valueAt(state, "1" as never, "powerShaping.denylist", "cosmos");
  expect(before).toEqual([ZEROS]);
  const foreign = toBech32("orbitvalcons", new Uint8Array(20));
  const after = valueAfter({ field: "powerShaping.denylist", after: [foreign, "no address"] }, undefined, "cosmos");
  expect(after).toEqual([ZEROS, "no address"]);
  expect(isSameValue(["a", "b"], ["b", "a"])).toBe(true);
  expect(isSameValue(["a"], ["a", "b"])).toBe(false);
  expect(isSameValue(undefined, "")).toBe(true);
});

test("a parameter is compared as text; one we do not follow is unknown, not unset", () => {
  const [epoch, fee] = fieldsSetBy(
    message("MsgUpdateParams", {
      params: { blocksPerEpoch: "300", consumerRewardDenomRegistrationFee: { denom: "u" } },
    }),
  );
  expect(valueAt(state, undefined, epoch?.field ?? "", undefined)).toBe("600");
  expect(isUnknownValue(valueAt(state, undefined, fee?.field ?? "", undefined))).toBe(true);
});

test("messages of other modules, and bytes that were not decoded, set nothing we follow", () => {
  expect(fieldsSetBy({ type: "/cosmos.bank.v1beta1.MsgSend", fields: { amount: [] }, size: 1 })).toEqual([]);
  expect(fieldsSetBy({ type: `${TYPE}MsgUpdateConsumer`, raw: "00", size: 1 })).toEqual([]);
});

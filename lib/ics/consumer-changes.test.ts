import { expect, test } from "vitest";
import { type ConsumerRecord, diffConsumerRecords } from "./consumer-changes";
import type { ChainId, ConsHex } from "./ids";

const record: ConsumerRecord = {
  chainId: "orbit-1" as ChainId,
  phase: "launched",
  owner: "cosmos1a",
  metadata: { name: "Orbit", description: "d", metadata: "m" },
  powerShaping: {
    topN: 0,
    validatorsPowerCap: 0,
    validatorSetCap: 12,
    allowlist: [],
    denylist: ["aa" as ConsHex],
    prioritylist: [],
    minStake: "0",
    allowInactiveVals: true,
  },
  infraction: {
    doubleSign: { slashFraction: "0.05", jailDurationNs: "9223372036854775807", tombstone: true },
    downtime: { slashFraction: "0", jailDurationNs: "600000000000", tombstone: false },
  },
  allowlistedRewardDenoms: [],
};

test("nothing changed, nothing said", () => {
  expect(diffConsumerRecords(record, structuredClone(record))).toEqual([]);
});

test("fields before and after, lists by what was added and removed", () => {
  const after: ConsumerRecord = {
    ...record,
    owner: "cosmos1b",
    powerShaping: {
      ...record.powerShaping,
      validatorSetCap: 9,
      denylist: ["bb" as ConsHex],
      allowInactiveVals: false,
    },
    infraction: {
      ...record.infraction,
      downtime: { slashFraction: "0.01", jailDurationNs: "600000000000", tombstone: false },
    } as never,
    allowlistedRewardDenoms: ["ibc/27"],
  };
  expect(diffConsumerRecords(record, after)).toEqual([
    { field: "owner", from: "cosmos1a", to: "cosmos1b" },
    { field: "validatorSetCap", from: "12", to: "9" },
    { field: "allowInactiveVals", from: "true", to: "false" },
    { field: "downtime.slashFraction", from: "0", to: "0.01" },
    { field: "denylist", added: ["bb"], removed: ["aa"] },
    { field: "rewardDenoms", added: ["ibc/27"], removed: [] },
  ]);
});

test("what was not set before has no before: a spawn time that is given, and taken away", () => {
  const initParams = {
    initialHeight: { revisionNumber: "1", revisionHeight: "1" },
    spawnTime: "2026-03-02T10:04:00Z",
  } as ConsumerRecord["initParams"];
  const { spawnTime: _taken, ...without } = initParams as NonNullable<ConsumerRecord["initParams"]>;
  const [unset, set] = [
    { ...record, initParams: without } as ConsumerRecord,
    { ...record, initParams } as ConsumerRecord,
  ];
  expect(diffConsumerRecords(unset, set)).toEqual([{ field: "spawnTime", to: "2026-03-02T10:04:00Z" }]);
  expect(diffConsumerRecords(set, unset)).toEqual([{ field: "spawnTime", from: "2026-03-02T10:04:00Z" }]);
});

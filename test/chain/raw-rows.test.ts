import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ChainError } from "@/lib/chain/errors";
import { decodeConsumerRow } from "@/lib/chain/raw-store/consumer-table";
import { decodeIbcRow } from "@/lib/chain/raw-store/ibc-table";
import { decodeProviderRow } from "@/lib/chain/raw-store/provider-table";
import { nanosOf } from "@/lib/ics/time";
import {
  assignedKeysOf,
  channelCountersOf,
  channelOf,
  clientOf,
  consumerIds,
  initParamsOf,
  minPowerOf,
  nextVscIdOf,
  ownerOf,
  phaseOf,
  powerShapingOf,
  providerSetOf,
  queuedPacketsOf,
  removalNanosOf,
  slashMeterOf,
  storedSetOf,
  vscHeightsOf,
} from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";

const HEIGHTS = [30, 200, 500, 700, 1_000, 1_200, 1_500];
const PHASES = ["", "registered", "initialized", "launched", "stopped", "deleted"];

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

/** Every row of a store at a height through one decoder. */
function decodeAll<T>(rows: ReadonlyMap<string, Uint8Array>, decode: (key: Uint8Array, value: Uint8Array) => T) {
  return [...rows].map(([key, value]) => ({ key, row: decode(bytes(key), value) }));
}

describe.each(["first", "changeover"] as const)("the %s recording", (name) => {
  const record = openRecord(recordingDir(name));

  test("every row of the provider's store is known, and says what the separate reader reads", () => {
    const seen = new Set<string>();
    for (const height of HEIGHTS) {
      const rows = record.storeAt(record.provider, "provider", height);
      const decoded = decodeAll(rows, decodeProviderRow);
      expect(decoded.filter(({ row }) => row === undefined)).toEqual([]);
      const all = decoded.flatMap(({ row }) => row ?? []);
      for (const row of all) seen.add(row.name);
      const of = <N extends (typeof all)[number]["name"]>(kind: N) =>
        all.filter((row): row is Extract<(typeof all)[number], { name: N }> => row.name === kind);

      expect(of("valsetUpdateId")[0]?.value).toBe(nextVscIdOf(rows));
      expect(new Map(of("valsetUpdateHeight").map((row) => [row.key.number, row.value]))).toEqual(vscHeightsOf(rows));
      const meter = slashMeterOf(rows);
      expect(of("slashMeter")[0]?.value).toBe(meter.meter);
      expect(nanosOf(of("slashMeterCandidate")[0]?.value ?? "")).toBe(meter.candidateNanos);
      expect(new Map(of("providerValidator").map((row) => [row.key.consAddress, row.value.power]))).toEqual(
        providerSetOf(rows),
      );
      for (const id of consumerIds(rows)) {
        const one = <N extends (typeof all)[number]["name"]>(kind: N) =>
          of(kind).filter((row) => (row.key as { consumerId?: string }).consumerId === id);
        expect(one("phase")[0]?.value).toBe(PHASES[phaseOf(rows, id) ?? 0]);
        expect(one("owner")[0]?.value).toBe(ownerOf(rows, id));
        expect(one("consumerToChannel")[0]?.value).toBe(channelOf(rows, id));
        expect(one("consumerToClient")[0]?.value).toBe(clientOf(rows, id));
        expect(one("minPowerInTopN")[0]?.value).toBe(minPowerOf(rows, id));
        const removal = one("removalTime")[0]?.value;
        expect(removal === undefined ? undefined : nanosOf(removal)).toBe(removalNanosOf(rows, id));
        expect(one("powerShaping")[0]?.value.topN).toBe(powerShapingOf(rows, id)?.topN);
        expect(one("initParams")[0]?.value.genesisHash).toBe(initParamsOf(rows, id)?.genesisHash);
        expect(new Map(one("assignedKey").map((row) => [row.key.consAddress, row.value]))).toEqual(
          assignedKeysOf(rows, id),
        );
        expect(one("storedValidator").map((row) => row.value)).toEqual(storedSetOf(rows, id));
        const queued = one("pendingVscPackets")[0]?.value ?? [];
        expect(queued.map(({ valsetUpdateId }) => valsetUpdateId)).toEqual(
          queuedPacketsOf(rows, id).map(({ vscId }) => vscId),
        );
      }
    }
    expect(seen.size).toBeGreaterThan(25);
  }, 60_000);

  test("every row of each consumer's store is known, and its set is the one that signs", () => {
    for (const chainId of record.chains.filter((chain) => chain !== record.provider)) {
      const chain = record.chain(chainId);
      const last = chain.heights.at(-1) ?? 0;
      for (const height of [Math.floor(last / 3), last]) {
        const decoded = decodeAll(record.storeAt(chainId, "ccvconsumer", height), decodeConsumerRow);
        expect(decoded.filter(({ row }) => row === undefined)).toEqual([]);
        for (const { row } of decoded) {
          if (row?.name === "heightToVscId") expect(row.value).toBeLessThan(10_000n);
          if (row?.name === "historicalInfo") expect(row.value.height).toBe(Number(row.key.number));
          if (row?.name === "validator") expect(row.value.consAddress).toBe(row.key.consAddress);
        }
      }
    }
  }, 60_000);

  test("every row of ibc is known, and the counters are those of the separate reader", () => {
    for (const chainId of record.chains) {
      const last = record.chain(chainId).heights.at(-1) ?? 0;
      const rows = record.storeAt(chainId, "ibc", last);
      const decoded = decodeAll(rows, decodeIbcRow);
      expect(
        decoded.filter(({ row }) => row === undefined).map(({ key }) => Buffer.from(key, "hex").toString()),
      ).toEqual([]);
      let counters = 0;
      for (const { row } of decoded) {
        if (row?.name !== "nextSequenceSend") continue;
        counters += 1;
        expect(row.value).toBe(channelCountersOf(rows, row.portId, row.channelId)?.nextSend);
      }
      if (rows.size > 0) expect(counters).toBeGreaterThan(0);
    }
  }, 60_000);
});

test.each([
  ["provider", decodeProviderRow],
  ["consumer", decodeConsumerRow],
  ["ibc", decodeIbcRow],
])("whatever bytes stand in a row of %s, it ends in a value or a ChainError", (_store, decode) => {
  const paths = fc
    .constantFrom(
      "channelEnds/ports/provider/channels/channel-0",
      "clients/07-tendermint-0/clientState",
      "clients/07-tendermint-0/consensusStates/1-5",
      "connections/connection-0",
      "nextSequenceAck/ports/provider/channels/channel-0",
      "acks/ports/provider/channels/channel-0/sequences/3",
    )
    .map((path) => new TextEncoder().encode(path));
  const withPrefix = fc
    .tuple(
      fc.integer({ min: 0, max: 255 }),
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constant(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 49)),
        fc.constant(Uint8Array.of(49)),
        fc.constant(Uint8Array.of()),
      ),
    )
    .map(([prefix, tail]) => Uint8Array.of(prefix, ...tail));
  const field = fc
    .tuple(fc.integer({ min: 1, max: 15 }), fc.uint8Array({ maxLength: 24 }))
    .map(([number, data]) => Uint8Array.of((number << 3) | 2, data.length, ...data));
  const values = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(field, { maxLength: 5 }).map((fields) => Uint8Array.from(fields.flatMap((one) => [...one]))),
  );
  fc.assert(
    fc.property(fc.oneof(withPrefix, paths), values, (key, value) => {
      try {
        decode(key, value);
      } catch (error) {
        if (!(error instanceof ChainError)) throw error;
      }
    }),
    { numRuns: 3_000 },
  );
});

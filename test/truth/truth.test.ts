import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerListItem, ConsumerValidatorView, ConsumerView } from "@/lib/api/contracts/consumer";
import type { OverviewView } from "@/lib/api/contracts/network";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";
import type { Store } from "@/lib/store/open-store";
import {
  assignedKeysOf,
  chainIdOf,
  channelOf,
  clientOf,
  consumerIds,
  initParamsOf,
  markedOf,
  metadataOf,
  minPowerOf,
  ownerOf,
  phaseOf,
  powerShapingOf,
  providerSetOf,
  queuedPacketsOf,
  type RawRows,
  removalNanosOf,
  storedSetOf,
} from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import {
  base64OfHex,
  bytesOfBech32,
  heightAt,
  nanos,
  packetsCounted,
  ReceivedCounter,
  replenishCandidateOf,
  slashMeterOf,
} from "./expected";

const NETWORK = "devnet";
const HEIGHTS = [1, 33, 60, 120, 200, 280, 360, 430, 500, 570, 640, 700, 790, 870, 960, 1050, 1130, 1200, 1380, 1515];
const PHASES = ["unspecified", "registered", "initialized", "launched", "stopped", "deleted"];
/** Whose chain is whose, from the recording's own description. */
const CHAINS: Readonly<Record<string, string>> = {
  0: "ics-replicated-1",
  1: "ics-optin-1",
  2: "ics-democ-1",
  3: "ics-stalled-1",
};

const record = openRecord(recordingDir("first"));
const received = Object.fromEntries(
  Object.entries(CHAINS).map(([id, chain]) => [id, new ReceivedCounter(record, chain)]),
);

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, 1515));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const ask = <T>(path: string, height: number) => getBody<T>(NETWORK, `${path}?height=${height}`);

function powerOfStored(rows: RawRows, id: string): bigint {
  const powers = providerSetOf(rows);
  return storedSetOf(rows, id).reduce((sum, { consAddress }) => sum + (powers.get(consAddress) ?? 0n), 0n);
}

describe.each(HEIGHTS)("at provider height %i the API says what the raw store says", (height) => {
  const rows = record.storeAt(record.provider, "provider", height);
  const time = record.headerTimes(record.provider).get(height) as string;
  const ids = consumerIds(rows);

  test("list of consumers: ids, chain ids, names, phases, clients, channels, sets, packets", async () => {
    const { data, asOf } = await ask<{ data: ConsumerListItem[]; asOf: unknown }>("consumers", height);
    expect(asOf).toEqual({ chainId: record.provider, height, time });
    expect(data.map(({ consumerId }) => consumerId)).toEqual(ids);
    for (const consumer of data) {
      const id = consumer.consumerId;
      const channel = channelOf(rows, id);
      const stored = storedSetOf(rows, id);
      expect({ id, phase: consumer.phase }).toEqual({ id, phase: PHASES[phaseOf(rows, id) ?? 0] });
      expect(consumer.chainId).toBe(chainIdOf(rows, id));
      expect(consumer.name).toBe(metadataOf(rows, id)?.name);
      expect(consumer.topN).toBe(powerShapingOf(rows, id)?.topN ?? 0);
      expect({ id, clientId: consumer.clientId }).toEqual({ id, clientId: clientOf(rows, id) });
      expect({ id, channelId: consumer.channelId }).toEqual({ id, channelId: channel });
      expect({ id, count: consumer.validatorCount }).toEqual({ id, count: stored.length });
      expect({ id, power: consumer.consumerPower }).toEqual({
        id,
        power: String(stored.reduce((sum, { power }) => sum + power, 0n)),
      });
      expect({ id, queued: consumer.vsc.queued }).toEqual({ id, queued: String(queuedPacketsOf(rows, id).length) });
      if (channel !== undefined) {
        expect({ id, sent: consumer.vsc.sent }).toEqual({
          id,
          sent: String(packetsCounted(record, "nextSequenceSend", channel, height)),
        });
        expect({ id, acked: consumer.vsc.acked }).toEqual({
          id,
          acked: String(packetsCounted(record, "nextSequenceAck", channel, height)),
        });
        const chain = CHAINS[id] as string;
        const consumerHeight = heightAt(record, chain, time) ?? 0;
        expect({ id, received: consumer.vsc.received }).toEqual({
          id,
          received: String(received[id]?.upTo(consumerHeight)),
        });
        expect(consumer.lastBlock).toEqual({
          height: consumerHeight,
          time: record.headerTimes(chain).get(consumerHeight),
        });
      } else {
        expect(consumer.vsc).toMatchObject({ sent: "0", received: "0", acked: "0" });
      }
    }
  });

  test("provider power of the sets whose members are all active", async () => {
    const { data } = await ask<{ data: ConsumerListItem[] }>("consumers", height);
    const powers = providerSetOf(rows);
    for (const { consumerId, providerPower } of data) {
      const isActive = storedSetOf(rows, consumerId).every(({ consAddress }) => powers.has(consAddress));
      if (isActive)
        expect({ consumerId, providerPower }).toEqual({
          consumerId,
          providerPower: String(powerOfStored(rows, consumerId)),
        });
    }
  });

  test("each consumer: owner, metadata, parameters, spawn and removal time, threshold", async () => {
    for (const id of ids) {
      const { data } = await ask<{ data: ConsumerView }>(`consumers/${id}`, height);
      const init = initParamsOf(rows, id);
      const shaping = powerShapingOf(rows, id);
      expect(data.owner).toBe(ownerOf(rows, id));
      expect(data.metadata).toEqual(metadataOf(rows, id));
      expect(data.optedInCount).toBe(markedOf(rows, 32, id).length);
      expect({ id, minPower: data.minPowerInTopN }).toEqual({ id, minPower: minPowerOf(rows, id)?.toString() });
      const removal = removalNanosOf(rows, id);
      expect({ id, removal: data.removalTime && nanos(data.removalTime) }).toEqual({ id, removal });
      if (init) {
        const spawn = init.spawnNanos > 0n ? init.spawnNanos : undefined;
        expect({ id, spawn: data.spawnTime && nanos(data.spawnTime) }).toEqual({ id, spawn });
        expect(data.initParams).toMatchObject({
          genesisHash: init.genesisHash,
          binaryHash: init.binaryHash,
          unbondingPeriodNs: String(init.unbondingNanos),
          ccvTimeoutPeriodNs: String(init.ccvTimeoutNanos),
          connectionId: init.connectionId,
        });
        const { revisionNumber, revisionHeight } = data.initParams?.initialHeight ?? {};
        expect(`${revisionNumber}-${revisionHeight}`).toBe(init.initialHeight);
      }
      if (shaping) {
        expect(data.powerShaping).toMatchObject({
          topN: shaping.topN,
          validatorsPowerCap: shaping.validatorsPowerCap,
          validatorSetCap: shaping.validatorSetCap,
          minStake: String(shaping.minStake),
          allowInactiveVals: shaping.allowInactiveVals,
        });
        if (data.phase !== "deleted") {
          expect(data.powerShaping.allowlist.map(bytesOfBech32).sort()).toEqual(markedOf(rows, 36, id).sort());
          expect(data.powerShaping.denylist.map(bytesOfBech32).sort()).toEqual(markedOf(rows, 37, id).sort());
        }
      }
    }
  });

  test("the four sets: opted in, stored with key and join height, assigned keys, really signing", async () => {
    for (const id of ids) {
      type Body = { data: ConsumerValidatorView[]; heights: { consumer?: { height?: number } } };
      const { data, heights } = await ask<Body>(`consumers/${id}/validators`, height);
      const named = (row: ConsumerValidatorView) => bytesOfBech32(row.providerConsAddress as string);
      expect({
        id,
        optedIn: data
          .filter((row) => row.optedIn)
          .map(named)
          .sort(),
      }).toEqual({ id, optedIn: markedOf(rows, 32, id).sort() });
      const stored = data.flatMap((row) => (row.stored ? [{ who: named(row), ...row.stored }] : []));
      expect({ id, stored: stored.sort((a, b) => (a.who < b.who ? -1 : 1)) }).toEqual({
        id,
        stored: storedSetOf(rows, id)
          .map((row) => ({
            who: row.consAddress,
            power: String(row.power),
            key: base64OfHex(row.pubKey),
            joinHeight: row.joinHeight,
          }))
          .sort((a, b) => (a.who < b.who ? -1 : 1)),
      });
      const assigned = assignedKeysOf(rows, id);
      for (const row of data) {
        if (row.providerConsAddress !== undefined) expect(row.keyAssigned).toBe(assigned.has(named(row)));
      }
      const chain = CHAINS[id];
      const phase = PHASES[phaseOf(rows, id) ?? 0];
      const consumerHeight =
        chain && ["launched", "stopped"].includes(phase ?? "") ? heightAt(record, chain, time) : undefined;
      if (chain === undefined || consumerHeight === undefined) continue;
      expect(heights.consumer).toMatchObject({ chainId: chain, height: consumerHeight });
      const signing = data.flatMap(({ signing: member }) =>
        member && "power" in member ? [`${member.key} ${member.power}`] : [],
      );
      const recorded = record
        .validatorsAt(chain, consumerHeight)
        .map(({ pubKey, power }) => `${base64OfHex(pubKey)} ${power}`);
      expect({ id, signing: signing.sort() }).toEqual({ id, signing: recorded.sort() });
      // In this record every key that ever signed a consumer belongs to a validator of the provider.
      expect(data.filter((row) => row.operator === undefined)).toEqual([]);
    }
  });

  test("validators: who is active, with which power", async () => {
    const { data } = await ask<{ data: ValidatorListItem[] }>("validators", height);
    const active = data.filter((row) => row.active).map((row) => [bytesOfBech32(row.providerConsAddress), row.power]);
    const set = [...providerSetOf(rows)].map(([address, power]) => [address, String(power)]);
    expect(active.sort()).toEqual(set.sort());
  });

  test("overview: phases, slash meter, epoch, power", async () => {
    const { data } = await ask<{ data: OverviewView }>("overview", height);
    const count = (phase: string) => ids.filter((id) => PHASES[phaseOf(rows, id) ?? 0] === phase).length;
    expect(data.consumersByPhase).toEqual({
      registered: count("registered"),
      initialized: count("initialized"),
      launched: count("launched"),
      stopped: count("stopped"),
      deleted: count("deleted"),
    });
    expect(data.slashMeter).toMatchObject({ meter: slashMeterOf(rows) });
    if ("nextReplenish" in data.slashMeter)
      expect(nanos(data.slashMeter.nextReplenish)).toBe(replenishCandidateOf(rows));
    expect(data.epoch).toMatchObject({ blocksPerEpoch: 30, blocksLeft: (30 - (height % 30)) % 30 });
    expect(data.validators.totalPower).toBe(
      String([...providerSetOf(rows).values()].reduce((sum, power) => sum + power, 0n)),
    );
    const channels = ids.flatMap((id) => channelOf(rows, id) ?? []);
    const inFlight = channels.reduce(
      (sum, channel) =>
        sum +
        packetsCounted(record, "nextSequenceSend", channel, height) -
        packetsCounted(record, "nextSequenceAck", channel, height),
      0n,
    );
    expect(data.packetsInFlight).toBe(Number(inFlight));
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerValidatorsAnswer } from "@/lib/api/consumer-validators-query";
import type { FindingView } from "@/lib/api/contracts/common";
import type { ConsumerValidatorView, ConsumerView } from "@/lib/api/contracts/consumer";
import type { LaunchView } from "@/lib/api/contracts/launch";
import type { PacketView } from "@/lib/api/contracts/packet";
import type { PipelineView } from "@/lib/api/contracts/pipeline";
import type { SearchView } from "@/lib/api/contracts/search";
import type { SlashItem } from "@/lib/api/contracts/slash";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";
import type { Store } from "@/lib/store/open-store";
import { channelOf, ownerOf, phaseOf, removalNanosOf, storedSetOf } from "../record/provider-rows";
import { openRecord, type RecordedNetwork, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { base64OfHex, bytesOfBech32, heightAt, nanos, packetsCounted } from "./expected";

/*
 * The life of a chain that existed before it was a consumer and exists after, and of one that lapses: each stage is what the
 * raw rows say at that height, read by the separate reader.
 */

const NETWORK = "changeover";
const SOVEREIGN = "ics-sovereign-1";
const LAPSE = "ics-lapse-1";

let tape: Tape;
let store: Store;
let record: RecordedNetwork;

beforeAll(async () => {
  record = openRecord(recordingDir("changeover"));
  tape = await serveRecording(NETWORK);
  ({ store } = await indexTape(tape, 720));
  serveStore(store, tape.networks as never);
}, 180_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const viewOf = async (id: string, height: number) =>
  (await getBody<{ data: ConsumerView }>(NETWORK, `consumers/${id}?height=${height}`)).data;
const setsOf = (id: string, height: number) =>
  getBody<ConsumerValidatorsAnswer>(NETWORK, `consumers/${id}/validators?height=${height}`);
const codesOf = async (id: string, height: number) => {
  const { data } = await getBody<{ data: FindingView[] }>(NETWORK, `findings?height=${height}`);
  return data.filter(({ consumerId }) => consumerId === id).map(({ code }) => code);
};

const providerTime = (height: number) => record.headerTimes(record.provider).get(height) ?? "";
/** The consumer's block that a provider block shows. */
const shownAt = (chainId: string, height: number) => heightAt(record, chainId, providerTime(height)) ?? 0;
const rawSet = (chainId: string, height: number) =>
  record.validatorsAt(chainId, height).map(({ pubKey, power }) => `${base64OfHex(pubKey)} ${power}`);
const signingOf = (rows: readonly ConsumerValidatorView[]) =>
  rows.flatMap(({ signing }) => (signing && !("state" in signing) ? [`${signing.key} ${signing.power}`] : []));
/** Block of the consumer that writes the CCV parameters first: there its module is set up (store `ccvconsumer`). */
const upgradeBlock = () => {
  const [first = 0] = [...record.headerTimes(SOVEREIGN).keys()]
    .sort((a, b) => a - b)
    .filter((height) =>
      record
        .blockAt(SOVEREIGN, height)
        .results.finalize_block_events.some(
          ({ type, attributes }) =>
            type === "channel_open_init" &&
            attributes.some(({ key, value }) => key === "port_id" && value === "consumer"),
        ),
    );
  return first;
};
/** First block whose commit another set signs than the one the chain began with. */
const switchBlock = () => record.chain(SOVEREIGN).validatorLineHeights.find((height) => height > 1) ?? 0;

const PHASES = { 2: "initialized", 3: "launched", 4: "stopped", 5: "deleted" } as const;

describe("consumer 0, a chain of its own before and after", () => {
  test.each([
    [60, "preparing", "own"],
    [130, "launched", "own"],
    [148, "upgraded", "own"],
    [160, "switched", "provider"],
    [300, "switched", "provider"],
    [385, "switched", "last"],
    [700, "switched", "last"],
  ] as const)("at %i: %s, and the set it runs is the raw one (%s)", async (height, stage, runs) => {
    const [view, sets] = await Promise.all([viewOf("0", height), setsOf("0", height)]);
    const rows = record.storeAt(record.provider, "provider", height);
    expect(view.phase).toBe(PHASES[phaseOf(rows, "0") as keyof typeof PHASES]);
    expect(view.changeover).toMatchObject({ stage, plannedHeight: upgradeBlock(), firstHeight: switchBlock() });
    expect(view.changeover?.lastOwnHeight).toBe(switchBlock() - 1);
    const shown = shownAt(SOVEREIGN, height);
    expect(view.consumerChain).toMatchObject({ chainId: SOVEREIGN, head: { height: shown } });
    expect(sets.runs).toBe(runs);
    expect(signingOf(sets.data).sort()).toEqual(rawSet(SOVEREIGN, shown).sort());
  });

  test("its upgrade is dated only once it is seen, and by the block that set its module up", async () => {
    expect((await viewOf("0", 130)).changeover).not.toHaveProperty("upgradeHeight");
    for (const height of [148, 300, 700]) {
      expect((await viewOf("0", height)).changeover?.upgradeHeight).toBe(upgradeBlock());
    }
  });

  test("until its set changes nothing is called late, stuck or missing", async () => {
    const last = [...record.headerTimes(record.provider).keys()].filter(
      (height) => shownAt(SOVEREIGN, height) === switchBlock() - 1,
    );
    for (const height of [40, 60, 121, 130, 141, 147, ...last]) {
      expect(await codesOf("0", height)).toEqual([]);
      const { data } = await getBody<{ data: PipelineView }>(NETWORK, `consumers/0/pipeline?height=${height}`);
      expect(data.vsc).not.toHaveProperty("stuckBecause");
      expect(await viewOf("0", height)).not.toHaveProperty("sync");
    }
  });

  test("consumer heights 146 to 150: who must run is who is in the set that signs", async () => {
    for (const consumerHeight of [146, 147, 148, 149, 150]) {
      const height = [...record.headerTimes(record.provider).keys()].find(
        (one) => shownAt(SOVEREIGN, one) === consumerHeight,
      );
      if (height === undefined) throw new Error(`no provider block shows block ${consumerHeight}`);
      const signed = record
        .blockAt(SOVEREIGN, consumerHeight + 1)
        .block.block.last_commit.signatures?.filter(({ block_id_flag: flag }) => flag === 2)
        .map(({ validator_address: address }) => address.toLowerCase());
      const raw = record.validatorsAt(SOVEREIGN, consumerHeight);
      // Only members of the set the API shows have signed the block.
      const sets = await setsOf("0", height);
      expect(signingOf(sets.data).sort()).toEqual(rawSet(SOVEREIGN, consumerHeight).sort());
      const members = new Set(raw.map(({ address }) => address));
      expect(signed?.length).toBeGreaterThan(0);
      expect(signed?.every((address) => members.has(address))).toBe(true);
      const { data } = await getBody<{ data: ValidatorListItem[] }>(NETWORK, `validators?height=${height}`);
      const running = data.flatMap(({ duties = [] }) =>
        duties.filter(({ consumerId, duty }) => consumerId === "0" && (duty === "run" || duty === "run-until")),
      );
      const keys = new Set(raw.map(({ pubKey }) => base64OfHex(pubKey)));
      expect(running.length).toBe(consumerHeight < switchBlock() ? 0 : raw.length);
      expect(running.every(({ key }) => keys.has(key))).toBe(true);
    }
  });

  test("from the first block of the new set on it hashes to the set stored at the launch, later to the last in force", async () => {
    for (const consumerHeight of [switchBlock(), switchBlock() + 5]) {
      const height = [...record.headerTimes(record.provider).keys()].find(
        (one) => shownAt(SOVEREIGN, one) === consumerHeight,
      ) as number;
      const { proof } = await setsOf("0", height);
      expect(proof).toMatchObject({
        isEqual: true,
        consumerSetHash: record.blockAt(SOVEREIGN, consumerHeight).block.block.header.validators_hash.toLowerCase(),
      });
    }
    const { proof } = await setsOf("0", 300);
    const header = record.blockAt(SOVEREIGN, shownAt(SOVEREIGN, 300)).block.block.header;
    expect(proof).toEqual({
      isEqual: true,
      storedSetHash: header.validators_hash.toLowerCase(),
      consumerSetHash: header.validators_hash.toLowerCase(),
    });
  });
});

describe("both sets side by side", () => {
  test.each([130, 148, 160, 700])("at %i: who leaves and who comes", async (height) => {
    const { data } = await getBody<{ data: LaunchView }>(NETWORK, `consumers/0/launch?height=${height}`);
    const { members = [], ...dates } = data.changeover ?? {};
    const isSwitched = shownAt(SOVEREIGN, height) >= switchBlock();
    const own = record.validatorsAt(SOVEREIGN, switchBlock() - 1);
    const taken = isSwitched
      ? record.validatorsAt(SOVEREIGN, switchBlock())
      : storedSetOf(record.storeAt(record.provider, "provider", height), "0");
    const shown = (when: "before" | "after") =>
      members.flatMap((member) => (member[when] === undefined ? [] : [`${member.key} ${member[when]}`])).sort();
    const raw = (set: readonly { pubKey: string; power: bigint }[]) =>
      set.map(({ pubKey, power }) => `${base64OfHex(pubKey)} ${power}`).sort();
    expect(shown("before")).toEqual(raw(own));
    expect(shown("after")).toEqual(raw(taken));
    const times = record.headerTimes(SOVEREIGN);
    const blockAt = (at: number) => ({ height: at, time: times.get(at) });
    if (isSwitched) {
      expect(dates).toMatchObject({
        upgradedAt: blockAt(upgradeBlock()),
        lastOwnAt: blockAt(switchBlock() - 1),
        firstAt: blockAt(switchBlock()),
      });
    } else expect(dates).not.toHaveProperty("firstAt");
  });
});

/** First provider block at which prefix 49 holds a phase. */
const firstHeightOf = (id: string, phase: number) =>
  [...record.headerTimes(record.provider).keys()]
    .sort((a, b) => a - b)
    .find((height) => phaseOf(record.storeAt(record.provider, "provider", height), id) === phase) ?? 0;

const eventsAt = (height: number, type: string) =>
  record
    .blockAt(record.provider, height)
    .results.txs_results.filter(({ code }) => !code)
    .flatMap(({ events }) => events)
    .filter((event) => event.type === type)
    .map(({ attributes }) => Object.fromEntries(attributes.map(({ key, value }) => [key, value])));

describe("leaving", () => {
  test("consumer 0 is stopped by its owner, with the transaction, and counts down to its deletion", async () => {
    const stopped = firstHeightOf("0", 4);
    const rows = record.storeAt(record.provider, "provider", 385);
    const { leaving, afterlife, phase } = await viewOf("0", 385);
    expect(phase).toBe("stopped");
    const [request] = eventsAt(stopped, "remove_consumer").filter(({ consumer_id: id }) => id === "0");
    expect(leaving).toMatchObject({
      cause: "owner",
      stoppedAt: { height: stopped, time: providerTime(stopped) },
      by: ownerOf(rows, "0"),
    });
    expect(leaving?.by).toBe(request?.submitter_address);
    expect(leaving?.txHash).toMatch(/^[0-9A-F]{64}$/);
    expect(nanos(leaving?.deletesAt ?? "")).toBe(removalNanosOf(rows, "0"));
    expect(leaving).not.toHaveProperty("deletedAt");
    expect(afterlife).toEqual({
      state: "goes-on",
      validators: record.validatorsAt(SOVEREIGN, shownAt(SOVEREIGN, 385)).length,
    });
  });

  test("consumer 1 is stopped by a packet that timed out: channel closed, with the relayer's transaction", async () => {
    const stopped = firstHeightOf("1", 4);
    const [timeout] = eventsAt(stopped, "timeout_packet");
    const { leaving, phase, removalTime, road } = await viewOf("1", 380);
    expect(phase).toBe("stopped");
    expect(leaving).toMatchObject({
      cause: "timeout",
      stoppedAt: { height: stopped },
      packet: { sequence: timeout?.packet_sequence },
      txHash: road.channel.closedAt?.txHash,
    });
    expect(road.channel).toMatchObject({ state: "closed", closedAt: { height: stopped } });
    expect(leaving?.by).toMatch(/^harbor1/);
    expect(nanos(removalTime ?? "")).toBe(removalNanosOf(record.storeAt(record.provider, "provider", 380), "1"));
    const { height: sentHeight = 0 } = leaving?.packet?.sentAt ?? {};
    const sent = record
      .blockAt(record.provider, sentHeight)
      .results.finalize_block_events.filter(({ type }) => type === "send_packet")
      .map(({ attributes }) => Object.fromEntries(attributes.map(({ key, value }) => [key, value])))
      .find((packet) => packet.packet_src_channel === road.channel.channelId);
    expect(leaving?.packet?.sequence).toBe(sent?.packet_sequence);
    expect(nanos(leaving?.packet?.timeoutAt ?? "")).toBe(BigInt(sent?.packet_timeout_timestamp ?? 0));
    expect(await codesOf("1", 380)).toEqual(expect.arrayContaining(["channel-closed", "stopping"]));
  });

  test("consumer 1 before: in sync at 250, three updates unreceived at 300, past their timeout when nobody relays it", async () => {
    expect((await viewOf("1", 250)).sync).toEqual({ state: "in-sync" });
    const channel = channelOf(record.storeAt(record.provider, "provider", 300), "1") ?? "";
    const late = await viewOf("1", 300);
    expect(late.vsc).toMatchObject({
      sent: String(packetsCounted(record, "nextSequenceSend", channel, 300)),
      acked: String(packetsCounted(record, "nextSequenceAck", channel, 300)),
    });
    expect(late.sync).toEqual({
      state: "behind",
      packets: Number(late.vsc.sent) - Number(late.vsc.acked),
      queued: 0,
    });
    expect(await codesOf("1", 372)).toContain("timeout-not-relayed");
  });

  test("duties: who is in the last set may stop without losing stake, and is told what then happens", async () => {
    for (const [height, duty] of [
      [385, "run-until"],
      [700, "may-stop"],
    ] as const) {
      const { data } = await getBody<{ data: ValidatorListItem[] }>(NETWORK, `validators?height=${height}`);
      const last = new Set(record.validatorsAt(SOVEREIGN, shownAt(SOVEREIGN, height)).map(({ address }) => address));
      const rows = data.flatMap(({ duties = [] }) => duties.filter((row) => row.consumerId === "0"));
      const told = rows.filter((row) => row.reason.includes("this validator in it"));
      expect(told.length).toBe(last.size);
      expect(told.every((row) => row.duty === duty)).toBe(true);
      expect(told.every(({ reason }) => reason.includes("stopping costs no stake"))).toBe(true);
    }
  });
});

describe("the record of what is deleted", () => {
  test.each([
    ["0", SOVEREIGN],
    ["1", LAPSE],
  ])("consumer %s keeps its packets, sets, timeline and chain", async (id, chainId) => {
    const view = await viewOf(id, 700);
    expect(view).toMatchObject({
      phase: "deleted",
      validatorCount: 0,
      leaving: { deletedAt: { height: expect.any(Number) } },
    });
    expect(view.leaving?.deletedAt?.height).toBe(firstHeightOf(id, 5));
    expect(view.consumerChain).toMatchObject({ chainId, head: { height: shownAt(chainId, 700) } });
    expect(view.afterlife?.state).toBe("goes-on");
    expect(view.setHistory.length).toBeGreaterThan(0);
    expect(view.timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["created", "opt-in", "launched", "stopped", "deleted"]),
    );
    const { data } = await getBody<{ data: PacketView[] }>(NETWORK, `consumers/${id}/packets?height=700&limit=1000`);
    expect(data.filter(({ direction }) => direction === "vsc").length).toBe(Number(view.vsc.sent));
    for (const tab of ["launch", "history", "slashes", "rewards", "security", "blocks", "pipeline"])
      await getBody(NETWORK, `consumers/${id}/${tab}?height=700`);
    // As it was before its end, asked afterwards.
    expect((await viewOf(id, 300)).phase).toBe("launched");
    const found = await getBody<{ data: SearchView }>(NETWORK, `search?q=${chainId}&height=700`);
    expect(found.data.hits).toContainEqual(expect.objectContaining({ kind: "consumer", link: `/consumers/${id}` }));
  });

  test("the ledger has the provider's double sign and the late double vote, each with its origin, and nothing else", async () => {
    const { data } = await getBody<{ data: SlashItem[] }>(NETWORK, "slashes?height=720");
    expect(data.map(({ kind, origin, tombstoned }) => ({ kind, origin, tombstoned }))).toMatchObject([
      { kind: "double-sign", origin: { chainId: LAPSE, consumerId: "1" }, tombstoned: true },
      { kind: "double-sign", origin: { chainId: record.provider }, tombstoned: true },
    ]);
    // The offence was committed at a height of the consumer at which the validator was in its set, and not when it was punished.
    const [late] = data;
    const offence = (late as { onConsumer?: { height: number } } | undefined)?.onConsumer?.height ?? 0;
    const address = bytesOfBech32(late?.validator ?? "");
    const isIn = (height: number) => record.validatorsAt(LAPSE, height).some((row) => row.address === address);
    expect(isIn(offence)).toBe(true);
    expect(isIn(shownAt(LAPSE, 250))).toBe(false);
  });
});

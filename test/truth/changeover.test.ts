import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerValidatorsAnswer } from "@/lib/api/consumer-validators-query";
import type { FindingView } from "@/lib/api/contracts/common";
import type { ConsumerValidatorView, ConsumerView } from "@/lib/api/contracts/consumer";
import type { PipelineView } from "@/lib/api/contracts/pipeline";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";
import type { Store } from "@/lib/store/open-store";
import { phaseOf } from "../record/provider-rows";
import { openRecord, type RecordedNetwork, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { base64OfHex, heightAt } from "./expected";

/*
 * The life of a chain that existed before it was a consumer and exists after, and of one that lapses: each stage is what the
 * raw rows say at that height, read by the separate reader.
 */

const NETWORK = "changeover";
const SOVEREIGN = "ics-sovereign-1";

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

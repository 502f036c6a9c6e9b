import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ValidatorListItem } from "@/lib/api/contracts/validator";
import type { Store } from "@/lib/store/open-store";
import { phaseOf } from "../record/provider-rows";
import { openRecord, type RecordedNetwork, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { bytesOfBech32, heightAt } from "./expected";

/*
 * `run` and `run-until` together are exactly the validators in each consumer's CometBFT set: checked against the raw
 * `/validators` answers of the recording, whose keys are led to validators by a table built from raw store rows alone.
 */

const LAUNCHED = 3;
const STOPPED = 4;

interface Recording {
  readonly name: "first" | "changeover";
  readonly folder: string;
  readonly head: number;
  /** Consumer id → chain, as the recording describes itself. */
  readonly chains: Readonly<Record<string, string>>;
  readonly heights: readonly number[];
}

const steps = (from: number, to: number, by: number) =>
  Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by);

const FIRST: Recording = {
  name: "first",
  folder: "devnet",
  head: 1515,
  chains: { 0: "ics-replicated-1", 1: "ics-optin-1", 2: "ics-democ-1", 3: "ics-stalled-1" },
  heights: [...steps(58, 1515, 47), 340, 359, 360, 361, 362, 363, 389, 390, 391, 392, 393, 660, 664, 719, 1515],
};
const CHANGEOVER: Recording = {
  name: "changeover",
  folder: "changeover",
  head: 720,
  chains: { 0: "ics-sovereign-1", 1: "ics-lapse-1" },
  heights: [...steps(20, 720, 25), 160, 161, 380, 381, 382, 720],
};

/** Every consumer address seen under prefix 23 at the heights asked for → provider address. Rows outlive a key by an unbonding time. */
class Owners {
  readonly #known = new Map<string, string>();

  constructor(private readonly record: RecordedNetwork) {}

  see(height: number): void {
    for (const [key, value] of this.record.storeAt(this.record.provider, "provider", height, "17")) {
      const length = Number.parseInt(key.slice(2, 18), 16);
      const consumer = Buffer.from(key.slice(18, 18 + 2 * length), "hex").toString();
      this.#known.set(`${consumer} ${key.slice(18 + 2 * length)}`, Buffer.from(value).toString("hex"));
    }
  }

  of(id: string, address: string): string {
    return this.#known.get(`${id} ${address}`) ?? address;
  }
}

const tapes: Tape[] = [];
let store: Store | undefined;

beforeAll(async () => {
  const networks: unknown[] = [];
  for (const { folder, head } of [FIRST, CHANGEOVER]) {
    const tape = await serveRecording(folder);
    tapes.push(tape);
    networks.push(...tape.networks);
    ({ store } = await indexTape(tape, head, store));
  }
  serveStore(store as Store, networks as never);
}, 600_000);
afterAll(async () => {
  await store?.close();
  for (const tape of tapes) await tape.close();
});

describe.each([FIRST, CHANGEOVER])("the $name recording", ({ name, folder, chains, heights }) => {
  const record = openRecord(recordingDir(name));

  test("run and run-until are exactly the validators in the consumer's CometBFT set, at each height", async () => {
    const owners = new Owners(record);
    let compared = 0;
    for (const height of [...new Set(heights)].sort((a, b) => a - b)) {
      const { data } = await getBody<{ data: ValidatorListItem[] }>(folder, `validators?height=${height}`);
      const rows = record.storeAt(record.provider, "provider", height);
      owners.see(height);
      const time = record.headerTimes(record.provider).get(height) as string;
      for (const [id, chain] of Object.entries(chains)) {
        const phase = phaseOf(rows, id);
        const at = heightAt(record, chain, time);
        const isConsumer = phase === LAUNCHED || phase === STOPPED;
        const running = data
          .filter(({ duties }) => duties?.some((row) => row.consumerId === id && /^run(-until)?$/.test(row.duty)))
          .map((row) => bytesOfBech32(row.providerConsAddress))
          .sort();
        const known = new Set(data.map((row) => bytesOfBech32(row.providerConsAddress)));
        const expected =
          isConsumer && at !== undefined
            ? record
                .validatorsAt(chain, at)
                .map(({ address }) => owners.of(id, address))
                .filter((address) => known.has(address))
                .sort()
            : [];
        expect({ height, id, running }).toEqual({ height, id, running: expected });
        compared += expected.length;
      }
    }
    expect(compared).toBeGreaterThan(500);
  }, 300_000);
});

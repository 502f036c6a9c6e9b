import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ValidatorListItem, ValidatorView } from "@/lib/api/contracts/validator";
import type { Store } from "@/lib/store/open-store";
import { addressOfKeyHex } from "../record/next-set-input";
import { assignedKeysOf, markedOf, minPowerOf, phaseOf, providerSetOf, storedSetOf } from "../record/provider-rows";
import { openRecord, type RecordedNetwork, recordingDir } from "../record/record-reader";
import { stakingValidatorsAt } from "../record/staking-answers";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { base64OfHex, bytesOfBech32, heightAt, nanos } from "./expected";

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
    expect(compared).toBeGreaterThan(300);
  }, 300_000);
});

describe("validators whose case is known from the raw rows", () => {
  const record = openRecord(recordingDir("first"));
  const rowsAt = (height: number) => record.storeAt(record.provider, "provider", height);
  const stakingAt = (height: number) =>
    stakingValidatorsAt(record, record.provider, height).map((validator) => ({
      ...validator,
      cons: addressOfKeyHex(validator.pubKey),
    }));
  const sheet = async (cons: string, height: number) => {
    const { data } = await getBody<{ data: ValidatorView }>("devnet", `validators/${cons}?height=${height}`);
    expect(data.consHex).toBe(cons);
    return data;
  };
  const dutyOn = async (id: string, cons: string, height: number) => {
    const duty = (await sheet(cons, height)).duties.find(({ consumerId }) => consumerId === id);
    if (!duty) throw new Error(`no duty on ${id} at ${height}`);
    return duty;
  };

  test("330: the validator with the lowest stake that Top 80 % forces in, and the one just below the line", async () => {
    const line = minPowerOf(rowsAt(330), "0") as bigint;
    const active = [...providerSetOf(rowsAt(330))].sort(([, a], [, b]) => (a > b ? -1 : 1));
    const [lowest, power] = active.findLast(([, own]) => own >= line) as [string, bigint];
    expect(power).toBe(line);
    expect(await dutyOn("0", lowest, 330)).toMatchObject({
      duty: "run",
      case: "drawn-in",
      topN: { percent: 80, line: String(line), distance: "0", isClose: true },
    });
    const [below, less] = active.find(([, own]) => own < line) as [string, bigint];
    expect(markedOf(rowsAt(330), 32, "0")).not.toContain(below);
    expect(await dutyOn("0", below, 330)).toMatchObject({
      duty: "optional",
      case: "may-opt-in",
      topN: { line: String(line), distance: String(less - line), isClose: true },
    });
  });

  test("352, 361, 395: opted out of consumer 1, before and after its removal is applied", async () => {
    const before = markedOf(rowsAt(350), 32, "1");
    const after = markedOf(rowsAt(352), 32, "1");
    const [gone] = before.filter((address) => !after.includes(address)) as [string];
    expect(await dutyOn("1", gone, 352)).toMatchObject({
      duty: "run-until",
      case: "leaves-next-epoch",
      until: { height: 360, isEstimate: true },
    });
    expect(storedSetOf(rowsAt(361), "1").map(({ consAddress }) => consAddress)).not.toContain(gone);
    const between = await dutyOn("1", gone, 361);
    expect(between).toMatchObject({ duty: "run-until", case: "leaves-with-update" });
    const applied = await dutyOn("1", gone, 395);
    expect(applied).toMatchObject({ duty: "may-stop", case: "has-left", since: { height: 360 } });
    const history = (await sheet(gone, 395)).optIns.find(({ consumerId }) => consumerId === "1");
    expect(history).toMatchObject({ how: "message", until: { height: expect.any(Number) } });
    expect(history?.until?.height).toBeGreaterThan(350);
    expect(history?.until?.height).toBeLessThanOrEqual(352);
  });

  test("336, 361, 395: a rotated key signs until its update is applied, and counts until it is pruned", async () => {
    const old = assignedKeysOf(rowsAt(334), "1");
    const now = assignedKeysOf(rowsAt(336), "1");
    const [who, newKey] = [...now].find(([address, key]) => old.has(address) && old.get(address) !== key) as [
      string,
      string,
    ];
    const keys = { key: base64OfHex(old.get(who) as string), nextKey: base64OfHex(newKey) };
    expect(await dutyOn("1", who, 336)).toMatchObject({ duty: "run", case: "key-changes-next-epoch", ...keys });
    expect(await dutyOn("1", who, 361)).toMatchObject({ duty: "run", case: "key-rotating", ...keys });
    const after = await dutyOn("1", who, 395);
    expect(after).toMatchObject({ duty: "run", key: base64OfHex(newKey), keyAssigned: true });
    expect(after.nextKey).toBeUndefined();
    // Key 41: prune time → list of addresses.
    const oldAddress = addressOfKeyHex(old.get(who) as string);
    const prunes = [...record.storeAt(record.provider, "provider", 395, "29")].filter(([, value]) =>
      Buffer.from(value).toString("hex").includes(oldAddress),
    );
    expect(prunes).toHaveLength(1);
    const stamp = Buffer.from(prunes[0]?.[0] ?? "", "hex")
      .toString("latin1")
      .slice(-29);
    const history = (await sheet(who, 395)).keys.filter(({ consumerId }) => consumerId === "1");
    expect(history.map(({ key, inUse }) => [key, inUse])).toEqual([
      [keys.key, false],
      [keys.nextKey, true],
    ]);
    expect(nanos(history[0]?.prunedAt as string)).toBe(nanos(`${stamp}Z`));
    expect(history[1]?.untilHeight).toBeUndefined();
  });

  test("330: an inactive validator runs where inactive ones are allowed, and is not allowed elsewhere", async () => {
    const active = providerSetOf(rowsAt(330));
    const [inactive] = storedSetOf(rowsAt(330), "1").filter(({ consAddress }) => !active.has(consAddress));
    const cons = inactive?.consAddress as string;
    expect(await dutyOn("1", cons, 330)).toMatchObject({ duty: "run" });
    const elsewhere = await dutyOn("2", cons, 330);
    expect(elsewhere.duty).toBe("not-allowed");
    expect(elsewhere.reason).toContain("outside the provider's active set");
  });

  test.each([330, 500, 700])(
    "%i: whoever is jailed is not allowed to, or keeps running until it is out",
    async (height) => {
      const jailed = stakingAt(height).filter((validator) => validator.jailed);
      expect(jailed.length).toBeGreaterThan(0);
      for (const { cons } of jailed) {
        const view = await sheet(cons, height);
        expect(view.jailed).toBe(true);
        for (const duty of view.duties.filter(({ case: code }) => code !== "stopped" && code !== "deleted")) {
          expect({ id: duty.consumerId, duty: duty.duty }).toEqual({
            id: duty.consumerId,
            duty: expect.stringMatching(/^(not-allowed|run-until|run)$/),
          });
          if (duty.duty === "not-allowed") expect(duty.reason).toContain("jailed on the provider");
        }
      }
    },
  );

  test("330: the validator consumer 1 denies has opted in and is not allowed", async () => {
    const [denied] = markedOf(rowsAt(330), 37, "1") as [string];
    expect(markedOf(rowsAt(330), 32, "1")).toContain(denied);
    const duty = await dutyOn("1", denied, 330);
    expect(duty).toMatchObject({ duty: "not-allowed", case: "excluded" });
    expect(duty.reason).toContain("denylist");
  });

  test("1515: whom the set cap of consumer 1 cut says its place and what it lacks", async () => {
    const rows = rowsAt(1515);
    const stored = storedSetOf(rows, "1").map(({ consAddress }) => consAddress);
    expect(stored).toHaveLength(9);
    const { data } = await getBody<{ data: ValidatorListItem[] }>("devnet", "validators?height=1515");
    const cut = data.filter(({ duties }) =>
      duties?.some(({ consumerId, reason }) => consumerId === "1" && reason.includes("The consumer takes 9")),
    );
    const cons = cut.map(({ providerConsAddress }) => bytesOfBech32(providerConsAddress));
    expect(cons.length).toBeGreaterThan(0);
    for (const address of cons) {
      expect(stored).not.toContain(address);
      expect(markedOf(rows, 32, "1")).toContain(address);
    }
  });
});

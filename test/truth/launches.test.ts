import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { FindingView } from "@/lib/api/contracts/common";
import type { LaunchItem, LaunchView } from "@/lib/api/contracts/launch";
import type { Store } from "@/lib/store/open-store";
import {
  chainIdOf,
  channelOf,
  consumerIds,
  initParamsOf,
  markedOf,
  phaseOf,
  queuedPacketsOf,
  removalNanosOf,
  storedSetOf,
} from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { callRoute, getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { base64OfHex, nanos } from "./expected";

const NETWORK = "devnet";
/** Findings about slashes and rewards have truth tests of their own. */
const TESTED_ELSEWHERE = new Set(["attacked", "slash-bounced", "rewards-held", "module-absent"]);
const HEAD = 1515;
const PHASES = ["unspecified", "registered", "initialized", "launched", "stopped", "deleted"];
const record = openRecord(recordingDir("first"));
const timeOf = (height: number) => record.headerTimes(record.provider).get(height) as string;
const rowsAt = (height: number) => record.storeAt(record.provider, "provider", height);

/** Heights at which the raw rows of a consumer change phase: the first height of each run of a phase, oldest first. */
function phaseRuns(id: string, upTo: number): { phase: string; height: number }[] {
  const runs: { phase: string; height: number }[] = [];
  for (const [height, phases] of phasesByHeight) {
    if (height > upTo) break;
    const phase = phases.get(id);
    if (phase !== undefined && runs.at(-1)?.phase !== phase) runs.push({ phase, height });
  }
  return runs;
}
const phasesByHeight = new Map<number, Map<string, string>>();
const channelFirst = new Map<string, number>();
const spawnOf = new Map<string, { height: number; nanos: bigint }[]>();

let tape: Tape;
let store: Store;

beforeAll(async () => {
  for (const height of record.chain(record.provider).heights) {
    const rows = rowsAt(height);
    const ids = consumerIds(rows);
    phasesByHeight.set(height, new Map(ids.map((id) => [id, PHASES[phaseOf(rows, id) ?? 0] as string])));
    for (const id of ids) {
      if (channelOf(rows, id) !== undefined && !channelFirst.has(id)) channelFirst.set(id, height);
      const spawn = initParamsOf(rows, id)?.spawnNanos ?? 0n;
      const known = spawnOf.get(id) ?? [];
      if (known.at(-1)?.nanos !== spawn) spawnOf.set(id, [...known, { height, nanos: spawn }]);
    }
  }
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEAD));
  serveStore(store, tape.networks as never, { publicUrl: "https://ics.example/" });
}, 400_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

describe.each([20, 60, 110, 300, 1400])("the board at height %i tells what the raw rows tell", (height) => {
  const rows = rowsAt(height);
  let items: readonly LaunchItem[] = [];
  beforeAll(async () => {
    ({ data: items } = await getBody<{ data: LaunchItem[] }>(NETWORK, `launches?height=${height}`));
  });

  test("every consumer there is, its chain, its phase, who opted in, how many it has", () => {
    expect(items.map(({ consumerId }) => consumerId)).toEqual(consumerIds(rows));
    for (const item of items) {
      const id = item.consumerId;
      const phase = PHASES[phaseOf(rows, id) ?? 0];
      expect({ id, chainId: item.chainId, phase: item.phase, optedIn: item.optedInCount }).toEqual({
        id,
        chainId: chainIdOf(rows, id),
        phase,
        optedIn: markedOf(rows, 32, id).length,
      });
      if (phase === "launched" || phase === "stopped")
        expect({ id, set: item.validatorCount }).toEqual({ id, set: storedSetOf(rows, id).length });
    }
  });

  test("spawn and removal times, and when each step of a life was", () => {
    for (const item of items) {
      const id = item.consumerId;
      const spawn = initParamsOf(rows, id)?.spawnNanos ?? 0n;
      expect({ id, spawn: item.spawnTime && nanos(item.spawnTime) }).toEqual({
        id,
        spawn: spawn > 0n ? spawn : undefined,
      });
      expect({ id, removal: item.removalTime && nanos(item.removalTime) }).toEqual({
        id,
        removal: removalNanosOf(rows, id),
      });
      const runs = phaseRuns(id, height);
      const first = (phase: string) => {
        const run = runs.find((one) => one.phase === phase);
        return run && { height: run.height, time: timeOf(run.height) };
      };
      expect({ id, launchedAt: item.launchedAt }).toEqual({ id, launchedAt: first("launched") });
      expect({ id, stoppedAt: item.stoppedAt }).toEqual({ id, stoppedAt: first("stopped") });
      expect({ id, deletedAt: item.deletedAt }).toEqual({ id, deletedAt: first("deleted") });
      const channel = channelFirst.get(id);
      expect({ id, channelAt: item.channelAt?.height }).toEqual({
        id,
        channelAt: channel !== undefined && channel <= height ? channel : undefined,
      });
      expect({ id, createdAt: item.createdAt?.height }).toEqual({ id, createdAt: runs[0]?.height });
      // Each change of phase is a step; what comes twice in one block is told once.
      const told = item.steps.filter(({ kind }) => PHASES.includes(kind) || kind === "launch-failed");
      expect({ id, changes: told.map((step) => step.height) }).toEqual({
        id,
        changes: runs.slice(1).map((run) => run.height),
      });
    }
  });

  test("failed launches: back to registered, with the spawn time the chain has forgotten", () => {
    const failed = items.flatMap((item) => (item.failedLaunch ? [[item.consumerId, item.failedLaunch]] : []));
    const expected = consumerIds(rows).flatMap((id) => {
      const runs = phaseRuns(id, height);
      const last = runs.at(-1);
      if (last?.phase !== "registered" || runs.at(-2)?.phase !== "initialized") return [];
      const forgotten = spawnOf.get(id)?.findLast((spawn) => spawn.height < last.height)?.nanos;
      return [[id, forgotten, { height: last.height, time: timeOf(last.height) }]];
    });
    expect(
      failed.map(([id, launch]) => {
        const { spawnTime, at } = launch as NonNullable<LaunchItem["failedLaunch"]>;
        return [id, spawnTime && nanos(spawnTime), at];
      }),
    ).toEqual(expected);
    expect(expected.map(([id]) => id)).toEqual(height >= 42 ? ["6"] : []);
  });

  test("first signs of a chain are its first block", () => {
    const chains: Readonly<Record<string, string>> = {
      0: "ics-replicated-1",
      1: "ics-optin-1",
      2: "ics-democ-1",
      3: "ics-stalled-1",
    };
    for (const item of items) {
      const chain = chains[item.consumerId];
      const first = chain && record.headerTimes(chain).get(1);
      const hasBegun = first !== undefined && nanos(first) <= nanos(timeOf(height)) && item.launchedAt !== undefined;
      expect({ id: item.consumerId, startedAt: item.startedAt }).toEqual({
        id: item.consumerId,
        startedAt: hasBegun ? { chainId: chain, height: 1, time: first } : undefined,
      });
    }
  });
});

test("a launch page before the launch: who would start it, and after it: who it was launched with", async () => {
  const launch = (id: string, height: number) =>
    getBody<{ data: LaunchView }>(NETWORK, `consumers/${id}/launch?height=${height}`).then(({ data }) => data);
  // Consumer 1 launches at 64; the block before, a launch gives the set that is stored then.
  const before = await launch("1", 63);
  const stored = storedSetOf(rowsAt(64), "1")
    .map(({ power, pubKey }) => `${base64OfHex(pubKey)} ${power}`)
    .sort();
  expect(before.set.basis).toBe("next");
  expect(before.set.validators.map(({ key, power }) => `${key} ${power}`).sort()).toEqual(stored);
  expect(before.checks.filter(({ state }) => state === "missing")).toEqual([]);
  const after = await launch("1", 600);
  expect(after.set.basis).toBe("launch");
  expect(after.set.validators.map(({ key, power }) => `${key} ${power}`).sort()).toEqual(stored);
  expect(after.checks).toEqual([]);
  // Nobody has opted in to consumer 6: that is what it misses, and it fails.
  const doomed = await launch("6", 41);
  expect(doomed.checks.filter(({ state }) => state === "missing").map(({ code }) => code)).toEqual([
    "opt-ins",
    "members",
  ]);
  expect((await launch("6", 42)).failedLaunch?.at?.height).toBe(42);
  // `printf 'genesis file\n' | sha256sum`, `printf 'binary file\n' | sha256sum`
  expect(before.genesisHash).toBe("9fa7f86ec327856b43983cd5dd654ab10d388618be045fb5e8944f150d7c06e8");
  expect(before.binaryHash).toBe("b20c8fea8cb3e467783c5cdadf0707124cac5db72f9a6c3abba79fa0a42df627");
});

test("the calendar: launches ahead and behind, what failed, what is deleted, with addresses of our pages", async () => {
  const response = await callRoute(NETWORK, "calendar.ics?height=300");
  expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  const raw = await response.text();
  expect(raw.split("\r\n").filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
  expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  const text = raw.replace(/\r\n /g, "");
  const events = text.split("BEGIN:VEVENT").slice(1);
  expect(events.map((event) => /UID:(\w+-\d+)-/.exec(event)?.[1])).toEqual([
    ...["launch-0", "launch-1", "launch-2", "launch-3", "launch-5", "launch-6"],
    ...["launch-7", "deletion-7", "launch-8", "launch-10"],
  ]);
  const of = (uid: string) => events.find((event) => event.includes(`UID:${uid}-`)) ?? "";
  expect(of("launch-5")).toContain("DTSTART:20260302T133130Z\r\n");
  expect(of("launch-5")).toContain("URL:https://ics.example/consumers/5/launch\r\n");
  expect(of("launch-6")).toContain("STATUS:CANCELLED");
  // Removal time of prefix 50 at that height: 12:20:50.303….
  expect(removalNanosOf(rowsAt(300), "7")).toBe(nanos("2026-03-02T12:20:50.303249577Z"));
  expect(of("deletion-7")).toContain("DTSTART:20260302T122050Z\r\n");
});

describe("findings", () => {
  const find = (height: number) =>
    getBody<{ data: FindingView[] }>(NETWORK, `findings?height=${height}`).then(({ data }) => data);

  test("at the head those of consumers 3 and 10 come first, worst first, and healthy ones have none", async () => {
    const findings = await find(HEAD);
    const urgent = findings.filter(
      ({ severity, code }) => (severity === "bad" || severity === "warn") && !TESTED_ELSEWHERE.has(code),
    );
    const order = [...new Set(urgent.map(({ consumerId }) => consumerId))];
    // Then the two others that are not well: 8 was launched and never started, 6 missed its spawn time.
    expect(order).toEqual(["3", "10", "8", "6"]);
    expect(urgent.filter((one) => one.consumerId === "3").map(({ code }) => code)).toEqual(
      expect.arrayContaining(["timeout-not-relayed", "queued-client-inactive", "client-expired"]),
    );
    const ten = findings.find(({ consumerId }) => consumerId === "10");
    expect(ten?.sentence).toContain(`${queuedPacketsOf(rowsAt(HEAD), "10").length} updates wait`);
  });
  test("each says since when, and no sentence has more than seconds", async () => {
    for (const height of [20, 43, 83, 300, 640, 700, 930, 1120, 1150, 1300, HEAD]) {
      for (const finding of (await find(height)).filter(({ code }) => !TESTED_ELSEWHERE.has(code))) {
        expect({ height, ...finding }).toMatchObject({ since: { height: expect.any(Number) } });
        expect(finding.sentence).not.toMatch(/:\d\d\.\d+Z/);
        expect(nanos(finding.since?.time ?? "")).toBeLessThanOrEqual(nanos(timeOf(height)));
      }
    }
  });
});

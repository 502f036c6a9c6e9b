import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { FindingView } from "@/lib/api/contracts/common";
import type { ConsumerView } from "@/lib/api/contracts/consumer";
import type { ConsumerHistoryView } from "@/lib/api/contracts/history";
import { createCache } from "@/lib/server/deps";
import { readFindings } from "@/lib/server/read-findings";
import { openStore, type Store } from "@/lib/store/open-store";
import { nanosOfMessage, readProto } from "../record/proto-fields";
import { bareKey, channelOf, initParamsOf, lpKey, markedOf, powerShapingOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { nanos, slashMeterOf } from "./expected";

const NETWORK = "devnet";
const HEAD = 1515;
const HEIGHTS = [20, 43, 83, 300, 640, 700, 930, 1120, 1150, 1300, HEAD];
const record = openRecord(recordingDir("first"));
const heights = record.chain(record.provider).heights;
const rowsAt = (height: number) => record.storeAt(record.provider, "provider", height);
const block = (height: number) => ({ height, time: record.headerTimes(record.provider).get(height) as string });
/** First provider block at or after a moment. */
const blockFrom = (from: bigint) => block(heights.find((height) => nanos(block(height).time) >= from) as number);

let tape: Tape;
let store: Store;
const find = (height: number) =>
  getBody<{ data: FindingView[] }>(NETWORK, `findings?height=${height}`).then(({ data }) => data);
const sinceOf = async (height: number, code: string, consumerId?: string) =>
  (await find(height)).find((finding) => finding.code === code && finding.consumerId === consumerId)?.since;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, HEAD));
  serveStore(store, tape.networks as never);
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

describe("since when, from the raw rows", () => {
  test("nobody-opted-in: since the consumer was created, no row of prefix 32 ever", async () => {
    const created = heights.find((height) => initParamsOf(rowsAt(height), "6") !== undefined) as number;
    expect(markedOf(rowsAt(41), 32, "6")).toEqual([]);
    expect(await sinceOf(41, "nobody-opted-in", "6")).toEqual(block(created));
  });

  test("meter-negative: since the first block of the run below zero in prefix 3", async () => {
    for (const height of [626, 700]) {
      expect(Number(slashMeterOf(rowsAt(height)))).toBeLessThan(0);
      let first = height;
      while (Number(slashMeterOf(rowsAt(first - 1))) < 0) first -= 1;
      expect(await sinceOf(height, "meter-negative")).toEqual(block(first));
    }
  });

  test("client-expiring and client-expired: last header's time and the trusting period of 59 m 24 s, by hand", async () => {
    // Consumer 3's client was last updated to the header that expires at 11:51:53.034664522 (0.66 × 90 min later).
    const trustNs = (90n * 60n * 1_000_000_000n * 66n) / 100n;
    const expiry = nanos("2026-03-02T11:51:53.034664522Z");
    const header = [...record.headerTimes("ics-stalled-1")].find(([, time]) => nanos(time) === expiry - trustNs);
    expect(header).toBeDefined();
    expect(await sinceOf(930, "client-expiring", "3")).toEqual(blockFrom(expiry - trustNs / 3n + 1n));
    expect(await sinceOf(HEAD, "client-expired", "3")).toEqual(
      earlier(blockFrom(expiry), (await find(HEAD)).find(({ code }) => code === "client-expired")?.since),
    );
  });

  test("queued-client-inactive: since both hold, the queue of prefix 17 and the lost client", async () => {
    const queued = heights.find(
      (height) => height > 1_120 && rowsAt(height).get(bareKey(17, "3")) !== undefined,
    ) as number;
    expect(await sinceOf(HEAD, "queued-client-inactive", "3")).toEqual(block(queued));
  });

  test("no-channel and never-started: since the launch; no-packet-yet: since the channel of prefix 5", async () => {
    expect(await sinceOf(64, "no-channel", "1")).toEqual(block(64));
    expect(await sinceOf(HEAD, "never-started", "10")).toEqual(block(142));
    const opened = heights.find((height) => channelOf(rowsAt(height), "1") !== undefined) as number;
    expect(await sinceOf(82, "no-packet-yet", "1")).toEqual(block(opened));
  });
});

/** The consumer's own light client may have run out before the provider's: then that is when it began. */
function earlier(a: { height: number; time: string }, b: { height: number; time: string } | undefined) {
  return b !== undefined && nanos(b.time) < nanos(a.time) ? b : a;
}

describe("another store, indexed up to 655, stopped, and gone on with to 900", () => {
  let other: Store;
  beforeAll(async () => {
    other = await openStore({ dataDir: "memory://" });
    await indexTape(tape, 655, other);
    await indexTape(tape, 900, other);
  }, 300_000);
  afterAll(async () => {
    await other?.close();
  });

  const findThere = async (height: number): Promise<readonly FindingView[]> => {
    const silent = { error: () => undefined, warn: () => undefined, info: () => undefined };
    const networks = tape.networks as never;
    const deps = { store: other, networks, log: silent, cache: createCache(), now: Date.now };
    const result = await readFindings(deps, NETWORK, { height });
    if (result.state === "fault") throw new Error(result.message);
    return result.data;
  };

  test("says the same since when", async () => {
    for (const height of HEIGHTS.filter((one) => one < 900))
      expect({ height, findings: await findThere(height) }).toEqual({ height, findings: await find(height) });
  }, 120_000);

  test("set-differs and power-low begin where their run does, not where they were noticed", async () => {
    const chain = "ics-optin-1";
    // Header hashes of another set in two stretches: only the one that lasts until now counts.
    await sql`update block set validators_hash = 'ff' where network = ${NETWORK} and chain_id = ${chain}
      and (height between 300 and 310 or height >= 500)`.execute(other.db);
    // From 620 on the two strongest are absent: the first flags in CometBFT's order.
    const set = record.validatorsAt(chain, 620).toSorted((a, b) => (a.power < b.power ? 1 : -1));
    const total = set.reduce((sum, { power }) => sum + power, 0n);
    await sql`update block set commit_flags = '0101' || substr(commit_flags, 5)
      where network = ${NETWORK} and chain_id = ${chain} and height >= 620`.execute(other.db);
    const there = await findThere(890);
    const of = (code: string) => there.find((one) => one.code === code && one.consumerId === "1");
    const at = (height: number) => ({ height, time: record.headerTimes(chain).get(height) });
    expect(of("set-differs")?.since).toEqual(at(500));
    const absent = (set[0]?.power ?? 0n) + (set[1]?.power ?? 0n);
    const online = Number(((total - absent) * 10_000n) / total);
    expect(online).toBeLessThan(7_000);
    expect(of(online <= 6_666 ? "power-below-quorum" : "power-low")?.since).toEqual(at(620));
  }, 120_000);
});

test("parameters that wait: what the owner of consumer 1 asked for at 1350, and when it applies (prefixes 58, 59)", async () => {
  const rows = rowsAt(1_350);
  const raw = readProto(rows.get(lpKey(58, "1")) as Uint8Array);
  const [scheduled] = [...rows.keys()].filter((key) => key.startsWith("3b"));
  const due = Buffer.from((scheduled ?? "").slice(2), "hex").toString("latin1");
  const { data } = await getBody<{ data: ConsumerView }>(NETWORK, "consumers/1?height=1400");
  expect(data.pendingInfraction?.askedAt).toBe(1_350);
  expect(nanos(String(data.pendingInfraction?.dueAt))).toBe(nanos(`${due}Z`));
  // Downtime: field 2, its fraction ×10^18 as text, its jail in seconds.
  const downtime = raw.message(2);
  expect(data.pendingInfraction?.infraction.downtime).toMatchObject({
    slashFraction: "0.002",
    jailDurationNs: String(nanosOfMessage(downtime.message(2))),
  });
  expect(downtime.text(1)).toBe("2000000000000000");
  const before = await getBody<{ data: ConsumerView }>(NETWORK, "consumers/1?height=1349");
  expect(before.data.pendingInfraction).toBeUndefined();
  expect(before.data.infraction?.downtime).toEqual(data.infraction?.downtime);
});

test("the history of consumer 1: what changed at 1350, before and after", async () => {
  const { data } = await getBody<{ data: ConsumerHistoryView }>(NETWORK, "consumers/1/history");
  const change = data.changes.find(({ height }) => height === 1_350);
  const [before, after] = [powerShapingOf(rowsAt(1_349), "1"), powerShapingOf(rowsAt(1_350), "1")];
  expect(change?.fields.find(({ field }) => field === "validatorsPowerCap")).toEqual({
    field: "validatorsPowerCap",
    from: String(before?.validatorsPowerCap),
    to: String(after?.validatorsPowerCap),
  });
  expect(change?.fields.find(({ field }) => field === "prioritylist")?.added?.toSorted()).toEqual(
    after?.prioritylist.toSorted(),
  );
  expect(change?.txHash).toMatch(/^[0-9A-F]{64}$/);
});

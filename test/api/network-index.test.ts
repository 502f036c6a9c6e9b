import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ServerDeps } from "@/lib/server/deps";
import { type NetworkIndex, readIndex } from "@/lib/server/network-index";
import { readOverview } from "@/lib/server/read-overview";
import { updateChainState } from "@/lib/store/chain-rows";
import type { Store } from "@/lib/store/open-store";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";

const LAST = 60;
const CHAIN = { network: "devnet", chainId: "ics-devnet-provider-1" };

let tape: Tape;
let store: Store;
let deps: ServerDeps;
let nowMs = 1_000_000;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, LAST));
  deps = restartServer(store, tape.networks as never, { now: () => nowMs });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

/** As it is read once what was read before is old. */
async function readAnew(): Promise<NetworkIndex> {
  nowMs += 10_000;
  const index = await readIndex(deps, CHAIN.network);
  if ("state" in index) throw new Error(index.code);
  return index;
}

test("read again, the index of a network is the same while its rows are, and another when one has changed", async () => {
  const first = await readAnew();
  expect(await readAnew()).toBe(first);
  await updateChainState(store.db, { ...CHAIN, headHeight: LAST + 500 });
  const second = await readAnew();
  expect(second).not.toBe(first);
  expect([first.provider?.headHeight, second.provider?.headHeight]).not.toContain(undefined);
  expect(second.provider?.headHeight).toBe(LAST + 500);
  expect(await readAnew()).toBe(second);
});

test("an overview kept with the index follows what the rows say", async () => {
  const findings = async () => {
    nowMs += 10_000;
    const overview = await readOverview(deps, CHAIN.network, {});
    if (overview.state !== "ok") throw new Error(overview.code);
    return overview.data.findings.map(({ code }) => code);
  };
  const before = await findings();
  expect(await findings()).toEqual(before);
  await updateChainState(store.db, { ...CHAIN, state: "unreachable", detail: "nobody answers" });
  expect(await findings()).toContain("endpoint-unreachable");
  await updateChainState(store.db, { ...CHAIN, state: "following" });
  expect(await findings()).toEqual(before);
});

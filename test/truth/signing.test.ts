import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsHex } from "@/lib/ics/ids";
import { readFrame } from "@/lib/server/frame";
import { readUptime, readUptimeOf } from "@/lib/server/read-signing";
import type { Store } from "@/lib/store/open-store";
import { openRecord, recordingDir } from "../record/record-reader";
import { signingInfosAt, slashingParamsOf } from "../record/signing-infos";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";
import { bytesOfBech32 } from "./expected";

/*
 * x/slashing keeps a counter of its own for each validator. We count from commits, reports and acknowledgements, and must
 * arrive at the same number at every height at which the chain was asked for its counters.
 */

const NETWORK = "devnet";
const record = openRecord(recordingDir("first"));
const CHAINS = record.chains;

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("devnet");
  ({ store } = await indexTape(tape, 1515));
}, 300_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

test.each(CHAINS)("%s: blocks missed and watched are what x/slashing counted", async (chainId) => {
  const deps = serveStore(store, tape.networks as never);
  const { window, minSigned } = slashingParamsOf(record, chainId);
  const wrong: string[] = [];
  let compared = 0;
  for (const height of record.chain(chainId).heights) {
    const infos = signingInfosAt(record, chainId, height);
    if (!infos) continue;
    const book = await readUptimeOf(deps, { network: NETWORK, chainId, height });
    if (book.state !== "known") continue;
    for (const info of infos) {
      const uptime = book.byAddress.get(bytesOfBech32(info.address) as ConsHex);
      if (!uptime) continue;
      compared += 1;
      const watched = Math.min(info.indexOffset, window);
      if (uptime.missed !== info.missedBlocks || uptime.watched !== watched)
        wrong.push(
          `${height} ${info.address}: we ${uptime.missed}/${uptime.watched}, x/slashing ${info.missedBlocks}/${watched} start ${info.startHeight}`,
        );
      expect(uptime.maxMissed).toBe(window - Number((BigInt(window) * minSigned + 5n * 10n ** 17n) / 10n ** 18n));
    }
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  expect(compared).toBeGreaterThan(500);
});

/** Reports of downtime in a chain's own blocks: who, and in which block. */
function downtimeReports(chainId: string): { address: string; block: number }[] {
  return record.chain(chainId).heights.flatMap((block) =>
    record
      .blockAt(chainId, block)
      .results.finalize_block_events.filter(({ type }) => type === "consumer_slash_request")
      .map(({ attributes }) => ({
        address: bytesOfBech32(attributes.find(({ key }) => key === "validator_address")?.value ?? ""),
        block,
      })),
  );
}

test("who misses every block is jailed in exactly the block we say", async () => {
  const deps = serveStore(store, tape.networks as never);
  let reports = 0;
  for (const chainId of CHAINS.filter((chain) => chain !== record.provider)) {
    for (const { address, block } of downtimeReports(chainId)) {
      reports += 1;
      for (const before of [1, 4, 9]) {
        const book = await readUptimeOf(deps, { network: NETWORK, chainId, height: block - before });
        if (book.state !== "known") throw new Error("not known");
        expect(book.byAddress.get(address as ConsHex)).toMatchObject({
          jailAtEarliest: block,
          missesLeft: before - 1,
          isReported: false,
        });
      }
      const after = await readUptimeOf(deps, { network: NETWORK, chainId, height: block });
      expect(after.state === "known" && after.byAddress.get(address as ConsHex)).toMatchObject({
        isReported: true,
        missed: 0,
        watched: 0,
      });
    }
  }
  expect(reports).toBe(6);
});

test("a frame's consumers: their book, none before they started, unknown where nobody tells", async () => {
  const deps = serveStore(store, tape.networks as never);
  const frame = await readFrame(deps, NETWORK, { height: 700 });
  if (frame.state === "fault") throw new Error(frame.message);
  const states = await Promise.all(
    frame.snapshot.consumers.map(async (consumer) => [
      consumer.consumerId,
      (await readUptime(deps, frame, consumer)).state,
    ]),
  );
  expect(Object.fromEntries(states)).toMatchObject({
    0: "known",
    1: "known",
    2: "known",
    3: "known",
    4: "none",
    8: "unknown",
  });
});

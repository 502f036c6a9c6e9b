import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { ConsumerListItem, ConsumerValidatorView } from "@/lib/api/contracts/consumer";
import type { Store } from "@/lib/store/open-store";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

let tape: Tape;
let store: Store;

beforeAll(async () => {
  tape = await serveRecording("changeover");
  ({ store } = await indexTape(tape, 720));
  serveStore(store, tape.networks as never);
}, 120_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

const consumerAt = async (id: string, height: number) => {
  const { data } = await getBody<{ data: ConsumerListItem[] }>("changeover", `consumers?height=${height}`);
  return data.find(({ consumerId }) => consumerId === id);
};

test("a deleted consumer keeps its count of packets and loses channel, client and set", async () => {
  for (const id of ["0", "1"]) {
    const consumer = await consumerAt(id, 720);
    expect(consumer).toMatchObject({ phase: "deleted", validatorCount: 0 });
    expect(consumer).not.toHaveProperty("channelId");
    expect(consumer).not.toHaveProperty("clientId");
    expect(Number(consumer?.vsc.sent)).toBeGreaterThan(0);
    expect(consumer).not.toHaveProperty("sync");
  }
});

test("a chain that leaves goes on with its last set, and its own blocks are still shown", async () => {
  const { data } = await getBody<{ data: ConsumerValidatorView[] }>("changeover", "consumers/0/validators?height=720");
  expect(data.filter(({ signing }) => signing !== undefined).length).toBeGreaterThan(0);
  expect(data.every((row) => row.stored === undefined && !row.optedIn && row.eligible === undefined)).toBe(true);
});

test("no figure of either network's history makes a route fail", async () => {
  for (let height = 1; height <= 720; height += 60) {
    for (const path of ["overview", "consumers", "findings", "validators"])
      await getBody("changeover", `${path}?height=${height}`);
  }
});

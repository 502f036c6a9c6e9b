import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillWithPackets, SYNTHETIC_NETWORK } from "@/bench/synthetic-packets";
import type { PacketView } from "@/lib/api/contracts/packet";
import type { ConsumerPipelineView } from "@/lib/api/contracts/pipeline";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { getBody } from "../support/call-route";
import { serveStore } from "../support/server-deps";

let store: Store;

/** Two consumers, forty updates each: consumer 0 received the first twenty, consumer 1 all but the last twelve. */
beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  await fillWithPackets(store, { consumers: 2, packetsEach: 40, waiting: 12 });
  const provider = { rpc: ["http://127.0.0.1:1"] };
  const consumers = [0, 1].map((id) => ({ consumerId: String(id), chainId: `c-${id}`, rpc: ["http://127.0.0.1:1"] }));
  serveStore(store, [{ name: SYNTHETIC_NETWORK, provider, consumers }] as never);
  const run = (statement: string) => sql.raw(statement).execute(store.db);
  const columns = (kind: string, chain: string, at: string, sequence: string) => `
    insert into packet_event select 'synthetic', '${chain}', ${at}, 100 + s, '${kind}', 'provider', 'channel-1', 'consumer',
      'channel-0', s, 0, null, ${kind === "write_ack" ? "'result'" : "null"}, 'again', 0 from generate_series(${sequence}) s`;
  // The relayer of consumer 1 comes back: ten updates in one block; of the first nine the acknowledgements too.
  await run(columns("recv", "c-1", "290", "29, 38"));
  await run(columns("write_ack", "c-1", "291", "29, 38"));
  await run(columns("ack", "p-1", "295", "29, 37"));
  // A node that tells of a hop a second time: a relayer resent, and the chain was one that says so.
  await run(columns("recv", "c-1", "292", "30, 31"));
}, 60_000);
afterAll(() => store?.close());

const packetsOf = async (search: string) =>
  (await getBody<{ data: PacketView[] }>(SYNTHETIC_NETWORK, `consumers/1/packets?direction=vsc&${search}`)).data;

test("ten packets in one block after an outage: each has its hops, and is counted once", async () => {
  const packets = await packetsOf("");
  expect(packets).toHaveLength(40);
  const together = packets.filter(
    ({ receivedAt }) => receivedAt && "height" in receivedAt && receivedAt.height === 290,
  );
  expect(together.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b)).toEqual([
    29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
  ]);
});

test("an acknowledgement that never comes leaves its packet received; the first hop told counts", async () => {
  const states = new Map((await packetsOf("")).map(({ sequence, state }) => [sequence, state]));
  expect(["37", "38", "39", "40"].map((sequence) => states.get(sequence))).toEqual([
    "acknowledged",
    "received",
    "sent",
    "sent",
  ]);
  const { data } = await getBody<{ data: ConsumerPipelineView }>(SYNTHETIC_NETWORK, "consumers/1/pipeline");
  expect(data.vsc).toMatchObject({ sent: "40", acked: "37", counts: { acknowledged: 37, received: 1, sent: 2 } });
});

test("pages of two, to the end: every packet once, in one order", async () => {
  const seen: string[] = [];
  let next: string | undefined = "packets?limit=2";
  while (next !== undefined) {
    const body: { data: PacketView[]; next?: string } = await getBody(SYNTHETIC_NETWORK, next);
    seen.push(...body.data.map(({ consumerId, sequence }) => `${consumerId}/${sequence}`));
    next = body.next === undefined ? undefined : `packets?limit=2&cursor=${body.next}`;
  }
  expect(seen).toHaveLength(80);
  expect(new Set(seen).size).toBe(80);
});

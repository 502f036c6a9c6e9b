import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate";
import { openStore, type Store } from "./open-store";
import { type Hop, listFurthest } from "./read-lanes";

let store: Store;

beforeAll(async () => {
  store = await openStore({ dataDir: "memory://" });
  await migrate(store.db);
  // Every channel c of 300 was sent packets 1 to 10 in blocks 10, 20 … 100.
  await sql`insert into packet_event
    select n, 'p-1', s * 10, c, 'send', 'provider', 'channel-' || c, 'consumer', 'channel-0', s, 5, null, null, null, 0
    from generate_series(0, 299) c, generate_series(1, 10) s, (values ('net'), ('other')) x(n)`.execute(store.db);
  // From channels 7, 70 and 270 slash packets 1 to 5 came in blocks 11 to 15, and the second was told again in block 16.
  await sql`insert into packet_event
    select 'net', 'p-1', 10 + h, 1000 + c, 'recv', 'consumer', 'channel-0', 'provider', 'channel-' || c,
      case when h = 6 then 2 else h end, 5, null, null, null, 0
    from unnest(array[7, 70, 270]) c, generate_series(1, 6) h`.execute(store.db);
  // On another network, of each one.
  await sql`insert into packet_event
    select 'other', 'p-1', 11, 1000 + c, 'recv', 'consumer', 'channel-0', 'provider', 'channel-' || c, 1, 5, null, null, null, 0
    from generate_series(0, 299) c`.execute(store.db);
}, 60_000);
afterAll(() => store?.close());

const asked = (hop: Hop, height: number, count: number) =>
  Array.from({ length: count }, (_, c) => ({ lane: c, hop, chainId: "p-1", channelId: `channel-${c}`, height }));
const byLane = (a: { lane: number }, b: { lane: number }) => a.lane - b.lane;

test("of hundreds of lanes at once, those that have a packet tell how far it went", async () => {
  const received = async (height: number) =>
    (await listFurthest(store.db, "net", "slash", asked("recv", height, 300))).sort(byLane);
  expect(await received(10)).toEqual([]);
  expect(await received(13)).toEqual([7, 70, 270].map((lane) => ({ lane, hop: "recv", sequence: 3n })));
  expect(await received(99)).toEqual([7, 70, 270].map((lane) => ({ lane, hop: "recv", sequence: 5n })));
});

test("where all lanes have one, each tells", async () => {
  const sent = (await listFurthest(store.db, "net", "vsc", asked("send", 55, 300))).sort(byLane);
  expect(sent).toEqual(Array.from({ length: 300 }, (_, lane) => ({ lane, hop: "send", sequence: 5n })));
  const came = await listFurthest(store.db, "other", "slash", asked("recv", 55, 300));
  expect(came.sort(byLane)).toEqual(Array.from({ length: 300 }, (_, lane) => ({ lane, hop: "recv", sequence: 1n })));
});

test("a few lanes are asked as they are, and nothing of nothing", async () => {
  expect(await listFurthest(store.db, "net", "slash", asked("recv", 99, 10))).toEqual([
    { lane: 7, hop: "recv", sequence: 5n },
  ]);
  expect(await listFurthest(store.db, "net", "slash", [])).toEqual([]);
});

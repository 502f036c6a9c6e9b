import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { readNetworks } from "@/lib/server/read-networks";
import { BLOCK_TABLES } from "@/lib/store/tables";
import { assignedKeysOf, chainIdOf, consumerIds, markedOf, phaseOf, storedSetOf } from "../record/provider-rows";
import { openRecord, recordingDir } from "../record/record-reader";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";
import { dumpStore } from "../support/store-dump";

const PROVIDER = "ics-devnet-provider-1";
const UNTIL = 190;

let tape: Tape;
let networks: NetworkConfig[];
beforeAll(async () => {
  tape = await serveRecording("devnet");
  networks = [{ name: "devnet", provider: { rpc: [tape.url(PROVIDER)] }, consumers: [] }];
}, 120_000);
afterEach(() => tape.misbehave(PROVIDER, {}));
afterAll(() => tape?.close());

/** Rows that were opened before a height, without their ends, which later blocks may move. */
function openedBefore(dump: Record<string, string[]>, height: number): Record<string, string[]> {
  const tables = Object.entries(BLOCK_TABLES).filter(([, spec]) => spec.isRange);
  return Object.fromEntries(
    tables.map(([table]) => [
      table,
      (dump[table] ?? [])
        .map((line) => JSON.parse(line) as { from_height: number; until_height?: number })
        .filter((row) => row.from_height < height)
        .map(({ until_height: _end, ...row }) => JSON.stringify(row))
        .sort(),
    ]),
  );
}

interface Body {
  data: { code: string; since?: { height: number }; consumerId?: string }[];
}

test("a module that goes away leaves what it said, blocks go on, and it is said since when", async () => {
  const honest = await indexTape(tape, 129, undefined, networks);
  tape.misbehave(PROVIDER, { moduleAbsentFrom: 130 });
  const { store } = await indexTape(tape, UNTIL, undefined, networks);
  expect(openedBefore(await dumpStore(store), 130)).toEqual(openedBefore(await dumpStore(honest.store), 130));
  await honest.store.close();

  const chain = await store.db
    .selectFrom("chain")
    .selectAll()
    .where("chain_id", "=", PROVIDER)
    .executeTakeFirstOrThrow();
  expect(chain).toMatchObject({ next_height: BigInt(UNTIL + 1), module_state: "frozen", module_since: 130n });

  const deps = restartServer(store, networks);
  const findings = async (query: string) => (await getBody<Body>("devnet", `findings${query}`)).data;
  expect((await findings("")).find(({ code }) => code === "module-absent")).toMatchObject({ since: { height: 130 } });
  expect((await findings("?height=129")).some(({ code }) => code === "module-absent")).toBe(false);

  const consumers = async (query: string) => {
    const { data } = await getBody<{ data: { consumerId: string; phase: string }[] }>("devnet", `consumers${query}`);
    return data.map(({ consumerId, phase }) => `${consumerId} ${phase}`).sort();
  };
  expect(await consumers("")).toEqual(await consumers("?height=129"));
  expect((await consumers("")).length).toBeGreaterThan(3);
  const absence = { dialect: "ics-v7", dialectSince: 1, moduleAbsentSince: 130 };
  const status = await getBody<{ data: { chains: object[] } }>("devnet", "status");
  expect(status.data.chains[0]).toMatchObject({ chainId: PROVIDER, state: "module-absent", moduleAbsentSince: 130 });
  expect((await readNetworks(deps))[0]).toMatchObject(absence);
  await store.close();
}, 120_000);

test("a module that goes away while it is followed is noticed, and comes back with a later upgrade", async () => {
  const { store } = await indexTape(tape, 110, undefined, networks);
  const module = () =>
    store.db.selectFrom("chain").select(["module_since", "next_height"]).where("chain_id", "=", PROVIDER).execute();
  expect(await module()).toEqual([{ module_since: null, next_height: 111n }]);
  tape.misbehave(PROVIDER, { moduleAbsentFrom: 130 });
  await indexTape(tape, 150, store, networks);
  expect(await module()).toEqual([{ module_since: 130n, next_height: 151n }]);
  tape.misbehave(PROVIDER, {});
  await indexTape(tape, UNTIL, store, networks);
  expect(await module()).toEqual([{ module_since: null, next_height: BigInt(UNTIL + 1) }]);
  await store.close();
}, 120_000);

test("where even old heights are refused, the module is gone since the first block we could not ask about", async () => {
  const { store } = await indexTape(tape, 110, undefined, networks);
  tape.misbehave(PROVIDER, { moduleAbsentFrom: 1 });
  await indexTape(tape, 150, store, networks);
  const chain = await store.db.selectFrom("chain").selectAll().where("chain_id", "=", PROVIDER).executeTakeFirst();
  expect(chain).toMatchObject({ module_since: 111n, next_height: 151n });
  await store.close();
}, 120_000);

test("a provider met only after its module went away is shown from what its store still holds", async () => {
  tape.misbehave(PROVIDER, { moduleAbsentFrom: 1_000 });
  const late = networks.map((network) => ({ ...network, fromHeight: 1_100 }));
  const { store } = await indexTape(tape, 1_110, undefined, late);
  const record = openRecord(recordingDir("first"));
  const rows = record.storeAt(PROVIDER, "provider", 999);

  restartServer(store, late);
  const { data } = await getBody<{ data: { consumerId: string; chainId: string; validatorCount: number }[] }>(
    "devnet",
    "consumers",
  );
  expect(data.map(({ consumerId }) => consumerId).sort()).toEqual([...consumerIds(rows)].sort());
  for (const { consumerId, chainId, validatorCount } of data) {
    expect(chainId).toBe(chainIdOf(rows, consumerId));
    expect(validatorCount).toBe(phaseOf(rows, consumerId) === 3 ? storedSetOf(rows, consumerId).length : 0);
  }
  for (const consumerId of ["0", "1", "2"]) {
    const keys = await store.db.selectFrom("assigned_key").selectAll().where("consumer_id", "=", consumerId).execute();
    expect(new Map(keys.map((row) => [row.cons_address, row.pub_key]))).toEqual(assignedKeysOf(rows, consumerId));
    const optedIn = await store.db
      .selectFrom("opted_in")
      .select("cons_address")
      .where("consumer_id", "=", consumerId)
      .execute();
    expect(optedIn.map((row) => row.cons_address).sort()).toEqual(markedOf(rows, 32, consumerId).sort());
  }
  const { data: findings } = await getBody<Body>("devnet", "findings");
  expect(findings.map(({ code }) => code)).toContain("module-absent");
  for (const path of ["overview", "validators", "consumers/1/validators", "status"]) await getBody("devnet", path);
  await store.close();
}, 120_000);

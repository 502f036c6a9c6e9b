import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Faults } from "@/devnet/tape/faults";
import type { Tape } from "@/devnet/tape/tape";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import * as query from "@/lib/chain/proto/interchain_security/ccv/provider/v1/query";
import { bareKey, PROVIDER_PREFIX, prefixedKey } from "@/lib/chain/raw-store/keys";
import type { NetworkConfig } from "@/lib/config/networks";
import { runIndexer } from "@/lib/indexer/run-indexer";
import { bytesToHex } from "@/lib/shared/bytes";
import { migrate } from "@/lib/store/migrate";
import { openStore, type Store } from "@/lib/store/open-store";
import { listEndpoints } from "@/lib/store/read-chain";
import { listVerdicts } from "@/lib/store/read-verification";
import { getBody } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { restartServer } from "../support/server-deps";
import { dumpStore } from "../support/store-dump";

/*
 * One of several nodes forges what it answers about state. The rows are those of an undisturbed run, at every moment. Indexing
 * begins at 400, where the recording has a proof of every row of the provider.
 */

const NAME = "devnet";
const PROVIDER = "ics-devnet-provider-1";
const FROM = 400;
const UNTIL = 420;
const SERVICE = "/interchain_security.ccv.provider.v1.Query/";

let tape: Tape;
let nodes: string[];
let undisturbed: Record<string, string[]>;

beforeAll(async () => {
  tape = await serveRecording(NAME);
  nodes = [tape.url(PROVIDER), await tape.addEndpoint(PROVIDER), await tape.addEndpoint(PROVIDER)];
  undisturbed = await dumpOf(await index(nodes.slice(0, 1)));
}, 120_000);
afterAll(() => tape?.close());
afterEach(() => {
  for (const url of nodes) tape.misbehave(url, {});
});

const networkOf = (rpc: readonly string[], fromHeight: number): NetworkConfig[] => [
  { name: NAME, provider: { rpc }, consumers: [], fromHeight },
];

async function index(rpc: readonly string[], fromHeight = FROM, until = UNTIL): Promise<Store> {
  return (await indexTape(tape, until, undefined, networkOf(rpc, fromHeight))).store;
}

async function dumpOf(store: Store): Promise<Record<string, string[]>> {
  const rows = await dumpStore(store);
  await store.close();
  return rows;
}

/** Asks an honest node, and changes what it says. */
async function lieAbout(method: string, data: Uint8Array, change: (honest: Uint8Array) => Uint8Array): Promise<Faults> {
  const client = createChainClient({ urls: nodes.slice(0, 1), label: "honest" });
  const path = `${SERVICE}${method}`;
  const { value } = await client.abciQuery({ path, data, height: FROM });
  await client.close();
  return { forgedAnswer: { path, data: bytesToHex(data), value: bytesToHex(change(value)) } };
}

const ofConsumer1 = query.QueryConsumerChainRequest.encode({ consumerId: "1" }).finish();
const channelKey = bytesToHex(bareKey(PROVIDER_PREFIX.consumerToChannel, "1"));

const LIES: Readonly<Record<string, () => Promise<Faults>>> = {
  "a raw row: the channel of a consumer": async () => ({
    forgedRow: { store: "provider", key: channelKey, value: bytesToHex(Buffer.from("channel-99")) },
  }),
  "who opted in": () =>
    lieAbout("QueryConsumerChainOptedInValidators", ofConsumer1, (honest) => {
      const codec = query.QueryConsumerChainOptedInValidatorsResponse;
      const members = codec.decode(honest).validatorsProviderAddresses;
      return codec.encode({ validatorsProviderAddresses: members.slice(1) }).finish();
    }),
  "the phase of a consumer": () =>
    lieAbout("QueryConsumerChain", ofConsumer1, (honest) => {
      const codec = query.QueryConsumerChainResponse;
      return codec.encode({ ...codec.decode(honest), phase: "CONSUMER_PHASE_STOPPED" }).finish();
    }),
  "the list of consumers": () =>
    lieAbout("QueryConsumerChains", new Uint8Array(), (honest) => {
      const codec = query.QueryConsumerChainsResponse;
      const { chains, ...others } = codec.decode(honest);
      return codec.encode({ ...others, chains: chains.slice(0, -1) }).finish();
    }),
};

describe("a forged answer is caught, its node named and shut out, and the rows are right", () => {
  const orders = ["first", "second", "first of three"] as const;
  const cases = Object.keys(LIES).flatMap((what, i) =>
    orders.slice(0, i === 1 ? 3 : 2).map((order) => [what, order] as const),
  );
  test.each(cases)(
    "%s, the forger %s",
    async (what, order) => {
      const rpc = order === "first of three" ? nodes : nodes.slice(0, 2);
      const liar = rpc[order === "second" ? 1 : 0] as string;
      tape.misbehave(liar, (await LIES[what]?.()) as Faults);
      const store = await index(rpc);
      const rows = await dumpStore(store);
      for (const [table, lines] of Object.entries(undisturbed)) expect(rows[table], table).toEqual(lines);
      expect(await listVerdicts(store.db, NAME)).toMatchObject([{ url: liar, height: FROM, isProven: true }]);
      const endpoints = await listEndpoints(store.db, NAME);
      expect(endpoints.find(({ url }) => url === liar)?.info).toMatchObject({ excluded: "contradicts-proof" });
      restartServer(store, networkOf(rpc, FROM));
      const { data } = await getBody<{ data: { code: string; sentence: string }[] }>(NAME, "findings");
      const [found] = data.filter(({ code }) => code === "endpoints-disagree");
      for (const word of [liar, String(FROM), "than is proven"]) expect(found?.sentence).toContain(word);
      await store.close();
    },
    60_000,
  );

  test("what is forged would be stored if the forger were asked alone", async () => {
    tape.misbehave(nodes[1] as string, (await LIES["who opted in"]?.()) as Faults);
    expect(await dumpOf(await index(nodes.slice(1, 2)))).not.toEqual(undisturbed);
  }, 60_000);

  test("a forged set of those who sign is not stored, nor named as proven", async () => {
    tape.misbehave(nodes[0] as string, { forgedSet: "power" });
    const store = await index(nodes.slice(0, 2));
    for (const { url, isProven } of await listVerdicts(store.db, NAME))
      expect([url, isProven]).toEqual([nodes[0], false]);
    expect(await dumpOf(store)).toEqual(undisturbed);
  }, 60_000);

  test("who was shut out stays so after a restart", async () => {
    const [first, liar] = nodes as [string, string];
    tape.misbehave(liar, (await LIES["who opted in"]?.()) as Faults);
    const store = await index([liar, first], FROM, FROM + 10);
    tape.misbehave(liar, {});
    const before = tape.endpointCounts(liar).calls.abci_query ?? 0;
    await indexTape(tape, UNTIL, store, networkOf([liar, first], FROM));
    expect(tape.endpointCounts(liar).calls.abci_query ?? 0).toBe(before);
    expect(await dumpOf(store)).toEqual(undisturbed);
  }, 60_000);
});

/** Indexes, with something done when it stumbles for the second time; tells over what it did. */
async function stumble(store: Store, networks: NetworkConfig[], until: number, then: (stop: () => void) => void) {
  const stop = new AbortController();
  const said: string[] = [];
  const onFault = ({ error }: { error: unknown }) => {
    said.push(String(error));
    if (said.length === 2) then(() => stop.abort());
  };
  await migrate(store.db);
  await runIndexer({ store, networks, untilProviderHeight: until, events: { onFault } }, stop.signal);
  return said;
}

describe("where nothing proves which of two is right, nothing is stored until it is known", () => {
  test("who opted in, at a height of which no row is proven", async () => {
    const [first, liar] = nodes as [string, string];
    // From the first epoch's end on the list is asked for again.
    const lie = (await LIES["who opted in"]?.()) as Faults;
    const networks = networkOf([liar, first], FROM + 1);
    const alone = await dumpOf(await index([first], FROM + 1));
    tape.misbehave(liar, lie);
    const store = await openStore({ dataDir: "memory://" });
    const said = await stumble(store, networks, UNTIL, (stop) => stop());
    expect(said).toHaveLength(2);
    for (const word of [first, liar, `height ${FROM + 1}`, "QueryConsumerChainOptedInValidators"])
      for (const sentence of said) expect(sentence).toContain(word);
    const early = await dumpStore(store);
    expect(early.opted_in ?? []).toEqual([]);
    expect(early.block).toEqual([]);
    const named = (await listVerdicts(store.db, NAME)).map(({ url, isProven }) => `${url} ${isProven}`);
    expect(named.toSorted()).toEqual([`${first} false`, `${liar} false`].toSorted());
    restartServer(store, networks);
    const { data } = await getBody<{ data: { chains: { state: string; stateDetail?: string }[] } }>(NAME, "status");
    expect(JSON.stringify(data)).toContain("faulty-answer");
    for (const url of [first, liar]) expect(JSON.stringify(data)).toContain(`${url}`);
    await expect(getBody(NAME, "findings")).rejects.toThrow(/502.*differ at height 401 in the answer to/);
    tape.misbehave(liar, {});
    await indexTape(tape, UNTIL, store, networks);
    // Who said what is not kept over a restart, and nobody is named wrongly.
    expect(await listVerdicts(store.db, NAME)).toEqual([]);
    expect(await dumpOf(store)).toEqual(alone);
  }, 60_000);

  test("what is there already goes on being shown, with a finding that names node, height and question", async () => {
    const [first, liar] = nodes as [string, string];
    const head = tape.head(PROVIDER);
    const networks = networkOf([first, liar], FROM);
    const store = await index([first, liar], FROM, FROM + 5);
    // The newest block has no header after it: nothing can be proven of it. Asked at every start.
    const path = `${SERVICE}QueryParams`;
    tape.misbehave(liar, { forgedAnswer: { path, height: head, value: "0a00" } });
    expect(await stumble(store, networks, UNTIL, (stop) => stop())).toHaveLength(2);
    restartServer(store, networks);
    const { data } = await getBody<{ data: { code: string; sentence: string }[] }>(NAME, "findings");
    const [found] = data.filter(({ code }) => code === "endpoints-disagree");
    expect(found?.sentence).toMatch(
      /^The node http:.* the answer to QueryParams of block 1515 otherwise than the other/,
    );
    expect([first, liar].some((url) => found?.sentence.includes(url))).toBe(true);
    tape.misbehave(liar, {});
    await indexTape(tape, UNTIL, store, networks);
    expect(await dumpOf(store)).toEqual(undisturbed);
  }, 60_000);

  /** A provider whose module is gone is read by lists of rows. Two nodes honest, or one. */
  test.each([2, 3])(
    "a list of rows of a provider whose module is gone, of %i nodes",
    async (count) => {
      const absent = { moduleAbsentFrom: 130 };
      const until = 190;
      for (const url of nodes) tape.misbehave(url, absent);
      const alone = await dumpOf(await index(nodes.slice(0, 1), 140, until));
      expect(alone.opted_in?.length).toBeGreaterThan(0);
      const rpc = nodes.slice(0, count);
      const [liar = ""] = rpc;
      const member = JSON.parse(alone.opted_in?.[0] ?? "{}") as { consumer_id: string; cons_address: string };
      const key = bytesToHex(
        prefixedKey(PROVIDER_PREFIX.optedIn, member.consumer_id, Buffer.from(member.cons_address, "hex")),
      );
      tape.misbehave(liar, { ...absent, forgedSubspace: { store: "provider", key, value: undefined } });
      const store = await openStore({ dataDir: "memory://" });
      const said = await stumble(store, networkOf(rpc, 140), until, () => tape.misbehave(liar, absent));
      expect(said).toHaveLength(count === 2 ? 2 : 0);
      for (const word of count === 2 ? [...rpc, "height 140", "provider rows under 20"] : [])
        expect(said[0]).toContain(word);
      const verdicts = await listVerdicts(store.db, NAME);
      expect(verdicts.map(({ url, isProven }) => ({ url, isProven }))).toEqual([{ url: liar, isProven: false }]);
      expect(verdicts[0]?.field).toContain("provider rows under 20");
      expect(await dumpOf(store)).toEqual(alone);
    },
    60_000,
  );
});

describe("a second node that cannot tell does not stop indexing", () => {
  test.each<[string, Faults]>([
    ["behind", { behindBlocks: 1_200 }],
    ["pruned", { prunedBefore: 1_000 }],
    ["dead", { resetRate: 1 }],
    ["slow", { latencyMs: 2_500 }],
  ])(
    "%s",
    async (_what, faults) => {
      tape.misbehave(nodes[1] as string, faults);
      // What it costs is told and tested in `test/chain/answers.test.ts`.
      const store = await index(nodes.slice(0, 2));
      expect(await listVerdicts(store.db, NAME)).toEqual([]);
      expect(await dumpOf(store)).toEqual(undisturbed);
    },
    60_000,
  );
});

test("with one node as many calls are made as answers are needed, with two twice as many of those", async () => {
  const callsWith = async (count: number) => {
    tape.resetCounts();
    await (await index(nodes.slice(0, count))).close();
    return tape.counts()[PROVIDER]?.calls ?? {};
  };
  const [one, two] = [await callsWith(1), await callsWith(2)];
  expect(two.abci_query).toBe(2 * (one.abci_query ?? 0));
  expect(one.abci_query ?? 0).toBeGreaterThan(50);
}, 60_000);

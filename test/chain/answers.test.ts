import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Faults } from "@/devnet/tape/faults";
import { startTape, type Tape } from "@/devnet/tape/tape";
import { createChainClient } from "@/lib/chain/endpoint-pool";
import * as query from "@/lib/chain/proto/interchain_security/ccv/provider/v1/query";
import { PROVIDER_PREFIX, prefixedKey, validatorKey } from "@/lib/chain/raw-store/keys";
import type { AbciQuery, ChainClient } from "@/lib/chain/types";
import { bytesToHex } from "@/lib/shared/bytes";
import { recordingDir } from "../support/index-recording";

/* Answers at a fixed height of several real endpoints, of which one lies. At 400 the recording has a proof of every row of the provider. */

const PROVIDER = "ics-devnet-provider-1";
const HEIGHT = 400;
const SERVICE = "/interchain_security.ccv.provider.v1.Query/";
const empty = new Uint8Array();

let tape: Tape;
let nodes: string[];
const clients: ChainClient[] = [];

beforeAll(async () => {
  tape = await startTape({ dirs: [recordingDir("devnet")], speed: 0, from: HEIGHT + 1 });
  nodes = [tape.url(PROVIDER), await tape.addEndpoint(PROVIDER), await tape.addEndpoint(PROVIDER)];
}, 60_000);
afterAll(() => tape.close());
afterEach(async () => {
  for (const url of nodes) tape.misbehave(url, {});
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function clientOf(urls: readonly string[]): ChainClient {
  const client = createChainClient({ urls, label: "provider", chainId: PROVIDER });
  clients.push(client);
  return client;
}
const ask = async (urls: readonly string[], asked: AbciQuery) => (await clientOf(urls).abciQuery(asked)).value;
const excludedOf = (client: ChainClient) => client.health().flatMap(({ url, excluded }) => (excluded ? [url] : []));
const callsOf = (url: string) => tape.endpointCounts(url).calls.abci_query ?? 0;

const phaseKey = prefixedKey(PROVIDER_PREFIX.phase, "1");
const phaseRow = { path: "/store/provider/key", data: phaseKey, height: HEIGHT };
const ofConsumer1 = query.QueryConsumerChainRequest.encode({ consumerId: "1" }).finish();
const storedRows = prefixedKey(PROVIDER_PREFIX.storedValidator, "1");

interface Lie {
  readonly asked: AbciQuery;
  /** What the liar does, given the honest answer. */
  readonly faults: (honest: Uint8Array) => Faults;
}

/** A query of the provider module for consumer 1, or for all, and how its answer is changed. */
function forged(method: string, change: (honest: Uint8Array) => Uint8Array): Lie {
  const takesNone = /Params|Throttle|ConsumerChains/.test(method);
  const data = takesNone ? empty : ofConsumer1;
  const path = `${SERVICE}${method}`;
  return {
    asked: { path, data, height: HEIGHT },
    faults: (honest) => ({ forgedAnswer: { path, data: bytesToHex(data), value: bytesToHex(change(honest)) } }),
  };
}

const LIES: Readonly<Record<string, Lie>> = {
  "a raw row": {
    asked: phaseRow,
    faults: () => ({ forgedRow: { store: "provider", key: bytesToHex(phaseKey), value: "0000000500000000" } }),
  },
  "a raw row that is said to be absent": {
    asked: phaseRow,
    faults: () => ({ forgedRow: { store: "provider", key: bytesToHex(phaseKey), value: undefined } }),
  },
  "an opted-in validator left out": forged("QueryConsumerChainOptedInValidators", (honest) => {
    const codec = query.QueryConsumerChainOptedInValidatorsResponse;
    const { validatorsProviderAddresses: members } = codec.decode(honest);
    expect(members.length).toBeGreaterThan(2);
    return codec.encode({ validatorsProviderAddresses: members.slice(1) }).finish();
  }),
  "another phase of a consumer": forged("QueryConsumerChain", (honest) => {
    const codec = query.QueryConsumerChainResponse;
    return codec.encode({ ...codec.decode(honest), phase: "CONSUMER_PHASE_STOPPED" }).finish();
  }),
  "another consumer's chain id": forged("QueryConsumerChain", (honest) => {
    const codec = query.QueryConsumerChainResponse;
    return codec.encode({ ...codec.decode(honest), chainId: "not-this-1" }).finish();
  }),
  "another phase in the list of consumers": forged("QueryConsumerChains", (honest) => {
    const codec = query.QueryConsumerChainsResponse;
    const { chains, ...others } = codec.decode(honest);
    const lie = chains.map((chain) =>
      chain.consumerId === "1" ? { ...chain, phase: "CONSUMER_PHASE_DELETED" } : chain,
    );
    return codec.encode({ ...others, chains: lie }).finish();
  }),
  "a consumer left out of the list": forged("QueryConsumerChains", (honest) => {
    const codec = query.QueryConsumerChainsResponse;
    const { chains, ...others } = codec.decode(honest);
    return codec.encode({ ...others, chains: chains.slice(1) }).finish();
  }),
  "another power in a stored set": forged("QueryConsumerValidators", (honest) => {
    const codec = query.QueryConsumerValidatorsResponse;
    const { validators } = codec.decode(honest);
    const lie = validators.map((one, i) => (i === 0 ? { ...one, consumerPower: one.consumerPower + 1n } : one));
    return codec.encode({ validators: lie }).finish();
  }),
  "another key of a validator": forged("QueryAllPairsValConsAddrByConsumer", (honest) => {
    const codec = query.QueryAllPairsValConsAddrByConsumerResponse;
    const { pairValConAddr: pairs } = codec.decode(honest);
    expect(pairs.length).toBeGreaterThan(0);
    const consumerKey = { sum: { $case: "ed25519" as const, ed25519: new Uint8Array(32) } };
    const lie = pairs.map((pair, i) => (i === 0 ? { ...pair, consumerKey } : pair));
    return codec.encode({ pairValConAddr: lie }).finish();
  }),
  "other parameters": forged("QueryParams", (honest) => {
    const codec = query.QueryParamsResponse;
    const { params } = codec.decode(honest);
    if (!params) throw new Error("no parameters");
    return codec.encode({ params: { ...params, blocksPerEpoch: params.blocksPerEpoch + 1n } }).finish();
  }),
  "another slash meter": forged("QueryThrottleState", (honest) => {
    const codec = query.QueryThrottleStateResponse;
    const state = codec.decode(honest);
    return codec.encode({ ...state, slashMeter: -state.slashMeter }).finish();
  }),
  "a row left out of a list of rows": {
    asked: { path: "/store/provider/subspace", data: storedRows, height: HEIGHT },
    faults: (honest) => {
      const at = bytesToHex(honest).indexOf(bytesToHex(storedRows));
      const key = bytesToHex(honest).slice(at, at + 2 * validatorKey(0, "1", "00".repeat(20)).length);
      return { forgedSubspace: { store: "provider", key, value: undefined } };
    },
  },
};

describe("of two nodes one forges, and a proof decides", () => {
  test.each(Object.keys(LIES))("%s", async (name) => {
    const { asked, faults } = LIES[name] as Lie;
    const honest = await ask([nodes[0] as string], asked);
    for (const urls of [nodes.slice(0, 2), nodes.slice(0, 2).reverse()]) {
      for (const liar of urls) {
        const lies = faults(honest);
        tape.misbehave(liar, lies);
        expect(await ask([liar], asked), "the lie is one").not.toEqual(honest);
        const client = clientOf(urls);
        expect((await client.abciQuery(asked)).value).toEqual(honest);
        expect(excludedOf(client)).toEqual([liar]);
        const verdicts = client.takeVerdicts();
        expect(verdicts).toMatchObject([{ url: liar, height: HEIGHT, finding: "false" }]);
        expect(verdicts[0]?.expected).not.toBe(verdicts[0]?.answered);
        tape.resetCounts();
        await client.abciQuery(asked);
        expect(tape.endpointCounts(liar).http, "it is asked no more").toBe(0);
        tape.misbehave(liar, {});
      }
    }
  });

  test("a row is named as the verifier names it", async () => {
    tape.misbehave(nodes[1] as string, LIES["a raw row"]?.faults(empty) as Faults);
    const client = clientOf(nodes.slice(0, 2));
    await client.abciQuery(phaseRow);
    expect(client.takeVerdicts()).toMatchObject([
      { field: `provider row ${bytesToHex(phaseKey)}`, answered: "0000000500000000", finding: "false" },
    ]);
    expect(client.takeVerdicts()).toEqual([]);
  });
});

describe("where no proof can be had", () => {
  /** No header after it: nothing can be proven of the newest block. */
  const asked = { path: `${SERVICE}QueryConsumerChain`, data: ofConsumer1, height: HEIGHT + 1 };
  const lie: Faults = { forgedAnswer: { path: asked.path, value: undefined } };

  test("two that differ are not believed, both are named; once they agree, the one that was right is so no more", async () => {
    const [first, second] = nodes.slice(0, 2).toSorted() as [string, string];
    const honest = await ask([first], asked);
    tape.misbehave(second, lie);
    const client = clientOf([first, second]);
    for (let i = 0; i < 2; i += 1) {
      await expect(client.abciQuery(asked)).rejects.toMatchObject({
        code: "nodes-disagree",
        retryable: true,
        message: expect.stringMatching(new RegExp(`${first}.*${second}.*${HEIGHT + 1}.*QueryConsumerChain`)),
      });
    }
    const inOrder = () => client.takeVerdicts().toSorted((a, b) => (a.url < b.url ? -1 : 1));
    expect(inOrder()).toMatchObject([
      { url: first, height: HEIGHT + 1, finding: "open" },
      { url: second, height: HEIGHT + 1, finding: "open", answered: "query-failed" },
    ]);
    expect(excludedOf(client)).toEqual([]);
    tape.misbehave(second, {});
    expect((await client.abciQuery(asked)).value).toEqual(honest);
    expect(inOrder()).toMatchObject([
      { url: first, finding: "withdrawn" },
      { url: second, finding: "outvoted", answered: "query-failed" },
    ]);
  });

  test("of three the one alone is outvoted and named, not shut out", async () => {
    const honest = await ask([nodes[0] as string], asked);
    for (const liar of nodes.slice(0, 2)) {
      tape.misbehave(liar, lie);
      const client = clientOf(nodes);
      expect((await client.abciQuery(asked)).value).toEqual(honest);
      expect(client.takeVerdicts()).toMatchObject([{ url: liar, height: HEIGHT + 1, finding: "outvoted" }]);
      expect(excludedOf(client)).toEqual([]);
      tape.misbehave(liar, {});
    }
  });

  test("a proof outweighs two that lie alike", async () => {
    const honest = await ask([nodes[0] as string], phaseRow);
    const lies = LIES["a raw row"]?.faults(empty) as Faults;
    for (const liar of nodes.slice(0, 2)) tape.misbehave(liar, lies);
    const client = clientOf([nodes[0], nodes[2], nodes[1]] as string[]);
    expect((await client.abciQuery(phaseRow)).value).toEqual(honest);
    expect(excludedOf(client).toSorted()).toEqual(nodes.slice(0, 2).toSorted());
  });

  test("a node on a fork of its own cannot prove its lies", async () => {
    const [first, second] = nodes as [string, string];
    const honest = await ask([first], phaseRow);
    tape.misbehave(second, {
      ...(LIES["a raw row"]?.faults(empty) as Faults),
      forkedHeaderFrom: HEIGHT,
      fittingHashes: true,
    });
    const client = clientOf([first, second]);
    await expect(client.abciQuery(phaseRow)).rejects.toMatchObject({ code: "nodes-disagree" });
    // Its headers give it away (`two-nodes.test.ts`), and then it is asked no more.
    await client.fetchBlocks(HEIGHT, HEIGHT + 1);
    expect(excludedOf(client)).toEqual([second]);
    expect((await client.abciQuery(phaseRow)).value).toEqual(honest);
  });
});

test("answers that are none, of all nodes, are no word about the chain: asking again is worth it", async () => {
  const client = clientOf(nodes.slice(0, 2));
  await client.status();
  for (const url of nodes.slice(0, 2)) tape.misbehave(url, { wrongShape: true });
  await expect(client.abciQuery(phaseRow)).rejects.toMatchObject({ code: "undecodable", retryable: true });
  for (const url of nodes.slice(0, 2)) tape.misbehave(url, {});
  expect((await client.abciQuery(phaseRow)).value).toEqual(await ask([nodes[2] as string], phaseRow));
});

describe("the set that signs a block must be the one a header names", () => {
  async function honestSet() {
    const client = clientOf([nodes[2] as string]);
    const [block] = await client.fetchBlocks(HEIGHT, HEIGHT);
    const setHash = block?.validatorsHash ?? "";
    return { setHash, honest: await client.fetchValidators(HEIGHT, setHash) };
  }

  test.each(["power", "address"] as const)(
    "another %s of a validator is not taken, whichever node is first",
    async (what) => {
      const { setHash, honest } = await honestSet();
      expect(honest.length).toBeGreaterThan(3);
      for (const liar of nodes.slice(0, 2)) {
        tape.misbehave(liar, { forgedSet: what });
        const client = clientOf(nodes.slice(0, 2));
        for (let i = 0; i < 4; i += 1) expect(await client.fetchValidators(HEIGHT, setHash)).toEqual(honest);
        for (const { url, finding, field } of client.takeVerdicts())
          expect([url, finding, field]).toEqual([liar, "outvoted", "the validators"]);
        await expect(clientOf([liar]).fetchValidators(HEIGHT, setHash)).rejects.toMatchObject({ code: "undecodable" });
        tape.misbehave(liar, {});
      }
    },
  );

  test("who gave another set is named, once a node gives the right one", async () => {
    const { setHash, honest } = await honestSet();
    const [first, second] = nodes as [string, string];
    tape.misbehave(first, { forgedSet: "power" });
    tape.misbehave(second, { latencyMs: 100 });
    const client = clientOf([first, second]);
    await client.status();
    expect(await client.fetchValidators(HEIGHT, setHash)).toEqual(honest);
    const verdicts = client.takeVerdicts();
    expect(verdicts).toMatchObject([{ url: first, height: HEIGHT, field: "the validators", expected: setHash }]);
    expect(verdicts[0]?.answered).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a second node that cannot tell", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ...phaseRow, height: HEIGHT - i }));

  test("one node is asked as often as before", async () => {
    const client = clientOf([nodes[0] as string]);
    tape.resetCounts();
    await client.abciQueries(many(25));
    expect(callsOf(nodes[0] as string)).toBe(25);
    expect(client.counts().byMethod).toEqual({ abci_query: 25, status: 1 });
  });

  test("answers of the head are not compared, since nodes are at different blocks", async () => {
    tape.misbehave(nodes[1] as string, { behindBlocks: 300, ...LIES["a raw row"]?.faults(empty) });
    const client = clientOf(nodes.slice(0, 2));
    tape.resetCounts();
    await client.abciQuery({ path: phaseRow.path, data: phaseRow.data });
    expect(callsOf(nodes[1] as string)).toBe(0);
    expect(client.takeVerdicts()).toEqual([]);
  });

  test.each<[string, Faults, number]>([
    ["far behind", { behindBlocks: 60 }, 8],
    ["pruned", { prunedBefore: HEIGHT + 1 }, 1],
    ["slow", { latencyMs: 4_000 }, 4],
    ["dead", { resetRate: 1 }, 60],
    ["cutting answers short", { cutBodies: true }, 60],
    ["of another chain", { wrongChainId: "another-9" }, 0],
  ])("%s: it costs one wait at most, and the answers are right", async (_what, faults, most) => {
    const [first, second] = nodes as [string, string];
    const honest = await clientOf([first]).abciQueries(many(40));
    const client = clientOf([first, second]);
    tape.misbehave(second, faults);
    await client.status();
    tape.resetCounts();
    const started = performance.now();
    expect(await client.abciQueries(many(40))).toEqual(honest);
    for (let i = 0; i < 20; i += 1) await client.abciQuery(phaseRow);
    // Waited for once, two seconds.
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(tape.endpointCounts(second).http).toBeLessThanOrEqual(most);
    expect(client.takeVerdicts()).toEqual([]);
  });

  test("one that is asked as much as it can bear is waited for no longer than another", async () => {
    const [first, second] = nodes as [string, string];
    const honest = await ask([first], phaseRow);
    const client = clientOf([first, second]);
    await client.status();
    tape.misbehave(second, { latencyMs: 6_000 });
    let done = 0;
    const blocks = Array.from({ length: 60 }, (_, i) =>
      client.fetchBlocks(HEIGHT - i, HEIGHT - i).finally(() => (done += 1)),
    );
    const others = Promise.allSettled(blocks);
    // Those that the first node has are told; what is left hangs at the second, which takes no more.
    let before = -1;
    while (before !== done) {
      before = done;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(done).toBeLessThan(blocks.length);
    expect((await client.abciQuery(phaseRow)).value).toEqual(honest);
    expect(done).toBe(before);
    await others;
  }, 60_000);

  test("one that has no gas for the question tells nothing, and the other's answer stands", async () => {
    const asked = { path: `${SERVICE}QueryConsumerChain`, data: ofConsumer1, height: HEIGHT };
    const honest = await ask([nodes[2] as string], asked);
    const log = "out of gas in location: ReadFlat; gasWanted: 3000000, gasUsed: 3000512: out of gas";
    for (const unable of nodes.slice(0, 2)) {
      tape.misbehave(unable, { forgedAnswer: { path: asked.path, log, value: undefined } });
      const client = clientOf(nodes.slice(0, 2));
      expect((await client.abciQuery(asked)).value).toEqual(honest);
      expect(client.takeVerdicts()).toEqual([]);
      await expect(ask([unable], asked)).rejects.toMatchObject({ code: "query-failed" });
      tape.misbehave(unable, {});
    }
  });

  test("one that gets the block a moment later is waited for, and heard", async () => {
    const [first, second] = nodes as [string, string];
    const honest = await ask([second], phaseRow);
    tape.misbehave(first, LIES["a raw row"]?.faults(empty) as Faults);
    tape.misbehave(second, { stuckAt: HEIGHT - 1 });
    setTimeout(() => tape.misbehave(second, {}), 300);
    const client = clientOf([first, second]);
    expect((await client.abciQuery(phaseRow)).value).toEqual(honest);
    expect(excludedOf(client)).toEqual([first]);
  });

  test("one that drops some connections is asked again at once", async () => {
    const [first, second] = nodes as [string, string];
    const honest = await ask([second], phaseRow);
    tape.misbehave(first, LIES["a raw row"]?.faults(empty) as Faults);
    tape.misbehave(second, { resetNext: 2 });
    const client = clientOf([first, second]);
    expect((await client.abciQuery(phaseRow)).value).toEqual(honest);
  });
});

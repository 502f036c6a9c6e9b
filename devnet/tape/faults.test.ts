import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Faults } from "./faults";
import { headerHash } from "./header-hash";
import { startTape, type Tape } from "./tape";

const DIR = fileURLToPath(new URL("../recordings/changeover", import.meta.url));
const PROVIDER = "ics-harbor-1";

let tape: Tape;
let honest: string;
let liar: string;
beforeAll(async () => {
  tape = await startTape({ dirs: [DIR], speed: 0 });
  honest = tape.url(PROVIDER);
  liar = await tape.addEndpoint(PROVIDER);
});
beforeEach(() => tape.misbehave(liar, {}));
afterAll(() => tape.close());

// biome-ignore lint/suspicious/noExplicitAny: a node's answer, looked at field by field below
async function ask(url: string, method: string, params: object = {}): Promise<any> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return (await fetch(url, { method: "POST", body })).json();
}
const misbehave = (faults: Faults) => tape.misbehave(liar, faults);

test("an endpoint misbehaves alone: the other of the same chain stays honest", async () => {
  misbehave({ status502: true });
  expect((await fetch(liar, { method: "POST", body: "{}" })).status).toBe(502);
  expect((await ask(honest, "status")).result.node_info.network).toBe(PROVIDER);
});

test("resets, 429 and 502 strike so often as told, then the node answers", async () => {
  misbehave({ resetNext: 1, status429: 1, retryAfterSeconds: 3, status502: 1 });
  await expect(ask(liar, "health")).rejects.toThrow();
  const limited = await fetch(liar, { method: "POST", body: "{}" });
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "3"]);
  expect((await fetch(liar, { method: "POST", body: "{}" })).status).toBe(502);
  expect((await ask(liar, "health")).result).toEqual({});
});

test("a reset rate of a half resets some requests and answers others, the same in every run", async () => {
  const run = async () => {
    misbehave({ resetRate: 0.5 });
    const outcomes: boolean[] = [];
    for (let i = 0; i < 12; i++)
      outcomes.push(
        await ask(liar, "health").then(
          () => true,
          () => false,
        ),
      );
    return outcomes;
  };
  const first = await run();
  expect(new Set(first)).toEqual(new Set([true, false]));
  expect(await run()).toEqual(first);
});

test("bodies are cut, garbled, filled up, late", async () => {
  misbehave({ cutBodies: 1 });
  await expect(ask(liar, "status")).rejects.toThrow();
  misbehave({ garbageJson: 1 });
  await expect(ask(liar, "status")).rejects.toThrow();
  misbehave({ oversizedBytes: 300_000, latencyMs: 60 });
  const started = performance.now();
  const text = await (await fetch(`${liar}/status`)).text();
  expect(text.length).toBe(300_000);
  expect(performance.now() - started).toBeGreaterThan(55);
  expect(JSON.parse(text).result.node_info.network).toBe(PROVIDER);
});

test("a stuck node knows nothing above its height", async () => {
  misbehave({ stuckAt: 300 });
  expect((await ask(liar, "status")).result.sync_info.latest_block_height).toBe("300");
  expect((await ask(liar, "block", { height: "301" })).error.data).toContain("current blockchain height 300");
});

test("a pruned node names its lowest height and has no state below it", async () => {
  misbehave({ prunedBefore: 400 });
  expect((await ask(liar, "status")).result.sync_info.earliest_block_height).toBe("400");
  expect((await ask(liar, "block", { height: "399" })).error.data).toBe(
    "height 399 is not available, lowest height is 400",
  );
  expect((await ask(liar, "block", { height: "400" })).result.block.header.height).toBe("400");
  const path = "/interchain_security.ccv.provider.v1.Query/QueryParams";
  expect((await ask(liar, "abci_query", { path, data: "", height: "399" })).result.response.code).toBe(38);
  const key = { path: "/store/provider/key", data: "03", height: "399" };
  expect((await ask(liar, "abci_query", key)).result.response).toMatchObject({
    code: 0,
    value: null,
    log: "version does not exist",
  });
  misbehave({ prunedBefore: 400, prunedStateCode: 18 });
  expect((await ask(liar, "abci_query", { path, data: "", height: "399" })).result.response.code).toBe(18);
});

test("lies about headers: app hash, fork, chain id", async () => {
  const block = async (url: string, height: number) => (await ask(url, "block", { height: String(height) })).result;
  const truth = await block(honest, 500);
  misbehave({ wrongAppHash: 500 });
  expect((await block(liar, 500)).block.header.app_hash).not.toBe(truth.block.header.app_hash);
  expect((await block(liar, 500)).block_id).toEqual(truth.block_id);
  expect(await block(liar, 499)).toEqual(await block(honest, 499));
  misbehave({ forkedHeaderFrom: 500 });
  const [fork, child] = [await block(liar, 500), await block(liar, 501)];
  expect(fork.block_id.hash).not.toBe(truth.block_id.hash);
  expect(fork.block.header.last_block_id).toEqual(truth.block.header.last_block_id);
  expect(child.block.header.last_block_id.hash).toBe(fork.block_id.hash);
  misbehave({ wrongChainId: "elsewhere-1" });
  expect((await ask(liar, "status")).result.node_info.network).toBe("elsewhere-1");
  expect((await block(liar, 500)).block.header.chain_id).toBe("elsewhere-1");
});

test("a fork by the rules: hashes fit their headers, blocks name each other, and nobody has signed them", async () => {
  const block = async (url: string, height: number) => (await ask(url, "block", { height: String(height) })).result;
  const truth = await block(honest, 500);
  expect(headerHash(truth.block.header)).toBe(truth.block_id.hash);
  misbehave({ forkedHeaderFrom: 500, fittingHashes: true });
  const [child, fork] = [await block(liar, 502), await block(liar, 500)];
  expect(fork.block_id.hash).not.toBe(truth.block_id.hash);
  expect(headerHash(fork.block.header)).toBe(fork.block_id.hash);
  expect(headerHash(child.block.header)).toBe(child.block_id.hash);
  expect(child.block.header.last_block_id.hash).toBe((await block(liar, 501)).block_id.hash);
  expect(await block(liar, 499)).toEqual(await block(honest, 499));
});

test("a node that is behind has a head of its own", async () => {
  misbehave({ behindBlocks: 20 });
  const head = Number((await ask(honest, "status")).result.sync_info.latest_block_height);
  expect((await ask(liar, "status")).result.sync_info.latest_block_height).toBe(String(head - 20));
  expect((await ask(liar, "block", { height: String(head - 19) })).error.data).toContain(`height ${head - 20}`);
});

test("answers of another shape, and results of many megabytes that hold what they held", async () => {
  misbehave({ wrongShape: 1 });
  expect((await ask(liar, "status")).result).toEqual({ block: [], response: 7, height: {} });
  misbehave({ bulkyBlocks: { from: 500, count: 1, bytes: 3_000_000 } });
  const large = (await ask(liar, "block_results", { height: "500" })).result;
  const plain = (await ask(honest, "block_results", { height: "500" })).result;
  expect(JSON.stringify(large).length).toBeGreaterThan(3_000_000);
  const known = plain.finalize_block_events.length;
  expect(large.finalize_block_events.slice(0, known)).toEqual(plain.finalize_block_events);
  expect(await ask(liar, "block_results", { height: "501" })).toEqual(
    await ask(honest, "block_results", { height: "501" }),
  );
});

test("a lie about one block leaves out what happened in it and nothing else", async () => {
  misbehave({ lieAboutBlock: 500 });
  expect((await ask(liar, "block_results", { height: "500" })).result.finalize_block_events).toEqual([]);
  expect(await ask(liar, "block_results", { height: "501" })).toEqual(
    await ask(honest, "block_results", { height: "501" }),
  );
  expect((await ask(liar, "block", { height: "500" })).result.block.data.txs).toEqual([]);
});

describe("lies about state", () => {
  const HEIGHT = 300;
  const phase = { store: "provider", key: "31000000000000000130" };
  const LIST = "/interchain_security.ccv.provider.v1.Query/QueryConsumerChains";
  const query = async (url: string, path: string, data: string, height = HEIGHT) =>
    (await ask(url, "abci_query", { path, data, height: String(height), prove: false })).result.response;

  test("an answer to a query is another one, at the height and for the request it is told for", async () => {
    misbehave({ forgedAnswer: { path: LIST, data: "", height: HEIGHT, value: "0a0161" } });
    expect((await query(liar, LIST, "")).value).toBe(Buffer.from("0a0161", "hex").toString("base64"));
    expect(await query(liar, LIST, "", HEIGHT + 1)).toEqual(await query(honest, LIST, "", HEIGHT + 1));
    expect(await query(liar, LIST, "0801")).toEqual(await query(honest, LIST, "0801"));
    misbehave({ forgedAnswer: { path: LIST, value: undefined } });
    expect(await query(liar, LIST, "")).toMatchObject({ code: 22, value: null });
  });

  test("a list of rows has a row changed, left out or added, and a row asked for by its key is true", async () => {
    const rows = async (url: string) =>
      Buffer.from((await query(url, "/store/provider/subspace", "31")).value, "base64").toString("hex");
    const [before, key] = [await rows(honest), phase.key];
    expect(before).toContain(key);
    misbehave({ forgedSubspace: { ...phase, value: undefined } });
    expect(await rows(liar)).not.toContain(key);
    misbehave({ forgedSubspace: { ...phase, value: "0000000700000000" } });
    expect(await rows(liar)).toContain(`${key}12080000000700000000`);
    misbehave({ forgedSubspace: { store: "provider", key: "31000000000000000139", value: "01" } });
    expect(await rows(liar)).toBe(`${before}0a0f0a0a31000000000000000139120101`);
    expect(await query(liar, "/store/provider/key", key)).toEqual(await query(honest, "/store/provider/key", key));
  });

  test("state is told as it was so many blocks before, under the height that was asked for", async () => {
    const META = "/store/provider/key";
    const vscId = "02";
    misbehave({ staleState: 100 });
    const told = await query(liar, META, vscId);
    expect(told.height).toBe(String(HEIGHT));
    expect(told.value).toBe((await query(honest, META, vscId, HEIGHT - 100)).value);
    expect(told.value).not.toBe((await query(honest, META, vscId)).value);
    expect((await query(liar, LIST, "")).value).toBe((await query(honest, LIST, "", HEIGHT - 100)).value);
  });
});

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, constants } from "node:zlib";
import { StargateClient } from "@cosmjs/stargate";
import { Comet38Client, HttpBatchClient } from "@cosmjs/tendermint-rpc";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { startTape, type Tape } from "./tape";

const DIR = fileURLToPath(new URL("../recordings/changeover", import.meta.url));
const PROVIDER = "ics-harbor-1";
const SOVEREIGN = "ics-sovereign-1";

let tape: Tape;
let url: string;
beforeAll(async () => {
  tape = await startTape({ dirs: [DIR], speed: 0 });
  url = tape.url(PROVIDER);
});
afterAll(() => tape.close());

interface Answer {
  id?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: a node's answer, looked at field by field below
  result?: any;
  error?: { code: number; message: string; data: string };
}
async function post(body: unknown, to = url): Promise<Answer> {
  const response = await fetch(to, { method: "POST", body: JSON.stringify(body) });
  return (await response.json()) as Answer;
}
const call = (method: string, params: unknown = {}, to = url) => post({ jsonrpc: "2.0", id: 7, method, params }, to);
const abci = async (path: string, data: string, height = 0, to = url, prove = false) =>
  (await call("abci_query", { path, data, height: String(height), prove }, to)).result.response;

/** The record's own lines, read here by other code than the server's. */
interface RawLine {
  h: number;
  block?: { block: { header: { time: string; app_hash: string }; last_commit: unknown } };
  store?: string;
  set: Record<string, string>;
  del: string[];
  proof?: string;
  k: string;
  v: string | null;
  ops: unknown;
  validators?: unknown[];
  q?: string;
  d?: string;
  r?: { value?: string };
}
function rawLines(chainId: string): RawLine[] {
  const packed = readFileSync(`${DIR}/${chainId}.ndjson.br`);
  const text = brotliDecompressSync(packed, { params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
  return text
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RawLine);
}

test("CosmJS's Comet38Client reads everything it knows how to ask", async () => {
  const client = await Comet38Client.connect(url);
  const status = await client.status();
  expect(status.nodeInfo.network).toBe(PROVIDER);
  expect(status.syncInfo.latestBlockHeight).toBe(720);
  expect(status.syncInfo.earliestBlockHeight).toBe(1);
  expect((await client.abciInfo()).lastBlockHeight).toBe(720);
  const { block } = await client.block(200);
  expect([block.header.height, block.header.chainId]).toEqual([200, PROVIDER]);
  expect((await client.blockResults(200)).height).toBe(200);
  const commit = await client.commit(200);
  expect([commit.header.height, commit.commit.height, commit.canonical]).toEqual([200, 200, true]);
  expect((await client.commit()).header.height).toBe(720);
  expect((await client.validatorsAll(720)).validators).toHaveLength(12);
  expect((await client.blockchain(1, 30)).blockMetas.map((meta) => meta.header.height)).toEqual(
    Array.from({ length: 20 }, (_, i) => 30 - i),
  );
  expect((await client.genesis()).chainId).toBe(PROVIDER);
  await client.health();
  client.disconnect();
});

test("CosmJS's StargateClient connects, detects the version and reads", async () => {
  const client = await StargateClient.connect(url);
  expect(await client.getChainId()).toBe(PROVIDER);
  expect(await client.getHeight()).toBe(720);
  expect((await client.getBlock(720)).header.height).toBe(720);
  const asked = rawLines(PROVIDER).find((line) => line.q === "/cosmos.bank.v1beta1.Query/Balance");
  // address = 1, denom = 2
  const request = Buffer.from(asked?.d ?? "", "hex");
  const address = request.subarray(2, 2 + (request[1] ?? 0)).toString();
  expect((await client.getBalance(address, "uharb")).denom).toBe("uharb");
  const withTx = rawLines(PROVIDER).find((line) => JSON.stringify(line.block ?? "").includes('"txs":["'));
  const txs = (await client.getBlock(withTx?.h)).txs;
  const hash = createHash("sha256")
    .update(txs[0] ?? new Uint8Array())
    .digest("hex")
    .toUpperCase();
  expect((await client.getTx(hash))?.height).toBe(withTx?.h);
  expect((await client.searchTx(`tx.height=${withTx?.h}`)).length).toBe(txs.length);
  client.disconnect();
});

test("a batch of ten is answered, of eleven refused, of one answered by an object", async () => {
  const batch = (size: number) => Array.from({ length: size }, (_, i) => ({ jsonrpc: "2.0", id: i, method: "health" }));
  expect(await post(batch(10))).toEqual(batch(10).map(({ id }) => ({ jsonrpc: "2.0", id, result: {} })));
  expect((await post(batch(11))).error?.code).toBe(-32600);
  expect(await post(batch(1))).toEqual({ jsonrpc: "2.0", id: 0, result: {} });
  const rpc = new HttpBatchClient(url, { batchSizeLimit: 10 });
  const client = Comet38Client.create(rpc);
  const heights = await Promise.all(Array.from({ length: 30 }, (_, i) => client.block(i + 1)));
  expect(heights.map(({ block }) => block.header.height)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  client.disconnect();
});

test("what is wrong with a request is said as CometBFT says it", async () => {
  expect((await call("block", { height: "721" })).error).toEqual({
    code: -32603,
    message: "Internal error",
    data: "height 721 must be less than or equal to the current blockchain height 720",
  });
  expect((await call("block", { height: "0" })).error?.data).toBe("height must be greater than 0, but got 0");
  expect((await call("block", { height: "x" })).error?.code).toBe(-32602);
  expect((await call("validators", { page: "2", per_page: "100" })).error?.data).toBe(
    "page should be within [1, 1] range, given 2",
  );
  expect((await call("no_such_method")).error?.code).toBe(-32601);
  expect((await call("block_search", { query: "x" })).error?.code).toBe(-32603);
  expect((await call("broadcast_tx_sync", { tx: "AA==" })).error?.code).toBe(-32603);
  const broken = await fetch(url, { method: "POST", body: "{" });
  expect([broken.status, ((await broken.json()) as Answer).error?.code]).toEqual([500, -32700]);
});

test("a GET takes quoted texts, 0x bytes and numbers, and answers with id -1", async () => {
  const get = async (path: string) => (await (await fetch(`${url}${path}`)).json()) as Answer;
  const height = await get("/block?height=5");
  expect([height.id, height.result.block.header.height]).toEqual([-1, "5"]);
  expect((await get('/block?height="5"')).result.block.header.height).toBe("5");
  const store = await get('/abci_query?path="/store/provider/key"&data=0x03&height=5&prove=false');
  expect(store.result.response.key).toBe("Aw==");
  expect((await get(`/validators?height=5&per_page=5&page=2`)).result).toMatchObject({ count: "5", total: "12" });
  expect((await fetch(`${url}/block?height=9999`)).status).toBe(500);
  expect(await (await fetch(url)).text()).toContain("block_results");
});

test("the id comes back as it was sent and notifications are not answered", async () => {
  expect((await post({ jsonrpc: "2.0", id: "abc", method: "health" })).id).toBe("abc");
  expect(await (await fetch(url, { method: "POST", body: '{"jsonrpc":"2.0","method":"health"}' })).text()).toBe("");
  expect((await call("block", ["5"])).result.block.header.height).toBe("5");
});

test("a query is answered by the newest answer recorded at or below the height asked", async () => {
  const path = "/interchain_security.ccv.provider.v1.Query/QueryConsumerChains";
  const recorded = rawLines(PROVIDER).filter((line) => line.q === path && line.d === "");
  const before = recorded.findLast((line) => line.h <= 300);
  expect((await abci(path, "", 300)).value).toBe(before?.r?.value);
  expect((await abci(path, "12021864", 300)).value).toBe(before?.r?.value);
  expect((await abci(path, "0800", 300)).height).toBe("300");
  expect((await abci(path, "", 0)).value).toBe(recorded.at(-1)?.r?.value);
  expect(await abci(path, "", 721)).toMatchObject({ code: 26, value: null });
  expect((await abci("/cosmos.bank.v1beta1.Query/Balance", "0a0161", 300)).log).toMatch(/^not recorded/);
});

test("rows at any height are those that the store lines add up to", async () => {
  const rows = new Map<string, string>();
  const changes = rawLines(PROVIDER).filter((line) => line.store === "provider");
  let applied = 0;
  for (const height of [1, 137, 400, 720]) {
    for (let change = changes[applied]; change && change.h <= height; change = changes[++applied]) {
      for (const key of change.del) rows.delete(key);
      for (const [key, value] of Object.entries(change.set)) rows.set(key, value);
    }
    const everWritten = [...new Set(changes.flatMap((line) => Object.keys(line.set)))].slice(0, 400);
    for (let i = 0; i < everWritten.length; i += 10) {
      const keys = everWritten.slice(i, i + 10);
      const answers = (await post(
        keys.map((key, id) => ({
          jsonrpc: "2.0",
          id,
          method: "abci_query",
          params: {
            path: "/store/provider/key",
            data: Buffer.from(key, "base64").toString("hex"),
            height: String(height),
          },
        })),
      )) as unknown as Answer[];
      const values = answers.map((answer) => answer.result.response.value);
      expect(values).toEqual(keys.map((key) => rows.get(key) ?? null));
    }
  }
  // 0xff alone would be refused as unknown data elsewhere; here it is a prefix of one row, the parameters.
  const pairs = Buffer.from((await abci("/store/provider/subspace", "ff", 5)).value, "base64");
  const parameters = Buffer.from(rows.get("/w==") ?? "", "base64");
  expect(pairs.subarray(-parameters.length).equals(parameters)).toBe(true);
});

test("a proof is served where one was recorded, and refused elsewhere", async () => {
  const proof = rawLines(PROVIDER).find((line) => line.proof === "provider");
  const key = Buffer.from(proof?.k ?? "", "base64").toString("hex");
  const answer = await abci("/store/provider/key", key, proof?.h, url, true);
  expect(answer.value).toBe(proof?.v);
  expect(answer.proofOps).toEqual({ ops: proof?.ops });
  expect(await abci("/store/provider/key", key, (proof?.h ?? 0) + 1, url, true)).toMatchObject({ code: 6 });
  expect((await abci("/store/provider/key", key, 1, url, true)).code).toBe(18);
});

test("a store that is not mounted is told apart from one that was not recorded", async () => {
  expect((await abci("/store/ccvconsumer/key", "00")).log).toContain("no such store");
  expect((await abci("/store/staking/key", "00")).log).toMatch(/^not recorded/);
  expect((await abci("/store/ibc/key", Buffer.from("clients/x").toString("hex"))).log).toMatch(/^not recorded/);
  expect((await abci("/store/provider/key", "")).code).toBe(2);
});

test("before its changeover a sovereign chain has no consumer module, later no consumer state of that time", async () => {
  const other = await startTape({ dirs: [DIR], speed: 0 });
  const to = other.url(SOVEREIGN);
  other.setHead(120);
  expect(other.head(SOVEREIGN)).toBeLessThan(147);
  expect((await abci("/store/ccvconsumer/key", "00", 0, to)).log).toContain("no such store");
  other.setHead(720);
  expect(await abci("/store/ccvconsumer/key", "00", 100, to)).toMatchObject({
    code: 0,
    value: null,
    log: "version does not exist",
  });
  await other.close();
});

test("all chains stand at the provider's time, and the clients hear of each block", async () => {
  const other = await startTape({ dirs: [DIR], speed: 0, from: 300 });
  expect(other.head(PROVIDER)).toBe(300);
  const lines = rawLines(SOVEREIGN);
  const timeOf = (all: RawLine[], height: number) =>
    all.find((line) => line.block && line.h === height)?.block?.block.header.time ?? "";
  const now = timeOf(rawLines(PROVIDER), 300);
  const head = other.head(SOVEREIGN);
  expect(timeOf(lines, head) <= now).toBe(true);
  expect(timeOf(lines, head + 1) > now).toBe(true);

  const socket = new WebSocket(`${other.url(PROVIDER).replace("http", "ws")}/websocket`);
  const messages: Answer[] = [];
  socket.on("message", (data) => messages.push(JSON.parse(String(data)) as Answer));
  await new Promise((resolve) => socket.once("open", resolve));
  const query = "tm.event='NewBlock'";
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 3, method: "subscribe", params: { query } }));
  await until(() => messages.length === 1);
  expect(messages[0]).toEqual({ jsonrpc: "2.0", id: 3, result: {} });
  other.advance(2);
  await until(() => messages.length === 3);
  const heights = messages.slice(1).map(({ result }) => result.data.value.block.header.height);
  expect(heights).toEqual(["301", "302"]);
  expect(messages[1]?.result).toMatchObject({ query, data: { type: "tendermint/event/NewBlock" } });
  other.rewind(250);
  expect(other.head(PROVIDER)).toBe(250);
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 4, method: "unsubscribe", params: { query } }));
  await until(() => messages.length === 4);
  other.advance(1);
  socket.send(JSON.stringify({ jsonrpc: "2.0", id: 5, method: "health", params: {} }));
  await until(() => messages.length === 5);
  expect(messages[4]).toEqual({ jsonrpc: "2.0", id: 5, result: {} });
  await other.close();
});

test("CosmJS hears of new blocks while the record runs, up to the height it is to end at", async () => {
  const other = await startTape({ dirs: [DIR], speed: 60, from: 100, until: 103 });
  const client = await Comet38Client.connect(other.url(PROVIDER).replace("http", "ws"));
  const seen: number[] = [];
  await new Promise<void>((resolve, reject) => {
    client.subscribeNewBlock().subscribe({
      next: ({ header }) => {
        seen.push(header.height);
        if (header.height === 103) resolve();
      },
      error: reject,
    });
  });
  client.disconnect();
  expect(seen.at(-1)).toBe(103);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(other.head(PROVIDER)).toBe(103);
  await other.close();
});

test("what was asked is counted by chain and method", async () => {
  tape.resetCounts();
  await post([
    { jsonrpc: "2.0", id: 1, method: "block", params: { height: "3" } },
    { jsonrpc: "2.0", id: 2, method: "block_results", params: { height: "3" } },
  ]);
  await call("block", { height: "4" });
  expect(tape.counts()[PROVIDER]).toEqual({ http: 2, calls: { block: 2, block_results: 1 } });
  expect(tape.counts()[SOVEREIGN]).toEqual({ http: 0, calls: {} });
});

test("options that fit no recording are refused in a sentence", async () => {
  await expect(startTape({ dirs: ["/nowhere"] })).rejects.toThrow("there is no such directory");
  await expect(startTape({ dirs: [fileURLToPath(new URL(".", import.meta.url))] })).rejects.toThrow(
    "holds no recordings",
  );
  await expect(startTape({ dirs: [DIR], from: 9_999 })).rejects.toThrow("the recording ends at provider height 720");
  await expect(startTape({ dirs: [DIR], from: 9, until: 8 })).rejects.toThrow("--from 9 is after --until 8");
  const taken = Number(new URL(url).port);
  await expect(startTape({ dirs: [DIR], port: taken })).rejects.toThrow(`port ${taken} on 127.0.0.1 is in use already`);
});

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 5_000) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

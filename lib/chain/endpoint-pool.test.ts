import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createChainClient } from "./endpoint-pool";
import type { ChainClient } from "./types";

type Call = { id: number; method: string; params: Record<string, string> };
type Behaviour = (calls: Call[], response: ServerResponse, request: IncomingMessage) => void;

const servers: Server[] = [];
const clients: ChainClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A node that answers each HTTP request as told; remembers how many calls each request held. */
async function node(behave: Behaviour): Promise<{ url: string; batches: number[] }> {
  const batches: number[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const json = JSON.parse(body);
      const calls: Call[] = Array.isArray(json) ? json : [json];
      batches.push(calls.length);
      behave(calls, response, request);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, batches };
}

const reply = (response: ServerResponse, calls: Call[], resultOf: (call: Call) => unknown) => {
  const answers = calls.map((call) => ({ jsonrpc: "2.0", id: call.id, result: resultOf(call) }));
  response.end(JSON.stringify(answers.length === 1 ? answers[0] : answers));
};
const status = (network: string, height = 100) => ({
  node_info: { network },
  sync_info: {
    latest_block_height: String(height),
    latest_block_time: "2026-03-02T10:00:00Z",
    earliest_block_height: "1",
  },
});
const abci = (value: string) => ({ response: { code: 0, value, height: "5" } });
const healthy =
  (network = "chain-1", value = "AQ=="): Behaviour =>
  (calls, response) =>
    reply(response, calls, (call) => (call.method === "status" ? status(network) : abci(value)));

function clientOf(urls: string[], options: object = {}): ChainClient {
  const client = createChainClient({ urls, label: "test", timeoutMs: 400, random: () => 0.1, ...options });
  clients.push(client);
  return client;
}
const query = { path: "/store/x/key", data: Uint8Array.of(1), height: 5 };

describe("endpoints of one chain", () => {
  test("the next one answers when the first is silent", async () => {
    const silent = await node(() => undefined);
    const good = await node(healthy());
    const { value } = await clientOf([silent.url, good.url]).abciQuery(query);
    expect([...value]).toEqual([1]);
  });

  test("a node of another chain is never used, and the message names both", async () => {
    const other = await node(healthy("other-9"));
    await expect(clientOf([other.url], { chainId: "chain-1" }).abciQuery(query)).rejects.toMatchObject({
      code: "wrong-chain",
      message: expect.stringMatching(/other-9.*chain-1/),
    });
    const good = await node(healthy());
    const client = clientOf([other.url, good.url], { chainId: "chain-1" });
    await client.abciQuery(query);
    await client.status();
    expect(client.health().find((one) => one.url === other.url)?.excluded).toBe("wrong-chain");
  });

  test("an address where another chain's node answers after a dropped connection is not used any more", async () => {
    let network = "chain-1";
    let isDropping = false;
    const changing = await node((calls, response, request) => {
      if (isDropping) {
        isDropping = false;
        network = "chain-2";
        request.socket.destroy();
      } else healthy(network, network === "chain-1" ? "AQ==" : "Ag==")(calls, response, request);
    });
    const client = clientOf([changing.url]);
    expect([...(await client.abciQuery(query)).value]).toEqual([1]);
    isDropping = true;
    await expect(client.abciQuery(query)).rejects.toMatchObject({ code: "wrong-chain" });
    expect(client.health()).toMatchObject([{ excluded: "wrong-chain", chainId: "chain-2" }]);
  });

  test("a node that asks to be left alone is left alone for as long as it says", async () => {
    let asked = 0;
    const times: number[] = [];
    const busy = await node((calls, response) => {
      if (calls[0]?.method !== "status") {
        asked += 1;
        times.push(performance.now());
        if (asked === 1) {
          response.writeHead(429, { "retry-after": "0.3" });
          response.end("slow down");
          return;
        }
      }
      healthy()(calls, response, undefined as never);
    });
    await clientOf([busy.url]).abciQuery(query);
    expect(asked).toBe(2);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(290);
  });

  test("an answer that is too large is refused while it arrives", async () => {
    const large = await node((calls, response) => {
      if (calls[0]?.method === "status") return healthy()(calls, response, undefined as never);
      response.end(`{"jsonrpc":"2.0","id":1,"result":"${"x".repeat(200_000)}"}`);
    });
    await expect(clientOf([large.url], { maxBytes: 50_000 }).abciQuery(query)).rejects.toMatchObject({
      code: "too-large",
    });
  });

  test.each([
    ["a body cut short", (response: ServerResponse) => response.end('{"jsonrpc":"2.0","id":1,"resu')],
    ["a page of HTML", (response: ServerResponse) => response.end("<html>bad gateway</html>")],
    ["a dropped connection", (response: ServerResponse) => response.destroy()],
  ])("%s is asked for again", async (_what, spoil) => {
    let spoilt = 0;
    const flaky = await node((calls, response) => {
      if (calls[0]?.method !== "status" && spoilt++ === 0) spoil(response);
      else healthy()(calls, response, undefined as never);
    });
    expect([...(await clientOf([flaky.url]).abciQuery(query)).value]).toEqual([1]);
  });

  test("no more than ten calls go into one request", async () => {
    const good = await node(healthy());
    const answers = await clientOf([good.url]).abciQueries(Array.from({ length: 23 }, () => query));
    expect(answers).toHaveLength(23);
    expect(good.batches).toEqual([1, 10, 10, 3]);
  });

  test("answers are matched by their id, in whatever order a node gives them", async () => {
    const shuffled = await node((calls, response) => {
      if (calls[0]?.method === "status") return healthy()(calls, response, undefined as never);
      const answers = calls.map((call, i) => ({
        jsonrpc: "2.0",
        id: call.id,
        result: abci(Buffer.from([i]).toString("base64")),
      }));
      response.end(JSON.stringify(answers.reverse()));
    });
    const outcomes = await clientOf([shuffled.url]).abciQueries([query, query, query]);
    expect(outcomes.map((outcome) => outcome.ok && outcome.value[0])).toEqual([0, 1, 2]);
  });

  test("aborting ends the wait at once", async () => {
    const silent = await node(() => undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 30);
    const started = performance.now();
    await expect(clientOf([silent.url], { timeoutMs: 5_000 }).abciQuery(query, stop.signal)).rejects.toMatchObject({
      code: "aborted",
    });
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("what a node says about state", () => {
  const answering = (response: object) =>
    node((calls, http) => reply(http, calls, (call) => (call.method === "status" ? status("chain-1") : { response })));

  test("a pruned key is not an absent key", async () => {
    const pruned = await answering({ code: 0, value: null, log: "version does not exist", height: "5" });
    await expect(clientOf([pruned.url]).abciQuery(query)).rejects.toMatchObject({ code: "height-unavailable" });
    const absent = await answering({ code: 0, value: null, log: "", height: "5" });
    expect(await clientOf([absent.url]).abciQuery(query)).toMatchObject({ isNull: true });
  });

  test("state that one node has pruned is read from another that keeps it, though both keep all blocks", async () => {
    const pruned = await answering({ code: 0, value: null, log: "version does not exist", height: "5" });
    const archive = await answering({ code: 0, value: "AQ==", log: "", height: "5" });
    for (const urls of [
      [pruned.url, archive.url],
      [archive.url, pruned.url],
    ]) {
      const client = clientOf(urls);
      for (let i = 0; i < 4; i += 1) expect([...(await client.abciQuery(query)).value]).toEqual([1]);
    }
    const nowhere = clientOf([pruned.url, (await answering({ code: 38, log: "pruned", height: "5" })).url]);
    expect(await nowhere.abciQueries([query, query])).toMatchObject([
      { ok: false, error: { code: "height-unavailable" } },
      { ok: false, error: { code: "height-unavailable" } },
    ]);
  });

  test("code 6 means what its log says", async () => {
    const unknown = await answering({ code: 6, log: "unknown query path: unknown request", height: "5" });
    await expect(clientOf([unknown.url]).abciQuery(query)).rejects.toMatchObject({ code: "unknown-query" });
    const failed = await answering({ code: 6, log: "cannot find metadata", height: "5" });
    await expect(clientOf([failed.url]).abciQuery(query)).rejects.toMatchObject({ code: "query-failed" });
    const unmounted = await answering({ code: 6, log: "no such store: provider", height: "5" });
    await expect(clientOf([unmounted.url]).abciQuery(query)).rejects.toMatchObject({ code: "no-such-store" });
  });
});

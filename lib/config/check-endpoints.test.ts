import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { askChainId, checkEndpoints } from "./check-endpoints";
import type { NetworkConfig } from "./networks";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const network = (provider: string[], consumer: string[], chainId?: string): NetworkConfig[] => [
  {
    name: "devnet",
    provider: { rpc: provider },
    consumers: [{ ...(chainId ? { chainId } : { consumerId: "1" }), rpc: consumer }],
  },
];

const answering = (chainIds: Record<string, string>) => async (url: string) => chainIds[url];

test("a consumer's node that is on another chain is named with what it is", async () => {
  const ask = answering({ "http://p": "ics-devnet-provider-1", "http://c": "ics-democ-1" });
  await expect(checkEndpoints(network(["http://p"], ["http://c"], "ics-optin-1"), ask)).rejects.toThrow(
    "NETWORKS_FILE: network devnet, consumer ics-optin-1: http://c is chain ics-democ-1",
  );
});

test("nodes of one chain that disagree about it are refused", async () => {
  const ask = answering({ "http://p1": "a-1", "http://p2": "b-1" });
  await expect(checkEndpoints(network(["http://p1", "http://p2"], []), ask)).rejects.toThrow(
    "NETWORKS_FILE: network devnet, provider: http://p2 is chain b-1, but http://p1 is chain a-1",
  );
});

test("the provider given as a consumer is refused", async () => {
  const ask = answering({ "http://p": "a-1", "http://c": "a-1" });
  await expect(checkEndpoints(network(["http://p"], ["http://c"]), ask)).rejects.toThrow(
    "http://c is chain a-1, the provider itself",
  );
});

test("nodes that are down are no fault of the configuration", async () => {
  await expect(checkEndpoints(network(["http://p"], ["http://c"], "c-1"), answering({}))).resolves.toBeUndefined();
});

test("a node is asked for its status; nonsense and silence are no chain id", async () => {
  const listen = async (body: string) => {
    const server = createServer((_request, response) => response.end(body));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  expect(await askChainId(await listen('{"result":{"node_info":{"network":"ics-optin-1"}}}'))).toBe("ics-optin-1");
  expect(await askChainId(await listen("<html>"))).toBeUndefined();
  expect(await askChainId(await listen("null"))).toBeUndefined();
  expect(await askChainId("http://127.0.0.1:1", 500)).toBeUndefined();
});

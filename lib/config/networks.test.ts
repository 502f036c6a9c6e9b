import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { ConfigError } from "./errors";
import { parseNetworks, readNetworksFile } from "./networks";

const rpc = ["http://127.0.0.1:26657"];

function complaintAbout(networks: unknown): string {
  try {
    parseNetworks(typeof networks === "string" ? networks : JSON.stringify(networks), "networks.json");
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "accepted";
}

test("a network with a provider, a consumer by chain id, one by consumer id and one without nodes is accepted", () => {
  const networks = parseNetworks(
    JSON.stringify([
      {
        name: "devnet",
        provider: { rpc: ["http://127.0.0.1:26657/"] },
        consumers: [
          { chainId: "ics-optin-1", rpc: ["https://rpc.example/optin"] },
          { consumerId: 2, rpc },
          { consumerId: "7" },
        ],
        fromHeight: 12,
      },
    ]),
    "networks.json",
  );
  expect(networks).toEqual([
    {
      name: "devnet",
      provider: { rpc: ["http://127.0.0.1:26657"] },
      consumers: [
        { chainId: "ics-optin-1", rpc: ["https://rpc.example/optin"] },
        { consumerId: "2", rpc: ["http://127.0.0.1:26657"] },
        { consumerId: "7", rpc: [] },
      ],
      fromHeight: 12,
    },
  ]);
});

test("an empty list is one: a store of records alone has nothing to follow", () => {
  expect(parseNetworks("[]", "networks.json")).toEqual([]);
});

test.each<[string, unknown, string]>([
  ["broken JSON says where", '[{"name": }]\n', "networks.json is not JSON: Unexpected token"],
  ["an object", {}, "networks.json must be a list of networks"],
  ["an entry that is no object", ["devnet"], "entry 1 must be an object"],
  ["no name", [{ provider: { rpc } }], 'entry 1: "name" must be lower-case letters'],
  [
    "a name that cannot stand in a path",
    [{ name: "Dev Net", provider: { rpc } }],
    'entry 1: "name" must be lower-case letters',
  ],
  [
    "a name that is a page",
    [{ name: "validators", provider: { rpc } }],
    'entry 1: the name "validators" is taken by a page',
  ],
  [
    "a name used twice",
    [
      { name: "a", provider: { rpc } },
      { name: "a", provider: { rpc } },
    ],
    'entry 2: the name "a" is used twice',
  ],
  ["no provider", [{ name: "a" }], 'network a: "provider" must be an object'],
  [
    "a provider without nodes",
    [{ name: "a", provider: { rpc: [] } }],
    'network a: the provider needs at least one "rpc" URL',
  ],
  [
    "a single URL in place of a list",
    [{ name: "a", provider: { rpc: "http://x" } }],
    'network a: provider: "rpc" must be a list of URLs',
  ],
  [
    "an entry that is not a URL",
    [{ name: "a", provider: { rpc: ["http://x", "127.0.0.1 26657"] } }],
    "network a: provider: rpc entry 2 is not a URL",
  ],
  [
    "a scheme we do not speak",
    [{ name: "a", provider: { rpc: ["tcp://x:1"] } }],
    "network a: provider: rpc entry 1 must begin with http:// or https://",
  ],
  [
    "consumers that are no list",
    [{ name: "a", provider: { rpc }, consumers: {} }],
    'network a: "consumers" must be a list',
  ],
  [
    "a consumer without an id",
    [{ name: "a", provider: { rpc }, consumers: [{ rpc }] }],
    'network a: consumer 1: "chainId" or "consumerId" is missing',
  ],
  [
    "a consumer id that is no number",
    [{ name: "a", provider: { rpc }, consumers: [{ consumerId: "x" }] }],
    'network a: consumer 1: "consumerId" must be a whole number',
  ],
  [
    "a consumer with a bad URL",
    [{ name: "a", provider: { rpc }, consumers: [{ consumerId: 1, rpc: ["nope"] }] }],
    "network a: consumer 1: rpc entry 1 is not a URL",
  ],
  [
    "a negative first height",
    [{ name: "a", provider: { rpc }, fromHeight: -1 }],
    'network a: "fromHeight" must be a whole number of at least 1',
  ],
])("%s is one clear sentence", (_name, networks, sentence) => {
  const complaint = complaintAbout(networks);
  expect(complaint).toContain(`NETWORKS_FILE: ${sentence}`);
  expect(complaint).not.toContain("\n");
});

test("an unset, a missing and an unreadable file are told apart", async () => {
  await expect(readNetworksFile(undefined)).rejects.toThrow("NETWORKS_FILE is not set");
  await expect(readNetworksFile("")).rejects.toThrow("NETWORKS_FILE is not set");
  await expect(readNetworksFile("/nowhere/networks.json")).rejects.toThrow(
    "NETWORKS_FILE: /nowhere/networks.json cannot be read: there is no such file",
  );
  await expect(readNetworksFile(tmpdir())).rejects.toThrow("cannot be read: EISDIR");
  const folder = await mkdtemp(path.join(tmpdir(), "networks-"));
  const file = path.join(folder, "networks.json");
  await writeFile(file, JSON.stringify([{ name: "a", provider: { rpc } }]));
  await expect(readNetworksFile(file)).resolves.toEqual([{ name: "a", provider: { rpc }, consumers: [] }]);
  await rm(folder, { recursive: true });
});

test("trust and verification are read, and a wrong word is named", () => {
  const rpc = ["http://localhost:1"];
  const hash = "AB".repeat(32);
  const parse = (more: object, provider: object = {}) =>
    parseNetworks(JSON.stringify([{ name: "a", provider: { rpc, ...provider }, ...more }]), "n.json");
  expect(
    parse({ verify: { everyBlocks: 0 } }, { trust: { height: 7, hash }, verify: { heights: [900, 400, 900] } })[0],
  ).toMatchObject({
    verify: { everyBlocks: 0, callsPerSecond: 50 },
    provider: { trust: { height: 7, hash: hash.toLowerCase() }, verifyHeights: [400, 900] },
  });
  expect(() => parse({ verify: { everyBlocks: -1 } })).toThrow('"everyBlocks" must be a whole number');
  expect(() => parse({ verify: 5 })).toThrow('"verify" must be an object');
  expect(() => parse({}, { trust: { height: 7, hash: "ab" } })).toThrow("64 hex digits");
  expect(() => parse({}, { trust: { height: 0, hash } })).toThrow('"height" of at least 1');
  expect(() => parse({}, { verify: { heights: ["x"] } })).toThrow('"verify.heights"');
});

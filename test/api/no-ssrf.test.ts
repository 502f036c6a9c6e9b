import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import type { Store } from "@/lib/store/open-store";
import { callRoute } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { denyNetwork } from "../support/no-network";
import { serveStore } from "../support/server-deps";

/** Whatever is asked, only configured nodes are ever reached, and those never at an address out of the request. */
const HOSTS = [
  "http://169.254.169.254/latest/meta-data/",
  "http://evil.example:26657",
  "https://evil.example/rpc",
  "file:///etc/passwd",
  "gopher://evil.example",
  "//evil.example",
  "evil.example",
];
const NAMES = [
  "rpc",
  "url",
  "node",
  "endpoint",
  "provider",
  "host",
  "q",
  "v",
  "account",
  "network",
  "height",
  "cursor",
  "from",
];
const PATHS = [
  "overview",
  "consumers",
  "consumers/1",
  "consumers/1/validators",
  "consumers/1/packets",
  "validators",
  "slashes",
  "packets",
  "security",
  "rewards",
  "network",
  "launches",
  "proposals",
  "search",
  "holders",
  "status",
  "verification",
  "what-if",
];

let tape: Tape;
let store: Store;
beforeAll(async () => {
  tape = await serveRecording("changeover");
  ({ store } = await indexTape(tape, 60));
  serveStore(store, tape.networks as readonly NetworkConfig[]);
}, 180_000);
afterAll(async () => {
  await store?.close();
  await tape?.close();
});

test("no parameter, path or header leads to a request to somewhere else", async () => {
  const network = denyNetwork();
  try {
    for (const host of HOSTS) {
      const value = encodeURIComponent(host);
      const query = NAMES.map((name) => `${name}=${value}`).join("&");
      const headers = { host: "evil.example", "x-forwarded-host": "evil.example", referer: host, origin: host };
      for (const path of PATHS) {
        await callRoute("changeover", `${path}?${query}`, headers);
        if (host !== HOSTS[0]) continue;
        for (const name of NAMES) await callRoute("changeover", `${path}?${name}=${value}`, headers);
      }
      for (const path of [`validators/${value}`, `consumers/${value}`, `slashes/${value}`, `proposals/${value}`]) {
        expect((await callRoute("changeover", path, headers)).status).toBeLessThan(500);
      }
      expect((await callRoute(value, "overview", headers)).status).toBe(404);
    }
  } finally {
    network.lift();
  }
  expect(network.attempts).toEqual([]);
}, 180_000);

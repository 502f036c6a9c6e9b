import { once } from "node:events";
import { request as ask, createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tape } from "@/devnet/tape/tape";
import type { NetworkConfig } from "@/lib/config/networks";
import { type FrontDoor, openFrontDoor } from "@/lib/server/front/front-door";
import { enforceRateLimit } from "@/lib/server/rate-limit";
import type { Store } from "@/lib/store/open-store";
import { callRoute } from "../support/call-route";
import { indexTape, serveRecording } from "../support/index-recording";
import { serveStore } from "../support/server-deps";

/*
 * The door before the real routes on real rows. What stands for the framework here only hands on: it calls the route, and
 * compresses for whoever takes that. The same before Next itself: e2e/hot.spec.ts.
 */

let tape: Tape;
let store: Store;
let door: FrontDoor;
let network = "";
let port = 0;
let moved = 599;
const clock = { ms: 0 };
const logged: Record<string, unknown>[] = [];
const server = createServer((request, response) => {
  answer(request.url ?? "/", request.headers, response).catch((error: unknown) => response.destroy(error as Error));
});

beforeAll(async () => {
  tape = await serveRecording("devnet");
  tape.setHead(moved);
  ({ store } = await indexTape(tape, moved));
  const networks = tape.networks as readonly NetworkConfig[];
  network = networks[0]?.name ?? "";
  const deps = serveStore(store, networks, { now: () => clock.ms });
  const keep = (line: object) => void logged.push(line as Record<string, unknown>);
  // The recorded nodes are served by the same process.
  door = openFrontDoor(deps, { warn: keep, debug: keep }, (one) => one === server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
}, 120_000);
afterAll(async () => {
  door?.close();
  server.closeAllConnections();
  server.close();
  await store?.close();
  await tape?.close();
});

async function answer(url: string, headers: IncomingHttpHeaders, response: ServerResponse): Promise<void> {
  const [, , , name = "", ...rest] = url.split("/");
  const given = Object.entries(headers).map(([key, value]) => [key, String(value)]);
  const made = await callRoute(name, rest.join("/"), Object.fromEntries(given));
  const body = Buffer.from(await made.arrayBuffer());
  for (const [key, value] of made.headers) response.setHeader(key, value);
  const isPacked = headers["accept-encoding"] === "gzip" && body.length > 1_024;
  if (isPacked) response.setHeader("content-encoding", "gzip");
  response.writeHead(made.status).end(isPacked ? gzipSync(body) : body);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function read(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = ask({ port, path: `/api/v1/${path}`, headers, method, agent: false }, (message) => {
      const chunks: Buffer[] = [];
      message.on("data", (chunk: Buffer) => chunks.push(chunk));
      message.on("end", () =>
        resolve({ status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject).end();
  });
}

const PASSING = new Set(["date", "x-request-id", "content-length", "transfer-encoding", "connection", "keep-alive"]);
const comparable = ({ status, headers, body }: Answer) => ({
  status,
  headers: Object.entries(headers).filter(([name]) => !PASSING.has(name)),
  body: body.toString("base64"),
});
const heightOf = ({ body }: Answer): number => JSON.parse(body.toString()).asOf.height;

const ROUTES = [
  "overview",
  "consumers",
  "consumers/0",
  "consumers/0/validators",
  "consumers/1/validators?height=500",
  "consumers/0/packets",
  "validators",
  "validators?limit=3",
  "packets",
  "slashes",
  "findings",
  "security",
  "rewards",
  "launches",
  "proposals",
  "network",
  "status",
  "consumers/77",
  "consumers?height=0",
];

test.each(ROUTES)("%s from memory is byte for byte what the route answers", async (path) => {
  for (const headers of [{}, { "accept-encoding": "gzip" }] as Record<string, string>[]) {
    const fromRoute = await read(`${network}/${path}`, { ...headers, "cache-control": "no-cache" });
    await read(`${network}/${path}`, headers);
    expect(comparable(await read(`${network}/${path}`, headers))).toEqual(comparable(fromRoute));
  }
});

test("a block is seen by the next who asks, and a pinned height stays what it was", async () => {
  const before = await read(`${network}/consumers`);
  const pinned = await read(`${network}/consumers?height=590`);
  expect([heightOf(before), heightOf(pinned)]).toEqual([599, 590]);
  moved = 600;
  tape.setHead(moved);
  await indexTape(tape, moved, store);
  clock.ms += 10_000; // What `boot` does by forgetting the index when a block was stored.
  door.beat({ network });
  expect(heightOf(await read(`${network}/consumers`))).toBe(600);
  expect(heightOf(await read(`${network}/overview`))).toBe(600);
  expect((await read(`${network}/consumers?height=590`)).body).toEqual(pinned.body);
});

test("a network nobody configured has no answer of another one's", async () => {
  await read(`${network}/overview`);
  const other = await read("another/overview");
  expect([other.status, JSON.parse(other.body.toString()).error.code]).toEqual([404, "unknown-network"]);
});

test("an id that a request brings is kept when it looks like one; every answer has one", async () => {
  const path = `${network}/overview`;
  expect((await read(path, { "x-request-id": "proxy-1234.abc" })).headers["x-request-id"]).toBe("proxy-1234.abc");
  for (const strange of ["short", "a".repeat(65), 'a"} {"level":60', "with space in it"]) {
    const { headers } = await read(path, { "x-request-id": strange });
    expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  }
  const [first, second] = [await read(path), await read(path, { "cache-control": "no-cache" })];
  expect(first.headers["x-request-id"]).not.toBe(second.headers["x-request-id"]);
  await expect
    .poll(() => logged.find((line) => line.requestId === second.headers["x-request-id"]))
    .toMatchObject({
      method: "GET",
      url: `/api/v1/${path}`,
      status: 200,
    });
});

test("an answer from memory counts against the limit and says what is left of it; filling it counts against nobody", async () => {
  const end = enforceRateLimit({ perMinute: 3, trustedProxies: 0 }, () => 0);
  try {
    const left: (string | undefined)[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { headers, status } = await read(`${network}/launches?limit=${900 + i}`);
      left.push(`${status} ${headers["ratelimit-remaining"]}`);
    }
    expect(left).toEqual(["200 2", "200 1", "200 0"]);
  } finally {
    end();
  }
});

import { spawn } from "node:child_process";
import { createServer, request, type Server } from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { bundle } from "../../../scripts/lib/bundle.mjs";
import { CONNECTION_LIMITS, limitConnections } from "./connection-limits";
import { refuseOutOfBounds } from "./request-bounds";

let server: Server;
let port: number;
let lift: () => void;
const sockets: net.Socket[] = [];

async function serve(limits = CONNECTION_LIMITS): Promise<void> {
  lift = limitConnections(limits);
  server = createServer({ connectionsCheckingInterval: 100 }, (asked, response) => {
    if (!refuseOutOfBounds(asked, response)) response.end("answered");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", 4_096, resolve));
  port = (server.address() as AddressInfo).port;
}
beforeEach(() => {
  sockets.length = 0;
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  lift();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function connect(): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => resolve(socket));
    socket.on("error", reject);
    socket.on("error", () => undefined);
    sockets.push(socket);
  });
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}
function ask({ body, ...asked }: Asked = {}): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", agent: false, path: "/", ...asked }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const closed = (socket: net.Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));

test("ten thousand idle connections, and who asks is answered", async () => {
  await serve();
  const entry = await bundle("test/support/limited-server.ts", "dist/test/limited-server.mjs");
  const child = spawn(process.execPath, [entry], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  port = Number(await new Promise((resolve) => child.stdout.once("data", (line) => resolve(String(line)))));
  const before = Number((await ask()).text);
  for (let i = 0; i < 100; i += 1) await Promise.all(Array.from({ length: 100 }, connect));
  expect(sockets.filter(({ readyState }) => readyState === "open").length).toBe(10_000);
  for (let i = 0; i < 20; i += 1) expect((await ask()).status).toBe(200);
  expect((Number((await ask()).text) - before) / 1_048_576).toBeLessThan(300);
  // Nothing comes on them, so they end.
  await Promise.all(sockets.map((socket) => (socket.destroyed ? undefined : closed(socket))));
}, 60_000);

test("beyond the most that may be open, further ones are closed and the open ones stay", async () => {
  await serve({ ...CONNECTION_LIMITS, connections: 20 });
  const open = await Promise.all(Array.from({ length: 20 }, connect));
  const late = await connect();
  await closed(late);
  expect(open.every(({ readyState }) => readyState === "open")).toBe(true);
  for (const socket of open.slice(0, 5)) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await ask()).status).toBe(200);
});

describe("slow loris", () => {
  const quick = { ...CONNECTION_LIMITS, headersMs: 300, requestMs: 500 };

  test("headers that come byte by byte end the connection, others are answered meanwhile", async () => {
    await serve(quick);
    const slow = await Promise.all(Array.from({ length: 50 }, connect));
    for (const socket of slow) socket.write("GET / HTTP/1.1\r\nHost: x\r\n");
    const drip = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write("X-A: b\r\n");
    }, 50);
    const ends = Promise.all(slow.map(closed));
    expect((await ask()).status).toBe(200);
    await ends;
    clearInterval(drip);
  }, 10_000);

  test("a connection on which nothing ever comes ends as well", async () => {
    await serve(quick);
    await closed(await connect());
  }, 10_000);
});

describe("what no route takes is refused before it is read", () => {
  beforeEach(() => serve());

  test.each(["POST", "PUT", "DELETE", "PATCH"])("%s", async (method) => {
    const { status, text } = await ask({ method, body: "x".repeat(1_000_000) });
    expect(status).toBe(405);
    expect(JSON.parse(text).error.code).toBe("method-not-allowed");
  });

  test("asking for a check passes; with a body, or asked of anything else, it does not", async () => {
    const post = (path: string, more: object = {}) => ask({ path, method: "POST", ...more });
    expect((await post("/api/v1/devnet/verification?height=5")).status).toBe(200);
    for (const path of [
      "/api/v1/devnet/verification/proof",
      "/api/v1/devnet/consumers",
      "/api/v1/a/b/verification",
      "/",
    ])
      expect((await post(path)).status, path).toBe(405);
    const headers = { "content-length": "5" };
    expect((await post("/api/v1/devnet/verification", { headers, body: "hello" })).status).toBe(413);
  });

  test("a body with a GET, announced or in chunks", async () => {
    const announced = await ask({ headers: { "content-length": "5" }, body: "hello" });
    expect([announced.status, JSON.parse(announced.text).error.code]).toEqual([413, "no-body"]);
    const inChunks = await ask({ headers: { "transfer-encoding": "chunked" }, body: "hello" });
    expect(inChunks.status).toBe(413);
  });

  test("very many parameters, and an address beyond all bounds", async () => {
    expect((await ask({ path: `/?${"a=1&".repeat(199)}a=1` })).status).toBe(200);
    const many = await ask({ path: `/?${"a=1&".repeat(2_000)}a=1` });
    expect([many.status, JSON.parse(many.text).error.code]).toEqual([400, "too-many-parameters"]);
    expect((await ask({ path: `/${"a".repeat(40_000)}` })).status).toBe(431);
  });
});

import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { headOf, writeWhole } from "./whole-answer";

const ID = "id-12345678";
const HEADERS = ["Content-Type", "application/json", "ETag", '"1"', "X-Text", "caf\u00e9"];

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** Answers as a whole where it can, else as Node does it; the path `/slow` always as Node does it. */
async function serve(body: Buffer) {
  const head = headOf(HEADERS, body.length);
  const taken: boolean[] = [];
  const server = createServer((request, response) => {
    response.setHeader("RateLimit-Limit", 600);
    response.setHeader("X-Several", ["a", "b"]);
    const isWhole = request.url !== "/slow" && writeWhole(request, response, { head, body }, ID);
    taken.push(isWhole);
    if (isWhole) return;
    response.writeHead(200, [...HEADERS, "x-request-id", ID, "content-length", String(body.length)]);
    if (request.method === "HEAD") response.end();
    else response.end(body);
  });
  server.keepAliveTimeout = 9_500;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { port: (server.address() as AddressInfo).port, taken };
}

/** Everything a server sends on one connection for what is written to it at once. */
async function said(port: number, text: string, until = 300): Promise<{ bytes: Buffer; isEnded: boolean }> {
  const socket = connect({ port, host: "127.0.0.1" });
  const chunks: Buffer[] = [];
  let isEnded = false;
  socket.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => (isEnded = true));
  socket.write(text);
  await Promise.race([once(socket, "end"), sleep(until)]);
  socket.destroy();
  return { bytes: Buffer.concat(chunks), isEnded };
}

const asked = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

for (const size of [0, 1, 1_384, 47_000, 400_000]) {
  test(`a body of ${size} bytes is sent as Node sends it, byte for byte but for the order of lines`, async () => {
    const body = Buffer.alloc(size, "0123456789abcdef");
    const { port, taken } = await serve(body);
    const [ours, theirs] = [await said(port, asked("/")), await said(port, asked("/slow"))];
    expect(taken).toEqual([true, false]);
    const split = (bytes: Buffer) => {
      const at = bytes.indexOf("\r\n\r\n");
      // Names are the same in any case.
      const lines = bytes
        .toString("latin1", 0, at)
        .split("\r\n")
        .map((line) => line.replace(/^[\w-]+: /, (name) => name.toLowerCase()));
      return { status: lines[0], lines: lines.slice(1).toSorted(), rest: bytes.subarray(at + 4) };
    };
    expect(split(ours.bytes).status).toBe(split(theirs.bytes).status);
    const isDate = (line: string) => line.startsWith("date: ");
    expect(split(ours.bytes).lines.filter((line) => !isDate(line))).toEqual(
      split(theirs.bytes).lines.filter((line) => !isDate(line)),
    );
    const said2 = split(ours.bytes).lines.find(isDate)?.slice(6) ?? "";
    expect(Math.abs(Date.parse(said2) - Date.now())).toBeLessThan(5_000);
    expect(split(ours.bytes).rest.equals(body)).toBe(true);
    expect(ours.isEnded).toBe(false);
  });
}

test("requests in one piece are answered in their order, whichever way each is sent", async () => {
  const { port, taken } = await serve(Buffer.from("[1]"));
  const { bytes } = await said(port, asked("/a") + asked("/slow") + asked("/b") + asked("/c"));
  // Those whose turn has not come have no socket yet, and are queued by Node.
  expect(taken).toEqual([true, false, false, false]);
  expect(bytes.toString().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(4);
  expect(bytes.toString().match(/\[1\]/g)).toHaveLength(4);
});

test("who closes the connection, speaks an old version or wants no body is answered by Node", async () => {
  const { port, taken } = await serve(Buffer.from("[1]"));
  const closing = await said(port, asked("/", "Connection: close\r\n"), 2_000);
  expect(closing.isEnded).toBe(true);
  const old = await said(port, "GET / HTTP/1.0\r\n\r\n", 2_000);
  expect(old.isEnded).toBe(true);
  const head = await said(port, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  expect(head.bytes.toString()).not.toContain("[1]");
  expect(taken).toEqual([false, false, false]);
  for (const { bytes } of [closing, old]) expect(bytes.toString()).toContain("[1]");
});

test("one connection serves many requests, and one that goes away hurts nobody", async () => {
  const body = Buffer.alloc(300_000, "x");
  const { port } = await serve(body);
  const gone = connect({ port, host: "127.0.0.1" });
  gone.write(asked("/"));
  await once(gone, "connect");
  gone.destroy();
  const { Agent } = await import("node:http");
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const read = () =>
    new Promise<number>((resolve, reject) => {
      get({ port, path: "/", agent }, (message: IncomingMessage) => {
        let bytes = 0;
        message.on("data", (chunk: Buffer) => (bytes += chunk.length)).on("end", () => resolve(bytes));
      }).on("error", reject);
    });
  const sizes: number[] = [];
  for (let i = 0; i < 20; i += 1) sizes.push(await read());
  agent.destroy();
  expect(sizes).toEqual(Array.from({ length: 20 }, () => body.length));
});

test("a response that somebody has begun is left alone", () => {
  const begun = { _header: "HTTP/1.1 200 OK", _headerSent: true, shouldKeepAlive: true, socket: {} };
  const request = { method: "GET", httpVersionMajor: 1, httpVersionMinor: 1, headers: {} };
  const parts = { head: Buffer.alloc(0), body: Buffer.alloc(0) };
  expect(writeWhole(request as never, begun as unknown as ServerResponse, parts, ID)).toBe(false);
});

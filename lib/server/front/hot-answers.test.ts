import { once } from "node:events";
import { request as ask, createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { HotAnswers, type HotOutcome } from "./hot-answers";
import { InnerServer } from "./inner-server";
import type { Pulse } from "./pulse";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A server whose hot answers are kept, before a handler that stands for the framework. */
async function serve(handler: Handler) {
  const pulses = new Map<string, Pulse>([
    ["one", { beats: 0, isCatchingUp: false }],
    ["two", { beats: 0, isCatchingUp: false }],
  ]);
  const clock = { ms: 0 };
  const outcomes: HotOutcome[] = [];
  const asked: string[] = [];
  const origin: Handler = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    handler(request, response);
  };
  const hot = new HotAnswers({
    inner: new InnerServer(origin),
    pulseOf: (network) => pulses.get(network),
    now: () => clock.ms,
    onAnswer: (outcome) => outcomes.push(outcome),
  });
  const server = createServer((request, response) => {
    const passOn = () => origin(request, response);
    if (!hot.answer(request, response, "request-1", passOn)) passOn();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  const read = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    new Promise<{ status: number; headers: IncomingMessage["headers"]; body: string }>((resolve, reject) => {
      const sent = ask({ port, path, headers, method, agent: false }, (message) => {
        let body = "";
        message.setEncoding("utf8").on("data", (chunk: string) => {
          body += chunk;
        });
        message.on("end", () => resolve({ status: message.statusCode ?? 0, headers: message.headers, body }));
      });
      sent.on("error", reject).end();
    });
  return { port, read, asked, outcomes, clock, hot, pulse: (network: string) => pulses.get(network) as Pulse };
}

const LIVE = { "cache-control": "public, max-age=1", "content-type": "application/json", etag: '"1"' };
const json = (response: ServerResponse, body: string, headers: Record<string, string> = LIVE, status = 200) =>
  response.writeHead(status, headers).end(body);

/** Answers with how often it was asked. */
const counting =
  (made: number[] = []): Handler =>
  (_, response) =>
    json(response, String(made.push(Date.now())));

test("many who ask at once are answered by one question", async () => {
  const { read, asked } = await serve((_, response) => setTimeout(() => json(response, "[1]"), 30));
  const answers = await Promise.all(Array.from({ length: 40 }, () => read("/api/v1/one/consumers")));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set(["200 [1]"]));
  expect(asked).toEqual(["GET /api/v1/one/consumers"]);
});

test("an answer holds until the next block of its network, and not for another network's", async () => {
  const { read, pulse } = await serve(counting());
  expect((await read("/api/v1/one/overview")).body).toBe("1");
  expect((await read("/api/v1/one/overview")).body).toBe("1");
  pulse("two").beats += 1;
  expect((await read("/api/v1/one/overview")).body).toBe("1");
  pulse("one").beats += 1;
  expect((await read("/api/v1/one/overview")).body).toBe("2");
});

test("without a block an answer is made anew in the background after a moment, and never shown older than two seconds", async () => {
  const made: number[] = [];
  const { read, clock, outcomes } = await serve(counting(made));
  await read("/api/v1/one/overview");
  clock.ms = 1_001;
  expect((await read("/api/v1/one/overview")).body).toBe("1");
  await expect.poll(() => made.length).toBe(2);
  await expect.poll(async () => (await read("/api/v1/one/overview")).body).toBe("2");
  clock.ms += 2_001;
  expect((await read("/api/v1/one/overview")).body).toBe("3");
  expect(outcomes[0]).toBe("miss");
  expect(outcomes.at(-1)).toBe("miss");
  expect(outcomes).toContain("stale");
});

test("what has not changed since is not sent again within, and is still answered whole", async () => {
  const tags: (string | undefined)[] = [];
  const { read, pulse } = await serve((request, response) => {
    tags.push(request.headers["if-none-match"]);
    if (request.headers["if-none-match"] === '"1"' && tags.length < 3) response.writeHead(304, LIVE).end();
    else json(response, `made at ${tags.length}`);
  });
  expect((await read("/api/v1/one/overview")).body).toBe("made at 1");
  pulse("one").beats += 1;
  const again = await read("/api/v1/one/overview");
  expect([again.status, again.body]).toEqual([200, "made at 1"]);
  expect((await read("/api/v1/one/overview")).body).toBe("made at 1");
  pulse("one").beats += 1;
  expect((await read("/api/v1/one/overview")).body).toBe("made at 3");
  expect(tags).toEqual([undefined, '"1"', '"1"']);
});

test("what is no longer for everybody is not kept, though its bytes are the same", async () => {
  const { read, pulse, asked } = await serve((request, response) =>
    request.headers["if-none-match"]
      ? void response.writeHead(304, { ...LIVE, "cache-control": "no-store" }).end()
      : json(response, "[1]"),
  );
  await read("/api/v1/one/overview");
  pulse("one").beats += 1;
  for (let time = 0; time < 2; time += 1) {
    const { status, body, headers } = await read("/api/v1/one/overview");
    expect([status, body, headers["cache-control"]]).toEqual([200, "[1]", "no-store"]);
  }
  expect(asked).toHaveLength(3);
});

test("what turns out to be final is said to be so, though its bytes are the same", async () => {
  const final = { ...LIVE, "cache-control": "public, max-age=86400" };
  const { read, pulse, asked } = await serve((request, response) =>
    request.headers["if-none-match"] ? void response.writeHead(304, final).end() : json(response, "[1]"),
  );
  expect((await read("/api/v1/one/consumers?height=7")).headers["cache-control"]).toBe(LIVE["cache-control"]);
  for (let block = 0; block < 3; block += 1) {
    pulse("one").beats += 1;
    const { status, body, headers } = await read("/api/v1/one/consumers?height=7");
    expect([status, body, headers["cache-control"]]).toEqual([200, "[1]", final["cache-control"]]);
  }
  expect(asked).toHaveLength(2);
});

test("while catching up nobody waits for a block that is over at once, but for two seconds at most", async () => {
  const made: number[] = [];
  const { read, clock, pulse } = await serve(counting(made));
  pulse("one").isCatchingUp = true;
  await read("/api/v1/one/overview");
  pulse("one").beats += 1;
  expect((await read("/api/v1/one/overview")).body).toBe("1");
  await expect.poll(() => made.length).toBe(2);
  clock.ms += 2_001;
  pulse("one").beats += 1;
  expect((await read("/api/v1/one/overview")).body).toBe("3");
});

test("what is final is kept through blocks; what is not to be kept, is a fault or sets a cookie is asked again", async () => {
  const final = { ...LIVE, "cache-control": "public, max-age=86400" };
  let made = 0;
  const { read, pulse } = await serve((request, response) => {
    made += 1;
    if (request.url?.includes("height=")) json(response, String(made), final);
    else if (request.url?.endsWith("findings")) json(response, String(made), { ...LIVE, "cache-control": "no-store" });
    else if (request.url?.endsWith("slashes")) json(response, String(made), LIVE, 503);
    else json(response, String(made), { ...LIVE, "set-cookie": "a=b" });
  });
  expect((await read("/api/v1/one/consumers?height=7")).body).toBe("1");
  pulse("one").beats += 1;
  expect((await read("/api/v1/one/consumers?height=7")).body).toBe("1");
  for (const path of ["/api/v1/one/findings", "/api/v1/one/slashes", "/api/v1/one/rewards"]) {
    const [first, second] = [await read(path), await read(path)];
    expect(Number(second.body)).toBe(Number(first.body) + 1);
  }
});

test("whoever has the answer is told so; HEAD gets the head alone; both as long as it is", async () => {
  const { read, asked } = await serve((_, response) => json(response, '{"a":"ä"}'));
  const whole = await read("/api/v1/one/overview");
  expect(whole.headers["content-length"]).toBe("10");
  for (const tag of ['"1"', 'W/"1"', '"0", "1"', "*"]) {
    const unchanged = await read("/api/v1/one/overview", { "if-none-match": tag });
    expect([unchanged.status, unchanged.body, unchanged.headers.etag]).toEqual([304, "", '"1"']);
  }
  expect((await read("/api/v1/one/overview", { "if-none-match": '"2"' })).body).toBe('{"a":"ä"}');
  const head = await read("/api/v1/one/overview", {}, "HEAD");
  expect([head.status, head.body, head.headers["content-length"]]).toEqual([200, "", "10"]);
  expect(asked).toEqual(["GET /api/v1/one/overview"]);
});

test("each encoding has an answer of its own, and HEAD never that of a compressed one", async () => {
  const { read } = await serve((request, response) => json(response, String(request.headers["accept-encoding"])));
  expect((await read("/api/v1/one/overview", { "accept-encoding": "gzip" })).body).toBe("gzip");
  expect((await read("/api/v1/one/overview", { "accept-encoding": "br" })).body).toBe("br");
  expect((await read("/api/v1/one/overview")).body).toBe("undefined");
  expect((await read("/api/v1/one/overview", { "accept-encoding": "br" }, "HEAD")).headers["content-length"]).toBe("9");
});

test.each([
  ["/api/v1/three/overview", {}, "a network nobody configured"],
  ["/api/v1/one/stream", {}, "a stream"],
  ["/api/v1/one/holders?v=a", {}, "what asks nodes"],
  ["/api/v1/one/verification/proof?height=1", {}, "a file"],
  ["/api/v1/one/consumers?format=csv", {}, "a list as a file"],
  ["/api/v1/one/consumers", { accept: "text/csv" }, "a list as a file, by its type"],
  ["/api/v1/one/consumers", { "cache-control": "no-cache" }, "what is asked to be new"],
  ["/api/v1/one/consumers", { rsc: "1" }, "the framework's own questions"],
  ["/api/v1/one/consumers", { range: "bytes=0-1" }, "a part"],
  [`/api/v1/one/validators/${"a".repeat(400)}`, {}, "an address without end"],
  ["/consumers", {}, "a page"],
])("%s %o goes to the route each time: %s", async (path, headers, _why) => {
  const { read, asked, hot } = await serve((_, response) => json(response, "[]"));
  await read(path, headers as Record<string, string>);
  await read(path, headers as Record<string, string>);
  expect([asked.length, hot.size]).toEqual([2, 0]);
});

test("one who leaves takes nobody's answer along", async () => {
  const { port, read, asked } = await serve((_, response) => setTimeout(() => json(response, "[1]"), 80));
  const leaver = get({ port, path: "/api/v1/one/consumers", agent: false });
  leaver.on("error", () => undefined);
  const stays = read("/api/v1/one/consumers");
  setTimeout(() => leaver.destroy(), 30);
  expect((await stays).body).toBe("[1]");
  expect(asked).toHaveLength(1);
});

test("an answer that is cut off is asked for by each who waits, and not kept", async () => {
  let made = 0;
  const { read, hot } = await serve((_, response) => {
    made += 1;
    if (made > 1) return void json(response, "[1]");
    response.writeHead(200, LIVE).write("[");
    setTimeout(() => response.socket?.destroy(), 10);
  });
  expect((await read("/api/v1/one/consumers")).body).toBe("[1]");
  expect(hot.size).toBe(0);
  expect((await read("/api/v1/one/consumers")).body).toBe("[1]");
});

test("whatever is asked in whatever order, an answer is of its own address and no older than the question", async () => {
  const beats = { one: 0, two: 0 };
  const { read, pulse } = await serve((request, response) => {
    const network = request.url?.split("/")[3] as "one" | "two";
    const seen = beats[network];
    setTimeout(() => json(response, `${request.url} ${seen}`), 2);
  });
  const path = fc.tuple(fc.constantFrom("one", "two"), fc.constantFrom("overview", "consumers/1", "packets?height=3"));
  const step = fc.record({ path, isBlock: fc.boolean(), waits: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const all: Promise<void>[] = [];
      for (const { path: name, isBlock, waits } of steps) {
        const network = name[0] as "one" | "two";
        if (isBlock) {
          beats[network] += 1;
          pulse(network).beats += 1;
        }
        const url = `/api/v1/${network}/${name[1]}`;
        const since = beats[network];
        const check = read(url).then(({ body }) => {
          const [address, seen] = body.split(" ");
          expect(address).toBe(url);
          expect(Number(seen)).toBeGreaterThanOrEqual(since);
        });
        all.push(check);
        if (waits) await check;
      }
      await Promise.all(all);
    }),
    { numRuns: 40 },
  );
});

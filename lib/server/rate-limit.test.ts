import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { clientOf, enforceRateLimit, LIMIT_HEADER, RETRY_HEADER } from "./rate-limit";
import { TokenBuckets } from "./token-buckets";

test("a bucket is emptied at once, refilled evenly, and never above its brim", () => {
  const buckets = new TokenBuckets(60);
  const takes = Array.from({ length: 61 }, () => buckets.take("a", 0));
  expect(takes.filter(({ isAllowed }) => isAllowed)).toHaveLength(60);
  expect(takes[59]).toMatchObject({ remaining: 0, fullInS: 60, retryInS: 0 });
  expect(takes[60]).toMatchObject({ isAllowed: false, remaining: 0, retryInS: 1 });
  expect(buckets.take("b", 0).isAllowed).toBe(true);
  expect(buckets.take("a", 1_000).isAllowed).toBe(true);
  expect(buckets.take("a", 1_000).isAllowed).toBe(false);
  expect(buckets.take("a", 3_600_000)).toMatchObject({ isAllowed: true, remaining: 59 });
  // A clock that goes back gives nothing and takes nothing.
  expect(buckets.take("a", 0)).toMatchObject({ remaining: 58 });
});

test("a crowd of addresses does not fill the memory", () => {
  const buckets = new TokenBuckets(10, 100);
  for (let i = 0; i < 10_000; i += 1) buckets.take(`client ${i}`, 0);
  expect(buckets.size).toBe(100);
});

test("only proxies that are trusted say who the client is", () => {
  const from = (forwarded: string | undefined, trusted: number, remoteAddress = "10.0.0.1") =>
    clientOf(
      { headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, socket: { remoteAddress } as never },
      trusted,
    );
  expect(from("1.1.1.1", 0)).toBe("10.0.0.1");
  expect(from("6.6.6.6, 1.1.1.1", 1)).toBe("1.1.1.1");
  expect(from("6.6.6.6, 1.1.1.1, 10.0.0.9", 2)).toBe("1.1.1.1");
  expect(from(undefined, 1)).toBe("10.0.0.1");
  expect(from("1.1.1.1", 2)).toBe("10.0.0.1");
  expect(from(undefined, 0, "::ffff:10.0.0.7")).toBe("10.0.0.7");
  expect(from(undefined, 0, "2001:db8:0:1:aaaa::1")).toBe(from(undefined, 0, "2001:db8::1:bbbb:0:0:2"));
  expect(from(undefined, 0, "2001:db8:0:1::1")).not.toBe(from(undefined, 0, "2001:db8:0:2::1"));
});

let server: Server | undefined;
let end: (() => void) | undefined;
afterEach(() => {
  end?.();
  server?.close();
});

test("over HTTP: counted paths carry their limits, one too many is sent to the refusal, the rest is left alone", async () => {
  end = enforceRateLimit({ perMinute: 3, trustedProxies: 0 }, () => 0);
  server = createServer((request, response) => response.end(`${request.url} ${request.headers[RETRY_HEADER] ?? "-"}`));
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return {
      text: await response.text(),
      remaining: response.headers.get("ratelimit-remaining"),
      policy: response.headers.get("ratelimit-policy"),
    };
  };
  expect(await ask("/api/v1/n/overview")).toEqual({ text: "/api/v1/n/overview -", remaining: "2", policy: "3;w=60" });
  expect((await ask("/badge/1.svg", { [RETRY_HEADER]: "9", "x-forwarded-for": "8.8.8.8" })).text).toBe(
    "/badge/1.svg -",
  );
  expect((await ask("/devnet/embed/consumers/1")).remaining).toBe("0");
  expect(await ask("/api/v1/n/overview?x=1")).toMatchObject({ text: "/api/too-many-requests 20", remaining: "0" });
  for (const path of ["/", "/consumers/1", "/api/health", "/api/ready", "/metrics", "/api", "/devnet/validators/api"])
    expect(await ask(path)).toMatchObject({ text: `${path} -`, remaining: null });
});

test("asking for a check has a limit of its own beside that of requests, and is refused as such", async () => {
  end = enforceRateLimit({ perMinute: 100, trustedProxies: 0 }, () => 0);
  server = createServer((request, response) =>
    response.end(`${request.method} ${request.url} ${request.headers[LIMIT_HEADER] ?? "-"}`),
  );
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const ask = async (method: string) =>
    (await fetch(`http://127.0.0.1:${port}/api/v1/n/verification?chain=a`, { method })).text();
  for (let i = 0; i < 6; i += 1) expect(await ask("POST")).toBe("POST /api/v1/n/verification?chain=a -");
  expect(await ask("POST")).toBe("GET /api/too-many-requests 6 checks");
  expect(await ask("GET")).toBe("GET /api/v1/n/verification?chain=a -");
});

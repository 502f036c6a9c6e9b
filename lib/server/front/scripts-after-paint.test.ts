import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { holdScripts } from "./scripts-after-paint";

/** As React writes them: those of the head, and the one it starts with, whose attributes stand the other way round. */
const CHUNK = '<script src="/_next/static/chunks/16hdjet-rb8e0.js" async="" nonce="YTM4NTMy+/=="></script>';
const START = '<script src="/_next/static/chunks/0s501o~ve4rrw.js" nonce="YTM4NTMy+/==" async=""></script>';
const PRELOAD =
  '<link rel="preload" as="script" fetchPriority="low" nonce="YTM4NTMy+/==" href="/_next/static/chunks/0s501o~ve4rrw.js"/>';
const LATER =
  '<link rel="preload" href="/_next/static/chunks/1gtb3kalcf-6-.js" as="script" nonce="YTM4NTMy+/==" fetchPriority="low"/>';
const FONT = '<link rel="preload" href="/_next/static/media/a.woff2" as="font" crossorigin="" type="font/woff2"/>';
const OLD_BROWSERS = '<script src="/_next/static/chunks/0cz1d0mv5g_q7.js" noModule="" nonce="YTM4NTMy+/=="></script>';
const INLINE = '<script nonce="YTM4NTMy+/==">self.__next_f.push([1,"\\u003cscript src=1 async>"])</script>';

/** What Next itself compresses with. */
const compression = createRequire(import.meta.url)("next/dist/compiled/compression") as (options: {
  threshold: number;
}) => (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** What a browser gets of pieces that a framework sends one after the other, compressed as Next does it. */
async function sent(
  pieces: readonly (string | Uint8Array)[],
  {
    type = "text/html; charset=utf-8",
    length,
    late = false,
    accepts = "gzip",
  }: { type?: string; length?: number; late?: boolean; accepts?: string } = {},
): Promise<{ text: string; encoding: string | null }> {
  const frame = compression({ threshold: 0 });
  const behind = async (request: IncomingMessage, response: ServerResponse) => {
    if (late) await sleep(5);
    frame(request, response, () => {});
    response.setHeader("content-type", type);
    if (length !== undefined) response.setHeader("content-length", length);
    response.flushHeaders();
    for (const piece of pieces) {
      await sleep(2);
      response.write(piece);
    }
    response.end();
  };
  const server = createServer((request, response) => holdScripts(response, () => void behind(request, response)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
    headers: { "accept-encoding": accepts },
  });
  return { text: await answer.text(), encoding: answer.headers.get("content-encoding") };
}

const startsOf = (html: string) => html.match(/<script[^>]*>/g) ?? [];

test("chunks are of no language until the page is painted; everything else stays as it is", async () => {
  const { text, encoding } = await sent([
    `<head>${PRELOAD}${LATER}${FONT}${CHUNK}${OLD_BROWSERS}</head><body>caf\u00e9`,
    `${INLINE}${START}</body>`,
  ]);
  expect(encoding).toBe("gzip");
  const [loader, ...rest] = startsOf(text);
  expect(loader).toBe('<script nonce="YTM4NTMy+/==">');
  expect(rest).toEqual([
    CHUNK.replace("<script ", '<script type="held" ').replace("</script>", ""),
    OLD_BROWSERS.replace("</script>", ""),
    '<script nonce="YTM4NTMy+/==">',
    START.replace("<script ", '<script type="held" ').replace("</script>", ""),
  ]);
  expect(text).toContain(PRELOAD.replace("preload", "held") + LATER.replace("preload", "held") + FONT);
  expect(text).toContain(`<body>caf\u00e9${INLINE}<script type="held"`);
});

test("a letter cut in two comes out whole, a tag cut in two as it went in", async () => {
  const bytes = Buffer.from(`${CHUNK}\u00e9${START}`);
  const inLetter = Buffer.byteLength(CHUNK) + 1;
  const inTag = inLetter + 20;
  const { text } = await sent([bytes.subarray(0, inLetter), bytes.subarray(inLetter, inTag), bytes.subarray(inTag)]);
  expect(text.endsWith(`\u00e9${START}`)).toBe(true);
  expect(text).toContain('<script type="held" src="/_next/static/chunks/16hdjet-rb8e0.js"');
});

test("text that looks like a chunk of another origin, or has no nonce, is left alone", async () => {
  const strange = [
    CHUNK.replace("/_next/", "//evil.example/_next/"),
    CHUNK.replace(/ nonce="[^"]*"/, ""),
    CHUNK.replace("16hdjet-rb8e0", "../../../api/v1/devnet/search?q=1&x="),
    CHUNK.replaceAll("<", "&lt;"),
  ].join("");
  expect((await sent([strange])).text).toBe(strange);
});

test("what is no page goes out as it is, and so does a page whose length is told or that is compressed already", async () => {
  expect((await sent([CHUNK], { type: "text/x-component" })).text).toBe(CHUNK);
  expect((await sent([CHUNK], { length: CHUNK.length, accepts: "identity" })).text).toBe(CHUNK);
  expect(await sent([CHUNK], { late: true })).toEqual({ text: CHUNK, encoding: "gzip" });
});
